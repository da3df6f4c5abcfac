import Foundation
import HTTP
import TestSupport
import Testing

/// Requests through the proxies that the environment sets.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(2))) struct ProxyTests {
    /// The request lines that the proxy received, and the result. `elsewhere.example` does not resolve: only the proxy reaches it.
    private func send(
        _ url: (Int) -> String, proxy: WireServer.Behaviour = .proxy, expectsRequest: Bool = true,
        environment: (Int) -> [String: String]
    ) async throws -> (received: [String], result: Result<HTTPResponse, HTTPFault>) {
        try await TestCertificates.with { certificates in
            try await WireServer.with(.answers, certificate: certificates.path(.another)) { server in
                try await WireServer.with(proxy) { proxy in
                    let environment = environment(proxy.port).merging([
                        "SSL_CERT_FILE": certificates.path(.authority)
                    ]) {
                        $1
                    }
                    return try await HTTPClient.with(environment: environment) { http in
                        let result = await http.result(.init("GET", url(server.port)), deadline: .seconds(60))
                        // The proxy prints the request before it responds, but the line may arrive later.
                        if expectsRequest {
                            try await proxy.wait { $0.hasPrefix("CONNECT") || $0.hasPrefix("GET") }
                        }
                        let received = proxy.lines.filter {
                            !$0.hasPrefix("open") && !$0.hasPrefix("request")
                        }
                        return (received, result)
                    }
                }
            }
        }
    }

    @Test(arguments: ["HTTPS_PROXY", "https_proxy"])
    func httpsUsesATunnel(variable: String) async throws {
        var port = 0
        let (received, result) = try await send {
            port = $0
            return "https://elsewhere.example:\($0)/"
        } environment: {
            [variable: "http://127.0.0.1:\($0)"]
        }
        #expect(result.response?.status == 200 && received == ["CONNECT elsewhere.example:\(port)"])
        #expect(
            result.response?.headers.map(\.name) == ["Content-Length"],
            "the response has no headers of the proxy")
    }

    @Test func httpUsesItsOwnProxy() async throws {
        let (received, result) = try await send { _ in
            "http://elsewhere.example/path"
        } environment: {
            ["HTTP_PROXY": "127.0.0.1:\($0)", "HTTPS_PROXY": "http://127.0.0.1:1"]
        }
        #expect(result.response?.body == Array("through the proxy".utf8))
        #expect(received == ["GET http://elsewhere.example/path"])
    }

    @Test func proxyCredentialsAreSentOnlyToTheProxy() async throws {
        let (received, result) = try await send(
            { "https://elsewhere.example:\($0)/" }, proxy: .refusingProxy,
            environment: { ["HTTPS_PROXY": "http://someone:a-secret@127.0.0.1:\($0)"] })
        #expect(
            received.allSatisfy {
                $0.hasPrefix("CONNECT elsewhere.example:") && $0.hasSuffix(" someone:a-secret")
            })
        #expect(!received.isEmpty)
        let fault = try #require(result.fault)
        #expect(fault.cause == .unreachable && fault.description.hasSuffix("with status 407"), "\(fault)")
        #expect(!fault.description.contains("secret") && !fault.description.contains("someone"))
    }

    /// If the proxy refuses the connection, that says nothing about the host.
    @Test func refusedProxyConnectionIsNotARefusalByTheHost() async throws {
        let (received, result) = try await send({ _ in "http://elsewhere.example/" }, expectsRequest: false) {
            _ in
            ["HTTP_PROXY": "http://someone:a-secret@127.0.0.1:1"]
        }
        #expect(received == [])
        let fault = try #require(result.fault)
        #expect(fault.cause == .unreachable)
        #expect(
            fault.description == "elsewhere.example cannot be reached (through the proxy 127.0.0.1:1)")
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func thisMachineIsReachedWithoutAProxy(host: String) async throws {
        try await WireServer.with(.answers) { server in
            await HTTPClient.with(environment: ["HTTP_PROXY": "http://127.0.0.1:1"]) { http in
                let result = await http.result(
                    .init("GET", "http://\(host):\(server.port)/"), deadline: .seconds(60))
                #expect(result.response?.status == 200)
            }
        }
    }

    /// libcurl reads proxy variables of the process by default; only the environment passed to the client may count.
    @Test func processEnvironmentIsNotRead() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            let response = try await WireServer.with(.answers) { server in
                await HTTPClient.with { http in
                    await http.result(
                        .init("GET", "http://127.0.0.1:\(server.port)/"), deadline: .seconds(60)
                    ).response
                }
            }
            exit(response?.status == 200 ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }
}
