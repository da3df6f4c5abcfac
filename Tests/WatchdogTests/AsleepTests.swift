import Decisions
import Ledger
import Notifications
import Synchronization
import Testing

@testable import Watchdog

/// The machine is suspended while an incident is open: nobody looked, so nothing grew older.
@Suite struct AsleepTests {
    @Test(arguments: [(0, false), (3 * 60, false), (9 * 3600, false), (9 * 3600, true)])
    func noLadderIsClimbedInSleep(row: (seconds: Int, inLook: Bool)) async throws {
        let (seconds, inLook) = row
        let bench = LoopBench(cost: 60)
        try await bench.run(
            cycles: 20,
            before: { cycle in
                if cycle == 2, !inLook { bench.clock.withLock { $0.advance(by: .seconds(seconds)) } }
            }, asleep: { cycle in cycle == 2 && inLook ? .seconds(seconds) : .zero })
        func climbed(_ step: Rung.Step) -> [Int] {
            bench.cycles { event in
                if case .incidentClimbed(_, let rung) = event { return rung.step == step }
                return false
            }
        }
        // A minute a cycle; the one that was slept through does not count.
        let lost = seconds > 0 ? 1 : 0
        #expect(climbed(.notify) == [5 + lost])
        #expect(climbed(.shed) == [15 + lost])
    }
}
