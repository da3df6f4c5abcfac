import Foundation
import HTTP
import TestSupport
import Testing

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5)))
struct HTTPClientTests {
    private func fault(
        _ server: FaultServer.Fault, deadline: Duration = .seconds(1), limit: Int = 1 << 20
    ) async throws -> HTTPFault? {
        try await FaultServer.with(server) { server in
            await HTTPClient.with { http in
                var caught: HTTPFault?
                do throws(HTTPFault) {
                    _ = try await http.send(
                        HTTPRequest("GET", server.url + "/"), deadline: deadline, limit: limit)
                } catch {
                    caught = error
                }
                return caught
            }
        }
    }

    @Test func responseIsReadCompletely() async throws {
        try await FaultServer.with(.echo) { server in
            try await HTTPClient.with { http in
                let request = HTTPRequest(
                    "POST", server.url + "/a?b=c", headers: [.init("X-A", "1")], body: Array("hello".utf8))
                let response = try await http.send(request, deadline: .seconds(240))
                #expect(response.status == 200 && response.body == Array("hello".utf8))
                #expect(response.header("content-length") == "5")
                while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                let seen = try #require(server.requests.first)
                #expect(seen["method"] as? String == "POST" && seen["path"] as? String == "/a?b=c")
            }
        }
    }

    @Test func silentServerTimesOutAtTheDeadline() async throws {
        #expect(try await fault(.silent)?.cause == .timedOut)
    }

    @Test func deadlineIncludesTheBody() async throws {
        #expect(try await fault(.slowBody)?.cause == .timedOut)
    }

    @Test func bodyAboveTheLimitIsRejected() async throws {
        #expect(try await fault(.huge, deadline: .seconds(240))?.cause == .tooLarge)
    }

    @Test func redirectsAreNotFollowed() async throws {
        try await FaultServer.with(.redirect) { server in
            try await HTTPClient.with { http in
                let response = try await http.send(HTTPRequest("GET", server.url), deadline: .seconds(240))
                #expect(response.status == 302)
            }
        }
    }

    @Test func closedPortAndUnknownHostAreDistinguished() async throws {
        await HTTPClient.with { http in
            await #expect {
                try await http.send(HTTPRequest("GET", "http://127.0.0.1:1/"), deadline: .seconds(240))
            } throws: {
                ($0 as? HTTPFault)?.cause == .refused
            }
            // If the name has two addresses, both refuse.
            await #expect {
                try await http.send(HTTPRequest("GET", "http://localhost:1/"), deadline: .seconds(5))
            } throws: {
                ($0 as? HTTPFault)?.cause == .refused
            }
            await #expect {
                try await http.send(
                    HTTPRequest("GET", "http://no.such.host.invalid/"), deadline: .seconds(10))
            } throws: {
                [.unreachable, .timedOut].contains(($0 as? HTTPFault)?.cause)
            }
        }
    }

    /// A client that is released without being shut down ends the test process.
    @Test func clientIsShutDownWhenTheBodyThrows() async throws {
        await #expect(throws: HTTPFault.self) {
            try await HTTPClient.with { http in
                try await http.send(HTTPRequest("GET", "http://127.0.0.1:1/"), deadline: .seconds(240))
            }
        }
    }

    @Test(arguments: ["", "no url", "ftp://host/", "http://"])
    func invalidURLIsReported(url: String) async throws {
        await HTTPClient.with { http in
            let request = HTTPRequest("GET", url)
            await #expect { try await http.send(request, deadline: .seconds(1)) } throws: {
                ($0 as? HTTPFault)?.cause == .badURL
            }
        }
    }
}
