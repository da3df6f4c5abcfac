import AWS
import Decisions
import Demo
import Foundation
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

/// Events in the form that CloudTrail's user guide and the API reference of LookupEvents document.
private enum Recorded {
    static let time = 1_772_334_946.0  // 2026-03-01T03:15:46Z

    static var consoleUser: [String: Any] {
        [
            "userIdentity": [
                "type": "IAMUser", "principalId": "EXAMPLEPRINCIPAL",
                "arn": "arn:aws:iam::123456789012:user/kim",
                "accountId": "123456789012", "accessKeyId": "ASIAEXAMPLEEXAMPLE12", "userName": "kim",
            ],
            "sourceIPAddress": "203.0.113.7", "userAgent": "Mozilla/5.0",
            "sessionCredentialFromConsole": "true",
            "requestParameters": ["tableName": "events", "secret": "hunter2"],
        ]
    }

    static var role: [String: Any] {
        [
            "userIdentity": [
                "type": "AssumedRole", "arn": "arn:aws:sts::123456789012:assumed-role/deploy/kim@example.com",
                "accountId": "123456789012",
                "sessionContext": ["sessionIssuer": ["type": "Role", "userName": "deploy"]],
            ],
            "sourceIPAddress": "198.51.100.4",
            "userAgent": "APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io)",
        ]
    }

    static var service: [String: Any] {
        [
            "userIdentity": ["type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"],
            "sourceIPAddress": "autoscaling.amazonaws.com", "userAgent": "autoscaling.amazonaws.com",
        ]
    }

    static func event(
        _ name: String, _ record: [String: Any], at seconds: Double = 0, source: String = "dynamodb",
        readOnly: Bool = false, error: String? = nil
    ) -> [String: Any] {
        var record = record
        record["errorCode"] = error
        let data = try? JSONSerialization.data(withJSONObject: record)
        return [
            "EventId": "b8d4", "EventName": name, "ReadOnly": readOnly ? "true" : "false",
            "EventTime": time + seconds, "EventSource": "\(source).amazonaws.com", "Username": "kim",
            "Resources": [], "CloudTrailEvent": String(decoding: data ?? Data(), as: UTF8.self),
        ]
    }
}

