import AWS
import Commands
import Decisions
import Demo
import Foundation
import HTTP
import Ledger
import TestSupport
import Testing

@testable import Notifications

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5)))
struct AlertmanagerTests {
    private func incident(_ n: Int, _ severity: Severity = .critical) -> Incident {
        Incident(
            id: "s-\(n)", rule: "lost", severity: severity, openedAt: Clock().now, age: .zero,
            addresses: [Address(type: "aws_dynamodb_table", name: "events")], reading: "tier.f.missing = 1")
    }

    private func record(
        _ post: Post, _ sink: Sink, opened: [Incident] = [], closed: [Incident] = []
    ) async throws {
        let policy = Policy(stack: "s", mode: .act, rules: [], tiers: [], guardrails: GuardrailSettings())
        let effects = opened.map { Effect.opened($0) } + closed.map { Effect.closed($0, why: .cleared) }
        let now = post.clock.now
        try await post.ledger.record(
            CycleRecord(
                stack: "s", at: now, state: nil, readings: [], watch: Watch(), alarms: "", opened: opened,
                closed: closed.map { ($0, .cleared) }, keepReadings: .seconds(60),
                notices: Audience([sink]).entries(
                    effects.flatMap { $0.notices(policy, diagnoses: [:], at: now) }, at: now)))
    }

    @Test func anOpenIncidentIsToldEveryMinuteAndResolvedWhenItCloses() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                let sink = Sink(.alertmanager(url: server.url + "/am/"), from: .warning)
                let queue = try post.queue(sink)
                try await record(post, sink, opened: [incident(1), incident(2, .info)])
                await post.run(queue, for: .seconds(180))
                let open = await server.received(atLeast: 3)
                #expect(open.count == 3 && open.allSatisfy { $0.path == "/am/api/v2/alerts" })
                // What is below the sink's level is not told.
                #expect(open.allSatisfy { $0.list.count == 1 })
                let labels = open.compactMap { $0.list.first?["labels"] as? [String: String] }
                #expect(
                    Set(labels) == [
                        [
                            "alertname": "lost", "stack": "s", "incident": "s-1", "severity": "critical",
                            "source": "terrier",
                        ]
                    ])
                #expect(open[0].list[0]["startsAt"] as? String == "2026-03-01T03:00:00Z")
                #expect(open[0].list[0]["endsAt"] as? String == "2026-03-01T03:05:00Z")
                #expect(open[2].list[0]["endsAt"] as? String == "2026-03-01T03:07:00Z")

                try await record(post, sink, closed: [incident(1)])
                await post.run(queue, for: .seconds(300))
                let all = await server.received(atLeast: 4)
                #expect(all.count == 4)
                #expect(all.last?.list[0]["labels"] as? [String: String] == labels[0])
                #expect(all.last?.list[0]["startsAt"] as? String == "2026-03-01T03:00:00Z")
                #expect(all.last?.list[0]["endsAt"] as? String == "2026-03-01T03:03:00Z")
            }
        }
    }

    @Test func theEndIsNotLostWhileItIsDownAndNothingOldIsToldAfterIt() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                try await server.answer(503)
                let sink = Sink(.alertmanager(url: server.url), from: .warning)
                try await record(post, sink, opened: [incident(1)])
                await post.run(try post.queue(sink), for: .seconds(120))
                try await record(post, sink, closed: [incident(1)])
                let queue = try post.queue(sink)
                await post.run(queue, for: .seconds(7200))
                let before = server.received.count
                try await server.answer(200)
                await post.run(queue, for: .seconds(7200))
                let after = await server.received(atLeast: before + 1).dropFirst(before)
                #expect(after.map { $0.list[0]["endsAt"] as? String } == ["2026-03-01T03:02:00Z"])
                #expect(post.events.lines.filter { $0.contains("takes nothing") }.count == 2)
                #expect(post.events.lines.filter { $0.contains("works again") }.count == 1)
            }
        }
    }
}

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5))) struct HeartbeatTests
{
    @Test func signsAreThoseOfHealthchecks() async throws {
        try await HookServer.with { server, http in
            let events = EventLog.inMemory()
            let heartbeat = Heartbeat(http: http, events: events)
            let sinks = [
                Sink(.ping(url: server.url + "/uuid?rid=1"), from: .info), Sink(.command(["x"]), from: .info),
            ]
            for sign in [Heartbeat.Sign.started, .alive, .hanging, .ended(code: 7)] {
                await heartbeat.give(sign, "1 stack: 1 healthy", to: sinks)
            }
            let got = await server.received(atLeast: 4)
            #expect(
                got.map(\.path) == ["/uuid/start?rid=1", "/uuid?rid=1", "/uuid/fail?rid=1", "/uuid/7?rid=1"])
            #expect(got.allSatisfy { $0.method == "POST" && $0.body == "1 stack: 1 healthy" })
            #expect(events.lines.isEmpty)
        }
    }

    @Test func aPingThatFailsIsSaidOnceAndSoIsItsReturn() async throws {
        try await HookServer.with { server, http in
            let events = EventLog.inMemory()
            let heartbeat = Heartbeat(http: http, events: events)
            let sinks = [Sink(.ping(url: server.url + "/uuid"), from: .info)]
            try await server.answer(500)
            for _ in 0..<3 { await heartbeat.give(.alive, "", to: sinks) }
            try await server.answer(200)
            for _ in 0..<2 { await heartbeat.give(.alive, "", to: sinks) }
            #expect(events.lines.count == 2)
            #expect(events.lines[0].contains("answers 500") && !events.lines[0].contains("uuid"))
            #expect(events.lines[1].contains("works again"))
        }
    }
}

