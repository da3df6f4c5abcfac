import Decisions
import Settings
import TestSupport
import Testing

@testable import Notifications

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5))) struct HeartbeatTests
{
    @Test func pingsFollowTheHealthchecksAPI() async throws {
        try await HookServer.with { server, http in
            let events = EventLog.inMemory()
            let heartbeat = Heartbeat(http: http, events: events)
            let sinks = [
                Sink(.ping(url: server.url + "/uuid?rid=1"), from: .info), Sink(.command(["x"]), from: .info),
            ]
            for sign in [Heartbeat.PingKind.started, .alive, .hanging, .ended(code: 7)] {
                await heartbeat.give(sign, "1 stack: 1 healthy", to: sinks)
            }
            let got = await server.received(atLeast: 4)
            #expect(
                got.map(\.path) == ["/uuid/start?rid=1", "/uuid?rid=1", "/uuid/fail?rid=1", "/uuid/7?rid=1"])
            #expect(got.allSatisfy { $0.method == "POST" && $0.body == "1 stack: 1 healthy" })
            #expect(events.lines.isEmpty)
        }
    }

    @Test func failingPingIsLoggedOnceAndSoIsItsRecovery() async throws {
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
