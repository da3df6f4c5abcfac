import Foundation
import HTTP
import TestSupport
import Testing

/// Proxies as the environment names them.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(2))) struct ProxyTests {
    /// What the proxy was asked for, and the answer. `elsewhere.example` is nowhere: only the proxy leads to it.
    private func ask(
        _ url: (Int) -> String, proxy: WireServer.Behaviour = .proxy, expectsAsking: Bool = true,
        environment: (Int) -> [String: String]
    ) async throws -> (asked: [String], result: Result<HTTPResponse, HTTPFault>) {
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
                        // What it took it has said before it answered; the line may still be on its way.
                        if expectsAsking {
                            try await proxy.wait { $0.hasPrefix("CONNECT") || $0.hasPrefix("GET") }
                        }
                        let asked = proxy.lines.filter { !$0.hasPrefix("open") && !$0.hasPrefix("request") }
                        return (asked, result)
                    }
                }
            }
        }
    }

    @Test(arguments: ["HTTPS_PROXY", "https_proxy"])
    func httpsGoesThroughATunnel(variable: String) async throws {
        var port = 0
        let (asked, result) = try await ask {
            port = $0
            return "https://elsewhere.example:\($0)/"
        } environment: {
            [variable: "http://127.0.0.1:\($0)"]
        }
        #expect(result.answer?.status == 200 && asked == ["CONNECT elsewhere.example:\(port)"])
        #expect(
            result.answer?.headers.map(\.name) == ["Content-Length"],
            "the proxy's own headers are not the answer's")
    }

    @Test func httpGoesThroughItsOwnProxy() async throws {
        let (asked, result) = try await ask { _ in
            "http://elsewhere.example/path"
        } environment: {
            ["HTTP_PROXY": "127.0.0.1:\($0)", "HTTPS_PROXY": "http://127.0.0.1:1"]
        }
        #expect(result.answer?.body == Array("through the proxy".utf8))
        #expect(asked == ["GET http://elsewhere.example/path"])
    }

    @Test func credentialsGoToTheProxyAndNowhereElse() async throws {
        let (asked, result) = try await ask(
            { "https://elsewhere.example:\($0)/" }, proxy: .refusingProxy,
            environment: { ["HTTPS_PROXY": "http://someone:a-secret@127.0.0.1:\($0)"] })
        #expect(
            asked.allSatisfy {
                $0.hasPrefix("CONNECT elsewhere.example:") && $0.hasSuffix(" someone:a-secret")
            })
        #expect(!asked.isEmpty)
        let fault = try #require(result.fault)
        #expect(fault.cause == .unreachable && fault.description.hasSuffix("it answers 407"), "\(fault)")
        #expect(!fault.description.contains("secret") && !fault.description.contains("someone"))
    }

    /// A proxy that is not there is no word about the host.
    @Test func aProxyThatRefusesIsNotTheHostThatDoes() async throws {
        let (asked, result) = try await ask({ _ in "http://elsewhere.example/" }, expectsAsking: false) { _ in
            ["HTTP_PROXY": "http://someone:a-secret@127.0.0.1:1"]
        }
        #expect(asked == [])
        let fault = try #require(result.fault)
        #expect(fault.cause == .unreachable)
        #expect(
            fault.description == "elsewhere.example cannot be reached (through the proxy 127.0.0.1:1)")
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func thisMachineIsAskedDirectly(host: String) async throws {
        try await WireServer.with(.answers) { server in
            await HTTPClient.with(environment: ["HTTP_PROXY": "http://127.0.0.1:1"]) { http in
                let result = await http.result(
                    .init("GET", "http://\(host):\(server.port)/"), deadline: .seconds(60))
                #expect(result.answer?.status == 200)
            }
        }
    }

    /// libcurl reads variables by itself; only what the client was given counts.
    @Test func theEnvironmentOfTheProcessIsNotRead() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            let answer = try await WireServer.with(.answers) { server in
                await HTTPClient.with { http in
                    await http.result(
                        .init("GET", "http://127.0.0.1:\(server.port)/"), deadline: .seconds(60)
                    ).answer
                }
            }
            exit(answer?.status == 200 ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }
}
