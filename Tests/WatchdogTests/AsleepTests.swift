import Decisions
import Ledger
import Notifications
import Synchronization
import Testing

@testable import Watchdog

/// The machine is suspended while an incident is open: nothing was observed, so the incident gets no older.
@Suite struct AsleepTests {
    @Test(arguments: [(0, false), (3 * 60, false), (9 * 3600, false), (9 * 3600, true)])
    func noLadderIsClimbedWhileTheMachineSleeps(row: (seconds: Int, duringCycle: Bool)) async throws {
        let (seconds, duringCycle) = row
        let bench = LoopBench(cost: 60)
        try await bench.run(
            cycles: 20,
            before: { cycle in
                if cycle == 2, !duringCycle { bench.clock.withLock { $0.advance(by: .seconds(seconds)) } }
            }, asleep: { cycle in cycle == 2 && duringCycle ? .seconds(seconds) : .zero })
        func climbed(_ step: Rung.Step) -> [Int] {
            bench.cycles { event in
                if case .incidentClimbed(_, let rung) = event { return rung.step == step }
                return false
            }
        }
        // One minute per cycle; the cycle during which the machine slept does not count.
        let lost = seconds > 0 ? 1 : 0
        #expect(climbed(.notify) == [5 + lost])
        #expect(climbed(.shed) == [15 + lost])
    }
}