@Suite(.timeLimit(.minutes(5))) struct TrailTests {
    private static let text = """
        {"version":4,"serial":7,"lineage":"l","resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"t","instances":[{"attributes":{"id":"events","name":"events","arn":"arn:aws:dynamodb:us-east-1:123456789012:table/events"}}]},
        {"mode":"managed","type":"aws_sqs_queue","name":"q","instances":[{"attributes":{"id":"https://sqs.us-east-1.amazonaws.com/123456789012/jobs","name":"jobs","arn":"arn:aws:sqs:us-east-1:123456789012:jobs"}}]},
        {"mode":"managed","type":"aws_s3_bucket_policy","name":"p","instances":[{"attributes":{"id":"logs","bucket":"logs"}}]},
        {"mode":"managed","type":"aws_iam_role","name":"r","instances":[{"attributes":{"id":"api","name":"api","arn":"arn:aws:iam::123456789012:role/path/api"}}]}]}
        """
    private static let missing = Timestamp(seconds: Int64(Recorded.time) + 30)
    /// The cycle that asks.
    private func cycle(_ account: AccountProof = .shown(account: "123456789012")) throws -> ProbeResult {
        ProbeResult(
            order: .init(now: Self.missing),
            subject: .init(
                stack: "s", account: nil, region: "us-east-1", tiers: [], endpoints: [], isEmulated: true),
            state: .success(try State(parsing: Array(Self.text.utf8), stack: "s")), account: account,
            lock: .free)
    }

    private func question(_ address: String) throws -> TrailQuestion {
        let state = try State(parsing: Array(Self.text.utf8), stack: "s")
        let instance = try #require(state.instance(at: try Address(address)))
        return TrailQuestion(
            instance, lastSeen: Self.missing + .seconds(-60), missing: Self.missing)
    }

    private func reader(_ endpoint: String, _ http: HTTPClient) -> TrailReader {
        let aws = AWSClient(
            http: http, credentials: FixedCredentials(EmulatorChanges.credentials), endpoint: endpoint,
            retries: RetryPolicy(attempts: 1))
        let probe = StackProbe(
            terraform: Terraform(TerraformStack(name: "s", directory: "/no/such", environment: [:])),
            aws: aws,
            http: http,
            subject: .init(
                stack: "s", account: nil, region: "us-east-1", tiers: [], endpoints: [], isEmulated: true))
        return TrailReader(probe, pace: Pace(.milliseconds(1)))
    }

    private func answer(
        _ events: [String: [[String: Any]]], page: Int = 50, _ addresses: String...
    ) async throws -> TrailAnswer {
        try await HTTPClient.with { http in
            try await CloudTrailServer.with(events, page: page) { url in
                await reader(url, http).answer(try addresses.map { try question($0) }, in: try cycle())
            }
        }
    }

    @Test func principalTimeAndPlaceOfADeletionAreRead() async throws {
        let answer = try await answer(
            ["events": [Recorded.event("DeleteTable", Recorded.consoleUser)]], "aws_dynamodb_table.t")
        let event = try #require(answer.events.first)
        #expect(event.description == "DeleteTable by user/kim from the console at 03:15:46Z")
        #expect(
            event.line
                == "aws_dynamodb_table.t: DeleteTable by user/kim from the console at 2026-03-01T03:15:46Z; 203.0.113.7, Mozilla/5.0"
        )
        #expect(answer.lines.isEmpty && answer.open.isEmpty && !answer.isDenied)
    }

    @Test func principalsOfRolesServicesAndUnknownRecordsAreNamed() async throws {
        let role = try await answer(
            ["events": [Recorded.event("DeleteTable", Recorded.role)]], "aws_dynamodb_table.t")
        #expect(
            role.events.first?.description
                == "DeleteTable by assumed-role/deploy/kim@example.com from 198.51.100.4 at 03:15:46Z")
        let service = try await answer(
            ["events": [Recorded.event("DeleteTable", Recorded.service)]], "aws_dynamodb_table.t")
        #expect(service.events.first?.description == "DeleteTable by autoscaling.amazonaws.com at 03:15:46Z")
        let nothing = try await answer(
            ["events": [Recorded.event("DeleteTable", [:])]], "aws_dynamodb_table.t")
        #expect(
            nothing.events.first?.description
                == "DeleteTable by user/kim from an unknown address at 03:15:46Z")
    }

    @Test func readsFailuresCreatesAndOtherServicesDoNotCount() async throws {
        let answer = try await answer(
            [
                "events": [
                    Recorded.event("DescribeTable", Recorded.role, readOnly: true),
                    Recorded.event("DeleteTable", Recorded.role, error: "AccessDenied"),
                    Recorded.event("CreateTable", Recorded.role),
                    Recorded.event("DeleteQueue", Recorded.role, source: "sqs"),
                    Recorded.event("DeleteTable", Recorded.role, at: -7200),
                ]
            ], "aws_dynamodb_table.t")
        #expect(answer.events.isEmpty && answer.open.map(\.description) == ["aws_dynamodb_table.t"])
        #expect(
            answer.lines == [
                "aws_dynamodb_table.t: no event of CloudTrail removes or changes it between 2026-03-01T03:10:16Z and 2026-03-01T03:21:16Z"
            ])
    }

    @Test func newestRemovalCountsAndAChangeOnlyWithoutOne() async throws {
        let changed = Recorded.event("UpdateTable", Recorded.role, at: 20)
        let removed = Recorded.event("DeleteTable", Recorded.consoleUser, at: 10)
        let earlier = Recorded.event("DeleteTable", Recorded.role, at: -60)
        let both = try await answer(["events": [changed, removed, earlier]], "aws_dynamodb_table.t")
        #expect(both.events.map(\.principal) == ["user/kim"])
        let alone = try await answer(["events": [changed]], "aws_dynamodb_table.t")
        #expect(alone.events.map(\.name) == ["UpdateTable"])
        let policy = try await answer(
            [
                "logs": [
                    Recorded.event("DeleteBucketCors", Recorded.role, at: 5, source: "s3"),
                    Recorded.event("DeleteBucketPolicy", Recorded.consoleUser, source: "s3"),
                ]
            ], "aws_s3_bucket_policy.p")
        #expect(policy.events.map(\.name) == ["DeleteBucketPolicy"])
    }

    @Test func instanceIsAskedForByNameIdARNAndItsLastPart() async throws {
        #expect(
            try question("aws_sqs_queue.q").names == [
                "jobs", "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
                "arn:aws:sqs:us-east-1:123456789012:jobs",
            ])
        let byARN = try await answer(
            [
                "arn:aws:sqs:us-east-1:123456789012:jobs": [
                    Recorded.event("DeleteQueue", Recorded.role, source: "sqs")
                ]
            ], "aws_sqs_queue.q")
        #expect(byARN.events.map(\.name) == ["DeleteQueue"])
        #expect(try question("aws_iam_role.r").names.last == "arn:aws:iam::123456789012:role/path/api")
    }

    @Test func laterPagesAreReadUpToTheBound() async throws {
        let reads = (0..<4).map {
            Recorded.event("DescribeTable", Recorded.role, at: 9 - Double($0), readOnly: true)
        }
        let removed = Recorded.event("DeleteTable", Recorded.consoleUser)
        let found = try await answer(["events": reads + [removed]], page: 1, "aws_dynamodb_table.t")
        #expect(found.events.map(\.name) == ["DeleteTable"])
        let more = try await answer(["events": reads + reads + [removed]], page: 1, "aws_dynamodb_table.t")
        #expect(more.events.isEmpty && more.lines.first?.contains("among the newest") == true)
    }

    @Test func textsFromOutsideAreShortAndOnOneLine() async throws {
        var record = Recorded.consoleUser
        record["userAgent"] = "evil\n\u{1B}[31m\u{202E}" + String(repeating: "x", count: 9000)
        record["sourceIPAddress"] = "password=hunter2\r\nX"
        record["userIdentity"] = ["arn": "arn:aws:iam::1:user/a\nb"]
        let answer = try await answer(
            [
                "events": [
                    Recorded.event("Delete\nTable", record), Recorded.event("DeleteTable", record),
                ]
            ], "aws_dynamodb_table.t")
        let event = try #require(answer.events.first)
        #expect(event.principal == "user/a b" && event.source == "password=[redacted] X")
        #expect(event.line.count < 400 && !event.line.contains { $0.isNewline || $0 == "\u{202E}" })
        #expect(!event.line.contains("hunter2"))
    }

    @Test func missingRightAndFailuresAreToldApart() async throws {
        try await HTTPClient.with { http in
            let table = try question("aws_dynamodb_table.t")
            for (fault, isDenied) in [
                (FaultServer.Fault.deniedInProtocol, true), (.serverErrorInProtocol, false),
            ] {
                let cycle = try cycle()
                let answer = try await FaultServer.with(fault) {
                    await reader($0.url, http).answer([table], in: cycle)
                }
                #expect(answer.isDenied == isDenied)
                #expect(answer.open.count == (isDenied ? 0 : 1) && answer.events.isEmpty)
            }
            let other = await reader("http://127.0.0.1:1", http).answer(
                [table], in: try cycle(.other(account: "1", expected: "2")))
            #expect(other.lines.first?.hasPrefix("aws_dynamodb_table.t: CloudTrail was not asked") == true)
        }
    }

    @Test func requestsKeepTheirPace() async {
        let pace = Pace(.milliseconds(50))
        let began = ContinuousClock.now
        for _ in 0..<3 { await pace.turn() }
        #expect(ContinuousClock.now - began >= .milliseconds(100))
    }
}
