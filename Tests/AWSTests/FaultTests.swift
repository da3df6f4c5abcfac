import Foundation
import HTTP
import TestSupport
import Testing

@testable import AWS

@Suite struct RetryPolicyTests {
    let policy = RetryPolicy(attempts: 3, base: .milliseconds(100), cap: .milliseconds(500))

    @Test(arguments: [AWSFault.Kind.throttled, .server, .timedOut, .unreachable])
    func temporaryFaultsAreRetried(kind: AWSFault.Kind) {
        let fault = AWSFault(kind, "X")
        #expect(policy.wait(after: fault, attempt: 1, random: 1) == .milliseconds(200))
        #expect(policy.wait(after: fault, attempt: 2, random: 1) == .milliseconds(400))
        #expect(policy.wait(after: fault, attempt: 2, random: 0) == .zero)
        #expect(policy.wait(after: fault, attempt: 3, random: 1) == nil)
    }

    @Test(arguments: [AWSFault.Kind.notThere, .denied, .notParsed, .badCredentials, .noCredentials, .other])
    func permanentFaultsAreNotRetried(kind: AWSFault.Kind) {
        #expect(policy.wait(after: AWSFault(kind, "X"), attempt: 1, random: 1) == nil)
    }

    @Test func retryWaitIsCapped() {
        let long = RetryPolicy(attempts: 99, base: .milliseconds(100), cap: .seconds(3))
        #expect(long.wait(after: AWSFault(.server, "X"), attempt: 60, random: 1) == .seconds(3))
    }
}