@Suite(.enabled(if: Requirement.has(.moto), "needs moto_server")) struct SNSTests {
    @Test func aTopicGetsTheNoticeAsTextWithAttributesToFilterBy() async throws {
        try await Machine.withEmulator { emulator, http in
            let topic = try await create(emulator.endpoint, http)
            try await Post.with(http, endpoint: emulator.endpoint) { post, _ in
                let sink = Sink(.sns(topic: topic), from: .warning)
                var notice = Notice.sample()
                notice.title = "s: 사고 " + String(repeating: "long ", count: 40)
                try await post.add(notice, to: sink)
                _ = try await post.queue(sink).pass()
                #expect(post.events.lines.isEmpty)
                let sent = try await self.sent(emulator.endpoint, topic, http)
                #expect(sent.contains(notice.id) && sent.contains("tier.f.missing = 1"))
                #expect(sent.contains("[critical] s: ?? long") && sent.contains("critical"))

                // A topic that is not there is a fault of the sink, told with AWS's own word.
                let gone = Sink(.sns(topic: topic + "-gone"), from: .warning)
                try await post.add(notice, to: gone)
                _ = try await post.queue(gone).pass()
                #expect(post.events.lines.count == 1)
                #expect(post.events.lines[0].contains("sns oncall-gone takes nothing: Publish: NotFound"))
                try await post.add(.sample(), to: Sink(.sns(topic: "oncall"), from: .info))
                _ = try await post.queue(Sink(.sns(topic: "oncall"), from: .info)).pass()
                #expect(post.events.lines[1].contains("is no ARN"))
            }
        }
    }

    private func create(_ endpoint: String, _ http: HTTPClient) async throws -> String {
        let answer = try await http.send(
            HTTPRequest(
                "POST", endpoint + "/",
                headers: [
                    .init("Content-Type", "application/x-www-form-urlencoded"),
                    .init(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=testing/20260101/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=x"
                    ),
                ], body: Array("Action=CreateTopic&Version=2010-03-31&Name=oncall".utf8)),
            deadline: .seconds(240))
        let text = String(decoding: answer.body, as: UTF8.self)
        return String(try #require(text.firstMatch(of: /<TopicArn>([^<]+)</)).1)
    }

    /// What moto remembers of the topic's messages.
    private func sent(_ endpoint: String, _ topic: String, _ http: HTTPClient) async throws -> String {
        let answer = try await http.send(
            HTTPRequest("GET", endpoint + "/moto-api/data.json"), deadline: .seconds(240))
        let all = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        let topics = (all["sns"] as? [String: Any])?["Topic"] as? [[String: Any]] ?? []
        let found = topics.first { $0["arn"] as? String == topic }
        return "\(found?["sent_notifications"] ?? "nothing of \(topics.count) topics")"
    }
}
