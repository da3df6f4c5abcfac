import HTTP
import TestSupport
import Testing

/// Responses that are malformed on the wire, and unusual ones that are valid.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(2))) struct WireTests {
    private func result(
        _ behaviour: WireServer.Behaviour, address: String = "127.0.0.1", host: String = "127.0.0.1",
        deadline: Duration = .seconds(60), limit: Int = 1 << 20, requests: Int = 1
    ) async throws -> Result<HTTPResponse, HTTPFault> {
        try await WireServer.with(behaviour, address: address) { server in
            await HTTPClient.with { http in
                var result: Result<HTTPResponse, HTTPFault> = .failure(HTTPFault(.cancelled, ""))
                for _ in 0..<requests {
                    result = await http.result(
                        .init("GET", "http://\(host):\(server.port)/a"), deadline: deadline, limit: limit)
                }
                return result
            }
        }
    }

    @Test func bodyOfOneByteASecondTimesOutAtTheDeadline() async throws {
        #expect(try await result(.drips, deadline: .seconds(2)).cause == .timedOut)
    }

    @Test func endlessHeadersAreTooLarge() async throws {
        #expect(try await result(.endlessHeaders).cause == .tooLarge)
    }

    @Test(arguments: [WireServer.Behaviour.cutsShort, .closes, .noHTTP])
    func incompleteResponseIsAFault(behaviour: WireServer.Behaviour) async throws {
        let fault = try #require(try await result(behaviour).fault)
        #expect(fault.cause == .unreachable && fault.description.hasSuffix(": the connection broke"))
    }

    @Test func bodyOfExactlyTheLimitIsRead() async throws {
        #expect(try await result(.answers, limit: 2).response?.body == Array("ok".utf8))
        #expect(try await result(.answers, limit: 1).cause == .tooLarge)
    }

    @Test func continueResponseIsNotTheFinalResponse() async throws {
        let response = try #require(try await result(.continues).response)
        #expect(
            response.status == 200 && response.header("x-early") == nil && response.body == Array("ok".utf8))
    }

    @Test func chunkedBodyIsReadCompletely() async throws {
        let response = try #require(try await result(.chunked).response)
        #expect(response.body == Array("abcde".utf8))
    }

    /// A server may close a kept connection at any time; the next request must not fail because of it.
    @Test func closedKeptConnectionIsNotAFault() async throws {
        let response = try await result(.closesKept, requests: 5)
        #expect(response.response?.status == 200)
    }

    @Test func ipv6AddressIsReached() async throws {
        #expect(try await result(.answers, address: "::1", host: "[::1]").response?.status == 200)
    }

    @Test func nameThatDoesNotResolveIsReportedAsSuch() async throws {
        let fault = try #require(
            await HTTPClient.with { http in
                await http.result(.init("GET", "http://no.such.host.invalid/"), deadline: .seconds(60)).fault
            })
        #expect(fault.cause == .unreachable)
        #expect(
            fault.description == "no.such.host.invalid cannot be reached: no address is known for that name")
    }

    /// No input from outside can change the structure of a request.
    @Test(arguments: [
        HTTPRequest("GET / HTTP/1.1\r\nX: y", "http://127.0.0.1:1/"),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("X", "a\r\nY: b")]),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("X\nY", "b")]),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("", "b")]),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("X", "a\0b")]),
    ])
    func requestWithALineBreakIsNotSent(request: HTTPRequest) async {
        await HTTPClient.with { http in
            #expect(await http.result(request, deadline: .seconds(60)).cause == .badRequest)
        }
    }

    /// A request is sent exactly as it was signed: libcurl adds nothing and removes nothing.
    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
    func requestIsSentExactlyAsGiven(method: String) async throws {
        try await FaultServer.with(.echo) { server in
            try await HTTPClient.with { http in
                let request = HTTPRequest(
                    method, server.url + "/a/../b//c?q=%20",
                    headers: [.init("X-Empty", ""), .init("X-A", " 1")])
                _ = try await http.send(request, deadline: .seconds(60))
                while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                let seen = try #require(server.requests.first)
                #expect(seen["method"] as? String == method && seen["path"] as? String == "/a/../b//c?q=%20")
                let headers = try #require(seen["headers"] as? [String: String])
                let length = ["POST", "PUT"].contains(method) ? ["Content-Length"] : []
                #expect(Set(headers.keys) == Set(["Host", "X-Empty", "X-A"] + length))
                #expect(headers["X-Empty"] == "" && headers["X-A"] == "1")
            }
        }
    }
}

extension HTTPClient {
    /// The response or the fault, as a value.
    func result(
        _ request: HTTPRequest, deadline: Duration, limit: Int = 1 << 20
    ) async -> Result<HTTPResponse, HTTPFault> {
        do throws(HTTPFault) {
            return .success(try await send(request, deadline: deadline, limit: limit))
        } catch {
            return .failure(error)
        }
    }
}

extension Result<HTTPResponse, HTTPFault> {
    var response: HTTPResponse? { try? get() }

    var fault: HTTPFault? {
        if case .failure(let fault) = self { fault } else { nil }
    }

    var cause: HTTPFault.Cause? { fault?.cause }
}