@Suite struct ErrorAnswerTests {
    static let table: [(status: Int, header: String?, body: String, kind: AWSFault.Kind)] = [
        (400, nil, #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#, .notThere),
        (404, "ResourceNotFoundException:http://internal.amazon.com/", "{}", .notThere),
        (404, nil, "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>", .notThere),
        (404, nil, #"{"code":"NotFoundException"}"#, .notThere),
        (404, nil, "<html><body>404</body></html>", .notParsed),
        (404, nil, "<html><body><Code>NoSuchEntity</Code></body></html>", .notParsed),
        (404, nil, "", .notParsed),
        (404, nil, #"{"message":"no such route"}"#, .notParsed),
        (400, nil, #"{"__type":"ThrottlingException"}"#, .throttled),
        (429, nil, "", .throttled),
        (400, nil, #"{"__type":"UnrecognizedClientException"}"#, .badCredentials),
        (
            403, nil, "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>",
            .badCredentials
        ),
        (403, nil, #"{"__type":"AccessDeniedException"}"#, .denied),
        (403, nil, #"{"__type":"SomethingNew"}"#, .denied),
        (500, nil, "<html>", .server),
        (503, nil, #"{"__type":"InternalServerError"}"#, .server),
        (400, nil, #"{"__type":"ValidationException"}"#, .other),
    ]

    @Test(arguments: table)
    func errorResponsesAreClassified(row: (status: Int, header: String?, body: String, kind: AWSFault.Kind)) {
        let headers = row.header.map { [HTTPRequest.Header("x-amzn-ErrorType", $0)] } ?? []
        let response = HTTPResponse(status: row.status, headers: headers, body: Array(row.body.utf8))
        #expect(ErrorAnswer.fault(response, operation: "X").kind == row.kind)
    }

    /// The text in the place of AWS's error code may come from a proxy on the way.
    @Test(arguments: [
        (#"{"__type":"a.b#XAmzContentSHA256Mismatch"}"#, "XAmzContentSHA256Mismatch"),
        (#"{"code":"AWS.SimpleQueueService.NonExistentQueue"}"#, "AWS.SimpleQueueService.NonExistentQueue"),
        (#"{"code":"cannot read hunter"}"#, nil), (#"{"__type":"pw-0f1e2d3c"}"#, nil),
        (#"{"Code":"AKIAIOSFODNN7EXAMPLE99X"}"#, nil),
        ("<E><Error><Code>0f1e2d3c</Code></Error></E>", nil),
    ])
    func errorCodeWithOddCharactersIsNotRepeated(row: (body: String, code: String?)) {
        let fault = ErrorAnswer.fault(
            HTTPResponse(status: 403, headers: [], body: Array(row.body.utf8)), operation: "X")
        #expect(fault.kind == .denied)
        #expect(fault.code == row.code)
        for word in ["hunter", "0f1e2d3c", "AKIA"] { #expect(!fault.description.contains(word)) }
    }
}

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5)))
struct MisbehavingServiceTests {
    private func describe(_ fault: FaultServer.Fault) async throws -> AWSFault {
        try await FaultServer.with(fault) { server in
            try await HTTPClient.with { http in
                let client = AWSClient(
                    http: http,
                    credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
                    endpoint: server.url,
                    deadline: [.silent, .slowBody].contains(fault) ? .seconds(2) : .seconds(240),
                    retries: RetryPolicy(attempts: 2, base: .milliseconds(10)))
                var caught: AWSFault?
                do throws(AWSFault) {
                    _ = try await client.describeTable("t", region: "us-east-1")
                } catch {
                    caught = error
                }
                return try #require(caught)
            }
        }
    }

    @Test(arguments: [
        (FaultServer.Fault.silent, AWSFault.Kind.timedOut), (.html, .server), (.throttled, .throttled),
        (.serverError, .server), (.denied, .denied), (.unknownNotFound, .notParsed),
        (.xmlFromTheEdge, .badCredentials),
        (.garbage, .unreachable), (.redirect, .notParsed), (.slowBody, .timedOut), (.huge, .notParsed),
    ])
    func misbehavingServiceNeverMeansNotThere(row: (FaultServer.Fault, AWSFault.Kind)) async throws {
        let fault = try await describe(row.0)
        #expect(fault.kind == row.1)
        #expect(!fault.description.contains("secret words"))
        #expect(!fault.description.contains("\n"))
    }

    @Test func endlessListOfBackupsIsNotAnEmptyList() async throws {
        try await FaultServer.with(.endlessList) { server in
            await HTTPClient.with { http in
                let client = AWSClient(
                    http: http,
                    credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
                    endpoint: server.url)
                await #expect { try await client.listBackups(table: "t", region: "us-east-1") } throws: {
                    ($0 as? AWSFault)?.kind == .notParsed
                }
            }
        }
    }

    @Test func missingCredentialsRoleDoesNotMeanMissingResource() async throws {
        struct MissingRole: CredentialProviding {
            func credentials() async throws(AWSFault) -> Credentials {
                throw AWSFault(.notThere, "AssumeRole", code: "NoSuchEntity")
            }
        }
        await HTTPClient.with { http in
            let client = AWSClient(http: http, credentials: MissingRole(), endpoint: "http://127.0.0.1:1")
            await #expect { try await client.describeTable("t", region: "us-east-1") } throws: {
                ($0 as? AWSFault)?.kind == .noCredentials
            }
        }
    }

    @Test func closedPortIsUnreachable() async throws {
        await HTTPClient.with { http in
            let client = AWSClient(
                http: http,
                credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
                endpoint: "http://127.0.0.1:1", retries: RetryPolicy(attempts: 1))
            await #expect { try await client.callerIdentity(region: "us-east-1") } throws: { error in
                (error as? AWSFault)?.kind == .unreachable
            }
        }
    }

    /// Checks the request as it is sent, because the emulator does not support these operations.
    @Test func mutingNamesExactlyTheGivenAlarms() async throws {
        try await FaultServer.with(.echo) { server in
            try await HTTPClient.with { http in
                let client = AWSClient(
                    http: http,
                    credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
                    endpoint: server.url, deadline: .seconds(240))
                try await client.setAlarmActions(["one", "two"], enabled: false, region: "us-east-1")
                try await client.setAlarmActions(["one"], enabled: true, region: "us-east-1")
                while server.requests.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
                let expected = [
                    ("DisableAlarmActions", #"{"AlarmNames":["one","two"]}"#),
                    ("EnableAlarmActions", #"{"AlarmNames":["one"]}"#),
                ]
                for (request, (operation, body)) in zip(server.requests, expected) {
                    let headers = try #require(request["headers"] as? [String: String])
                    #expect(request["method"] as? String == "POST")
                    #expect(headers["X-Amz-Target"] == "GraniteServiceVersion20100801.\(operation)")
                    #expect(headers["Content-Type"] == "application/x-amz-json-1.0")
                    #expect(headers["Authorization"]?.contains("/us-east-1/monitoring/aws4_request") == true)
                    #expect(request["body"] as? String == body)
                }
                #expect(server.requests.count == 2)
            }
        }
    }
}
