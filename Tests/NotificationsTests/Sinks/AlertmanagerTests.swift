import Decisions
import Foundation
import Ledger
import Settings
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
                notices: OutboxWriter([sink]).entries(
                    effects.flatMap { $0.notices(policy, diagnoses: [:], at: now) }, at: now)))
    }

    @Test func openIncidentIsSentEveryMinuteAndResolvedAtItsEnd() async throws {
        try await HookServer.with { server, http in
            try await Post.with(http) { post, _ in
                let sink = Sink(.alertmanager(url: server.url + "/am/"), from: .warning)
                let queue = try post.queue(sink)
                try await record(post, sink, opened: [incident(1), incident(2, .info)])
                await post.run(queue, for: .seconds(180))
                let open = await server.received(atLeast: 3)
                #expect(open.count == 3 && open.allSatisfy { $0.path == "/am/api/v2/alerts" })
                // An incident below the sink's severity is not sent.
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

    @Test func endIsDeliveredAfterADowntimeAndNothingOldIsSent() async throws {
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
                #expect(post.events.lines.filter { $0.contains("delivery to") }.count == 2)
                #expect(post.events.lines.filter { $0.contains("works again") }.count == 1)
            }
        }
    }
}
