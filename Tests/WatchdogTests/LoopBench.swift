import Decisions
import Ledger
import Notifications
import Probes
import Repairs
import Synchronization
import Terraform
import Testing

@testable import Watchdog

/// The real loop of one stack, with stores in memory and a clock that the test controls.
final class LoopBench: Sendable {
    let mode: Mode
    let cost: Double
    let state: Result<State, TerraformFault>
    let ledger = MemoryLedger()
    let book = MemoryBook()
    let said = Mutex<[(cycle: Int, event: Event)]>([])
    let cycle = Mutex(0)
    /// The cycles that were to plan.
    let planned = Mutex<[Int]>([])
    /// What AWS returns for the instances, in every cycle.
    let instances: [InstanceReport]
    /// What the plan of a cycle returns, with the fingerprint of the code then.
    let plan: @Sendable (Int) -> PlanReport?
    /// The requests that the loop sent to the repairer.
    let asked = Mutex<[RepairRequest]>([])
    /// The lines that the repairer sends for each request; empty if it ends without one.
    let lines: [RepairMessage]
    let board = StatusBoard(stacks: ["s"])
    let clock = Mutex(
        Moment(wall: Timestamp(seconds: 1_772_334_000), boot: "b", uptime: .seconds(1000)))
    var now: Moment { clock.withLock { $0 } }

    /// - Parameter cost: in USD; a rule trips above 50.
    init(
        mode: Mode = .act, state: Result<State, TerraformFault> = .failure(.init(.failed, "x")),
        cost: Double = 10, lines: [RepairMessage] = [], instances: [InstanceReport] = [],
        plan: @escaping @Sendable (Int) -> PlanReport? = { _ in nil }
    ) {
        self.mode = mode
        self.cost = cost
        self.state = state
        self.lines = lines
        self.instances = instances
        self.plan = plan
    }

    /// Runs so many cycles, one minute each.
    ///
    /// - Parameters:
    ///   - before: what happens before a cycle, by its number.
    ///   - book: whether the book can be read in a cycle.
    ///   - asleep: how long the machine sleeps while a cycle reads.
    func run(
        cycles: Int, before: @escaping @Sendable (Int) async throws -> Void = { _ in },
        book readable: @escaping @Sendable (Int) -> Bool = { _ in true },
        asleep: @escaping @Sendable (Int) -> Duration = { _ in .zero }
    ) async throws {
        let events = EventLog.telling(repeats: false) { event, stack in
            #expect(stack == "s")
            self.said.withLock { $0.append((self.cycle.withLock { $0 }, event)) }
        }
        let failure = Mutex<(any Error)?>(nil)
        let dispatcher = RepairDispatcher(
            launch: { request, _, say in
                self.asked.withLock { $0.append(request) }
                for line in self.lines { await say(line) }
                return .ended("")
            }, events: events, now: { self.now })
        let tools = CycleTools(
            observe: { order in
                let cycle = self.cycle.withLock { $0 }
                self.clock.withLock { $0.advance(by: asleep(cycle)) }
                if order.plan { self.planned.withLock { $0.append(cycle) } }
                var probeResult = ProbeResult(
                    order: order,
                    subject: .init(
                        stack: "s", account: nil, region: nil, tiers: [], endpoints: [], isEmulated: true),
                    state: self.state, account: .shown(account: "1"), lock: .free)
                probeResult.take(self.instances, alarms: [])
                if let report = self.plan(cycle) {
                    probeResult.take(
                        order.plan ? report : PlanReport(PlanReport.notAsked.outcome, code: report.code))
                    probeResult.conclude()
                }
                probeResult.take([Reading.known(.costEstimated, self.cost)])
                return probeResult
            }, diagnose: { _, _ in Diagnosis(at: .now, findings: []) }, ledger: ledger,
            book: { () throws(LedgerFault) in
                guard readable(self.cycle.withLock { $0 }) else {
                    throw LedgerFault(.cannotOpen, "denied")
                }
                return self.book
            }, pauseFile: { nil }, window: { .open }, events: events, now: { self.now },
            sleep: { time in
                // A repair takes less than an interval.
                await dispatcher.drain()
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
                stack: "s", mode: mode,
                rules: [
                    Rule(name: "cost", when: Condition(.costEstimated, .greater, 50, text: "cost > 50"))
                ], tiers: [], guardrails: GuardrailSettings()), configuration: "c",
            intervals: .init(
                interval: .seconds(60), planEvery: .seconds(900), keepReadings: .seconds(3600)),
            tools: tools,
            dispatcher: dispatcher,
            board: board)
        try await before(0)
        await Task { await loop.run() }.value
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// The cycles in which a matching event was logged.
    func cycles(_ is: (Event) -> Bool) -> [Int] {
        said.withLock { $0.filter { `is`($0.event) }.map(\.cycle) }
    }
}
