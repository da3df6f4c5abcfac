import HTTP
import TestSupport
import Testing

/// Answers that are wrong on the wire, and ones that only look so.
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

    @Test func aBodyOfOneByteASecondEndsAtTheDeadline() async throws {
        #expect(try await result(.drips, deadline: .seconds(2)).cause == .timedOut)
    }

    @Test func headersWithoutEndAreTooMuch() async throws {
        #expect(try await result(.endlessHeaders).cause == .tooLarge)
    }

    @Test(arguments: [WireServer.Behaviour.cutsShort, .closes, .noHTTP])
    func anAnswerThatIsNotWholeIsNone(behaviour: WireServer.Behaviour) async throws {
        let fault = try #require(try await result(behaviour).fault)
        #expect(fault.cause == .unreachable && fault.description.hasSuffix(": the connection broke"))
    }

    @Test func anAnswerOfExactlyTheLimitIsRead() async throws {
        #expect(try await result(.answers, limit: 2).answer?.body == Array("ok".utf8))
        #expect(try await result(.answers, limit: 1).cause == .tooLarge)
    }

    @Test func anEarlyAnswerIsNotTheAnswer() async throws {
        let answer = try #require(try await result(.continues).answer)
        #expect(answer.status == 200 && answer.header("x-early") == nil && answer.body == Array("ok".utf8))
    }

    @Test func aBodyInPiecesComesWhole() async throws {
        let answer = try #require(try await result(.chunked).answer)
        #expect(answer.body == Array("abcde".utf8))
    }

    /// A server may close a kept connection at any time; that is no fault of the next request.
    @Test func aKeptConnectionThatIsClosedIsNoFault() async throws {
        let answer = try await result(.closesKept, requests: 5)
        #expect(answer.answer?.status == 200)
    }

    @Test func ipv6IsAsked() async throws {
        #expect(try await result(.answers, address: "::1", host: "[::1]").answer?.status == 200)
    }

    @Test func aNameThatDoesNotResolveIsNamedAsSuch() async throws {
        let fault = try #require(
            await HTTPClient.with { http in
                await http.result(.init("GET", "http://no.such.host.invalid/"), deadline: .seconds(60)).fault
            })
        #expect(fault.cause == .unreachable)
        #expect(
            fault.description == "no.such.host.invalid cannot be reached: no address is known for that name")
    }

    /// Nothing that comes from outside makes another request of a request.
    @Test(arguments: [
        HTTPRequest("GET / HTTP/1.1\r\nX: y", "http://127.0.0.1:1/"),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("X", "a\r\nY: b")]),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("X\nY", "b")]),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("", "b")]),
        HTTPRequest("GET", "http://127.0.0.1:1/", headers: [.init("X", "a\0b")]),
    ])
    func aLineBreakIsNotSent(request: HTTPRequest) async {
        await HTTPClient.with { http in
            #expect(await http.result(request, deadline: .seconds(60)).cause == .badRequest)
        }
    }

    /// What is signed is what is sent: libcurl adds nothing, and leaves nothing out.
    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
    func exactlyTheRequestIsSent(method: String) async throws {
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
    /// The answer or the fault, as a value.
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
    var answer: HTTPResponse? { try? get() }

    var fault: HTTPFault? {
        if case .failure(let fault) = self { fault } else { nil }
    }

    var cause: HTTPFault.Cause? { fault?.cause }
}
