import Decisions
import Ledger
import Notifications
import Repairs
import Synchronization
import Terraform
import Testing

@testable import Watchdog

/// An expired mute is undone if repairs may change something; otherwise a reminder is logged.
@Suite struct MuteEndTests {
    private static let alarm = Address(type: "aws_cloudwatch_metric_alarm", name: "errors")

    /// The state no longer names the alarm, so the mute is undone although the alarm is not seen.
    private func bench(_ mode: Mode, lines: [RepairMessage] = []) throws -> LoopBench {
        let empty = #"{"version":4,"serial":7,"lineage":"l","resources":[]}"#
        let bench = LoopBench(
            mode: mode, state: .success(try State(parsing: Array(empty.utf8), stack: "s")), lines: lines)
        let muting = try bench.book.begin(
            RepairBeginning(
                stack: "s", kind: .removeAlarms, rule: nil, incident: nil, tier: nil, addresses: [Self.alarm],
                apply: true, requestedBy: "kim", why: "noise", configuration: "c", at: bench.now))
        try bench.book.storeMutes(
            muting.id, stack: "s", incident: nil, alarms: [(Self.alarm, "errors")], since: bench.now.wall,
            until: bench.now.wall + .seconds(600))
        try bench.book.end(muting, outcome: .repaired, reason: "so", serialAfter: nil, at: bench.now)
        return bench
    }

    @Test func expiredMuteIsUndone() async throws {
        let bench = try bench(.act)
        let began = bench.now.wall
        try await bench.run(cycles: 12)
        let asked = try #require(bench.asked.withLock { $0.first })
        #expect(asked.kind == .unmute && asked.addresses == [Self.alarm] && asked.apply)
        #expect(asked.askedAt.wall == began + .seconds(600))
    }

    @Test func unmuteThatCannotBeginIsRetriedAfterEachCooldown() async throws {
        let bench = try bench(
            .act,
            lines: [
                RepairMessage(
                    repair: RepairMessage.noRepair, step: .guardrails, message: "denied", outcome: .failed)
            ])
        let began = bench.now.wall
        try await bench.run(cycles: 32)
        #expect(
            bench.asked.withLock { $0.map { $0.askedAt.wall } }
                == [600, 1200, 1800].map {
                    began + .seconds($0)
                })
    }

    @Test func inModeObserveAReminderIsLoggedDaily() async throws {
        let bench = try bench(.observe)
        try await bench.run(cycles: 1500)
        #expect(bench.asked.withLock { $0.isEmpty })
        let announced = bench.cycles { event in
            if case .muteStands = event { return true }
            return false
        }
        #expect(announced == [0, 1440])
    }

    @Test func pauseDelaysTheUnmuteUntilItEnds() async throws {
        let bench = try bench(.act)
        let began = bench.now.wall
        try await bench.run(cycles: 40) { cycle in
            if cycle == 2 {
                try bench.ledger.set(StoredSwitch(.pause, stack: "s", who: "kim", why: "w", at: bench.now))
            }
            if cycle == 30 { _ = try bench.ledger.endPauses(of: "s", who: "kim", at: bench.now) }
        }
        #expect(bench.asked.withLock { $0.first }?.askedAt.wall == began + .seconds(1800))
    }

    /// A clock that is set back by a year would silence the alarm for another year.
    @Test func muteEndsThoughTheClockIsSetBack() async throws {
        let bench = try bench(.act)
        try await bench.run(cycles: 12) { cycle in
            guard cycle == 2 else { return }
            bench.clock.withLock { $0.wall = $0.wall + .seconds(-365 * 86_400) }
        }
        #expect(bench.asked.withLock { $0.map(\.kind) }.contains(.unmute))
    }
}
