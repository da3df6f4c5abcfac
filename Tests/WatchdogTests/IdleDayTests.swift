import Decisions
import Ledger
import Notifications
import Synchronization
import Testing

@testable import Watchdog

/// What the real loop logs in each cycle, with stores in memory and a clock that the test controls.
@Suite struct IdleDayTests {
    @Test func twoIdleDaysLogOnlyAFewLines() async throws {
        let bench = LoopBench()
        try await bench.run(cycles: 2880)
        let said = bench.said.withLock { $0 }
        // A state that cannot be read needs a person: the entry is repeated once a day.
        #expect(
            said.map { "\($0.cycle) \(String(describing: $0.event).prefix { $0 != "(" })" } == [
                "0 stateNotBelieved", "0 verdict", "1440 stateNotBelieved",
            ])
    }

    @Test func pauseIsLoggedAtItsBeginAtItsEndAndOnceADay() async throws {
        let bench = LoopBench()
        try await bench.run(cycles: 3000) { cycle in
            if cycle == 2 {
                try bench.ledger.set(
                    StoredSwitch(.pause, stack: "s", who: "kim", why: "deploying", at: bench.now))
            }
            if cycle == 2990 { _ = try bench.ledger.endPauses(of: "s", who: "kim", at: bench.now) }
        }
        #expect(bench.cycles { $0 == .paused(why: "kim: deploying") } == [2, 1440, 2880])
        #expect(bench.cycles { $0 == .resumed } == [2990])
    }

    @Test func unreadableBookIsLoggedOnceADay() async throws {
        let bench = LoopBench()
        try await bench.run(cycles: 1500, book: { _ in false })
        let faults = bench.cycles { event in
            if case .ledgerFault = event { return true }
            return false
        }
        // Two faults: outcomes of earlier repairs cannot be read, and no repair starts.
        #expect(faults == [0, 0, 1440, 1440], "\(faults)")
        // It causes no extra plans.
        #expect(bench.planned.withLock { $0 } == Array(stride(from: 0, to: 1500, by: 15)))
    }

    @Test func breakerIsLoggedAsClosedOnlyAfterAReset() async throws {
        let bench = LoopBench()
        for _ in 0..<2 {
            let admission = try bench.book.begin(
                RepairBeginning(
                    stack: "s", kind: .emergencyDeploy, rule: "r", incident: nil, tier: "f", addresses: [],
                    apply: true, requestedBy: "test", why: nil, configuration: "c", at: bench.now))
            try bench.book.end(
                admission, outcome: .failed, reason: "so", serialAfter: nil, at: bench.now)
        }
        try await bench.run(cycles: 20) { cycle in
            guard cycle == 12 else { return }
            try bench.ledger.set(
                StoredSwitch(.reset, stack: "s", who: "kim", why: "repaired", at: bench.now, through: 2))
        } book: { cycle in
            !(4..<8).contains(cycle)
        }
        let opened = bench.cycles { event in
            if case .breakerOpen = event { return true }
            return false
        }
        #expect(opened == [0])
        #expect(bench.cycles { $0 == .breakerClosed(.emergencyDeploy) } == [12])
        // A book that cannot be read for four cycles is logged once.
        let faults = bench.cycles { event in
            if case .ledgerFault = event { return true }
            return false
        }
        #expect(faults == [4])
    }
}
