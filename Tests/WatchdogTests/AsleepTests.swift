import Decisions
import Ledger
import Notifications
import Synchronization
import Testing

@testable import Watchdog

/// The machine is suspended while an incident is open: nobody looked, so nothing grew older.
@Suite struct AsleepTests {
    @Test(arguments: [0, 3 * 60, 9 * 3600])
    func noLadderIsClimbedInSleep(seconds: Int) async throws {
        let bench = LoopBench(cost: 60)
        try await bench.run(cycles: 20) { cycle in
            if cycle == 2 { bench.clock.withLock { $0.advance(by: .seconds(seconds)) } }
        }
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
