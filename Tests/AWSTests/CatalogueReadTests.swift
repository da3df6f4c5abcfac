import Catalogue
import HTTP
import TestSupport
import Testing

@testable import AWS

/// Reads of the catalogue over the network.
@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5)))
struct CatalogueReadTests {
    private func client(_ http: HTTPClient, _ url: String) -> AWSClient {
        AWSClient(
            http: http, credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
            endpoint: url, retries: RetryPolicy(attempts: 1))
    }

    /// The server's response is the body of the request, in which each page but the first has its token.
    private func finding(
        _ id: String, pages: Read.Pages?, requests: Int
    ) async throws -> Read.Finding {
        var read = Read(
            .sqs, "ListThings", .json("1.0", "X", ["Token": "t-1", "Things": .list(["other"])]),
            element: .listed("", .equals("From", .id)))
        read.pages = pages
        return try await FaultServer.with(.echo) { [read] server in
            try await HTTPClient.with { http in
                let finding = try await client(http, server.url).finding(of: read, region: "eu-west-1") { _ in
                    id
                }
                // The server prints each request before it responds; the line may arrive later.
                let end = ContinuousClock.now + .seconds(30)
                while server.requests.count < requests, ContinuousClock.now < end {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(server.requests.count == requests)
                return finding
            }
        }
    }

    private static let pages = Read.Pages(token: "Token", parameter: "From")

    @Test func listIsReadOnUntilTheInstanceIsFound() async throws {
        #expect(try await finding("t-1", pages: Self.pages, requests: 2) == .healthy)
    }

    @Test func listWithoutPagesIsReadOnce() async throws {
        #expect(try await finding("t-2", pages: nil, requests: 1) == .missing)
    }

    /// A list that never ends proves nothing.
    @Test func endlessListIsUnknown() async throws {
        let unknown = Read.Finding.unknown("the list has more than 20 pages")
        #expect(try await finding("t-2", pages: Self.pages, requests: 20) == unknown)
    }

    @Test(arguments: [
        (FaultServer.Fault.html, AWSFault.Kind.server), (.throttled, .throttled), (.serverError, .server),
        (.denied, .denied), (.unknownNotFound, .notParsed), (.xmlFromTheEdge, .badCredentials),
        (.garbage, .unreachable), (.redirect, .notParsed), (.huge, .notParsed),
    ])
    func misbehavingServiceNeverMeansMissing(row: (FaultServer.Fault, AWSFault.Kind)) async throws {
        for name in ["aws_sqs_queue", "aws_sns_topic", "aws_lambda_function", "aws_s3_bucket"] {
            let read = try #require(Catalogue.type(name)).read
            let kind: AWSFault.Kind? = try await FaultServer.with(row.0) { server in
                await HTTPClient.with { http in
                    do throws(AWSFault) {
                        _ = try await client(http, server.url).finding(of: read, region: "eu-west-1") { _ in
                            "arn:aws:x:eu-west-1:1:y"
                        }
                        return nil
                    } catch {
                        return error.kind
                    }
                }
            }
            #expect(kind == row.1, "\(name)")
        }
    }

    /// A response in another form than the service's says nothing.
    @Test func responseInAnotherFormIsAFault() async throws {
        let read = try #require(Catalogue.type("aws_sns_topic")).read
        _ = try await FaultServer.with(.echo) { server in
            await HTTPClient.with { http in
                await #expect {
                    try await client(http, server.url).finding(of: read, region: "eu-west-1") { _ in "a" }
                } throws: { ($0 as? AWSFault)?.kind == .notParsed }
            }
        }
    }
}
