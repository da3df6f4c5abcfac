import Decisions
import Ledger
import Notifications
import Probes
import Synchronization
import Terraform
import Testing

@testable import Watchdog

/// What the real loop writes, cycle by cycle, over stores in memory and a clock that the test owns.
@Suite struct IdleDayTests {
    private final class Bench: Sendable {
        let ledger = MemoryLedger()
        let book = MemoryBook()
        let said = Mutex<[(cycle: Int, event: Event)]>([])
        let cycle = Mutex(0)
        let clock = Mutex(
            Moment(wall: Timestamp(seconds: 1_772_334_000), boot: "b", uptime: .seconds(1000)))
        var now: Moment { clock.withLock { $0 } }

        /// So many cycles, a minute each.
        ///
        /// - Parameters:
        ///   - before: what happens before a cycle, by its number.
        ///   - book: whether the book can be read in a cycle.
        func run(
            cycles: Int, before: @escaping @Sendable (Int) async throws -> Void = { _ in },
            book readable: @escaping @Sendable (Int) -> Bool = { _ in true }
        ) async throws {
            let events = EventLog.telling(repeats: false) { event, stack in
                #expect(stack == "s")
                self.said.withLock { $0.append((self.cycle.withLock { $0 }, event)) }
            }
            let failure = Mutex<(any Error)?>(nil)
            let tools = CycleTools(
                look: { order in
                    var look = Look(
                        order: order,
                        subject: .init(
                            stack: "s", account: nil, region: nil, tiers: [], endpoints: [], isEmulated: true),
                        state: .failure(.init(.failed, "x")), account: .shown(account: "1"), lock: .free)
                    look.take([Reading.known(.costEstimated, 10)])
                    return look
                }, diagnose: { _, _ in Diagnosis(at: .now, findings: []) }, ledger: ledger,
                book: { () throws(LedgerFault) in
                    guard readable(self.cycle.withLock { $0 }) else {
                        throw LedgerFault(.cannotOpen, "denied")
                    }
                    return self.book
                }, pauseFile: { nil }, window: { .open }, events: events, now: { self.now },
                sleep: { time in
                    self.clock.withLock { $0.advance(by: time) }
                    let next = self.cycle.withLock { cycle in
                        cycle += 1
                        return cycle
                    }
                    guard next < cycles else {
                        withUnsafeCurrentTask { $0?.cancel() }
                        return
                    }
                    do { try await before(next) } catch { failure.withLock { $0 = error } }
                })
            let loop = StackLoop(
                policy: Policy(
                    stack: "s", mode: .act,
                    rules: [
                        Rule(name: "cost", when: Condition(.costEstimated, .greater, 50, text: "cost > 50"))
                    ], tiers: [], guardrails: GuardrailSettings()), configuration: "c",
                pace: .init(
                    interval: .seconds(60), planEvery: .seconds(900), keepReadings: .seconds(3600)),
                tools: tools,
                desk: RepairDesk(launch: { _, _, _ in .ended("") }, events: events, now: { self.now }),
                board: StatusBoard(stacks: ["s"]))
            try await before(0)
            await Task { await loop.run() }.value
            if let failure = failure.withLock({ $0 }) { throw failure }
        }

        /// The cycles in which an event of that kind was said.
        func cycles(_ is: (Event) -> Bool) -> [Int] {
            said.withLock { $0.filter { `is`($0.event) }.map(\.cycle) }
        }
    }

    @Test func twoIdleDaysAreAFewLines() async throws {
        let bench = Bench()
        try await bench.run(cycles: 2880)
        let said = bench.said.withLock { $0 }
        // The first look says what it found. The state, which this world has not, is said again once a day.
        #expect(said.contains { $0.cycle == 0 } && said.filter { $0.cycle > 0 }.count <= 4, "\(said)")
        #expect(said.allSatisfy { [0, 15, 1440].contains($0.cycle) }, "\(said)")
    }

    @Test func aPauseIsSaidWhenItBeginsWhenItEndsAndOnceADay() async throws {
        let bench = Bench()
        try await bench.run(cycles: 3000) { cycle in
            if cycle == 2 {
                try bench.ledger.set(
                    StandingSwitch(.pause, stack: "s", who: "kim", why: "deploying", at: bench.now))
            }
            if cycle == 2990 { _ = try bench.ledger.endPauses(of: "s", who: "kim", at: bench.now) }
        }
        #expect(bench.cycles { $0 == .paused(why: "kim: deploying") } == [2, 1440, 2880])
        #expect(bench.cycles { $0 == .resumed } == [2990])
    }

    @Test func aBreakerIsSaidToCloseByAResetAndByNothingElse() async throws {
        let bench = Bench()
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
                StandingSwitch(.reset, stack: "s", who: "kim", why: "mended", at: bench.now, through: 2))
        } book: { cycle in
            !(4..<8).contains(cycle)
        }
        let opened = bench.cycles { event in
            if case .breakerOpen = event { return true }
            return false
        }
        #expect(opened == [0])
        #expect(bench.cycles { $0 == .breakerClosed(.emergencyDeploy) } == [12])
        // A book that cannot be read for four cycles is one line.
        let faults = bench.cycles { event in
            if case .ledgerFault = event { return true }
            return false
        }
        #expect(faults.first == 4 && faults.allSatisfy { $0 == 4 }, "\(faults)")
    }
}
