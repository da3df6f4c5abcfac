import Decisions
import Ledger
import Notifications
import Repairs
import Synchronization
import Testing

@testable import Watchdog

/// Outcomes that repeat after every cooldown while an incident stays open are logged once.
@Suite struct RepeatTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "t")

    private static func line(
        _ step: RepairStep, _ outcome: RepairOutcome? = nil, actions: [String] = [],
        refusals: [Refusal] = []
    ) -> RepairMessage {
        RepairMessage(
            repair: "R", step: step, message: "\(step)", addresses: [table],
            actions: actions.map { RepairAction($0) },
            refusals: refusals, outcome: outcome)
    }

    private static func refused(_ guardrail: Guardrail, _ why: String = "x") -> [RepairMessage] {
        [line(.guardrails), line(.plan), line(.inspect, .refused, refusals: [Refusal(guardrail, why)])]
    }

    private static func dryRun(_ actions: String...) -> [RepairMessage] {
        [line(.guardrails), line(.inspect, actions: actions), line(.inspect, .wouldApply, actions: actions)]
    }

    private static let applied = [
        line(.guardrails), line(.inspect, actions: ["create a.b"]), line(.apply), line(.verify, .repaired),
    ]

    /// The kinds of events that each of these repairs logged, in order; ten minutes pass between two repairs.
    private static func said(
        _ repairs: [[RepairMessage]], incidents: [String] = [], every pause: Duration = .seconds(600),
        repeats: Bool = false
    ) async -> [[String]] {
        let said = Mutex<[String]>([])
        let clock = Mutex(Moment(wall: Timestamp(seconds: 1_772_334_000), boot: "b", uptime: .zero))
        let next = Mutex(0)
        let dispatcher = RepairDispatcher(
            launch: { _, _, say in
                for line in repairs[next.withLock { $0 }] { await say(line) }
                return .ended("exit code 0")
            },
            events: .telling(repeats: repeats) { event, _ in said.withLock { $0.append(Self.kind(event)) } },
            now: { clock.withLock { $0 } })
        var written: [[String]] = []
        for index in repairs.indices {
            next.withLock { $0 = index }
            let incident = incidents.isEmpty ? "s-1" : incidents[index]
            await dispatcher.start(
                RepairRequest(
                    stack: "s", kind: .emergencyDeploy, rule: "lost", incident: incident, addresses: [table],
                    apply: true, requestedBy: "t", configuration: "c", askedAt: MachineClock.now()),
                longest: .seconds(1), ledger: MemoryLedger())
            await dispatcher.drain()
            written.append(
                said.withLock { said in
                    defer { said = [] }
                    return said.filter { $0 != "ledgerFault" }
                })
            clock.withLock { $0.advance(by: pause) }
        }
        return written
    }

    private static let refusal = ["repairStarted", "repairStep", "repairStep", "repairRefused"]
    private static let wouldApply = ["repairStarted", "repairStep", "repairPlanned", "wouldApply"]
    private static let failure = ["repairStarted", "repairStep", "repairFailed"]
    private static let failureAtStart = ["repairStarted", "repairFailed"]

    /// The case name of an event, without its values.
    private static func kind(_ event: Event) -> String {
        let text = String(describing: event)
        return String(text.prefix { $0 != "(" })
    }

    @Test func sameRefusalIsLoggedOnceAndAnotherOneInFull() async {
        let refused = Self.refused(.backups, "59s ago")
        let said = await Self.said([
            refused, Self.refused(.backups, "1m ago"), refused, Self.refused(.inspection), refused,
        ])
        #expect(said == [Self.refusal, [], [], Self.refusal, Self.refusal])
    }

    @Test func samePlanInADryRunIsLoggedOnceAndAnotherOneInFull() async {
        let said = await Self.said([
            Self.dryRun("create a.b"), Self.dryRun("create a.b"),
            Self.dryRun("create a.b", "create a.c"),
        ])
        #expect(said == [Self.wouldApply, [], Self.wouldApply])
    }

    private static func unbegun(_ why: String, _ refusals: [Refusal] = []) -> [RepairMessage] {
        [
            RepairMessage(
                repair: RepairMessage.noRepair, step: .guardrails, message: why, refusals: refusals,
                outcome: refusals.isEmpty ? .failed : .refused)
        ]
    }

    @Test func repairThatCannotBeginIsLoggedOncePerReason() async {
        let denied = Self.unbegun("denied")
        // The beginning, and that it failed. A repair that fails after it began is logged every time.
        let failed = [Self.line(.guardrails), Self.line(.plan, .failed)]
        #expect(
            await Self.said([denied, denied, Self.unbegun("full"), denied, failed, failed, denied])
                == [
                    Self.failureAtStart, [], Self.failureAtStart, Self.failureAtStart, Self.failure,
                    Self.failure,
                    Self.failureAtStart,
                ])
        #expect(
            await Self.said([denied, denied, denied], every: .seconds(50_000))
                == [Self.failureAtStart, [], Self.failureAtStart])
    }

    /// It is not in the book, so the watcher itself holds back the next request.
    @Test(arguments: [
        (lines: unbegun("denied"), since: Duration.seconds(5)),
        (unbegun("no such stack", [Refusal(.account, "x")]), .seconds(5)), ([], .seconds(5)),
        // This repair is in the book, or another one is.
        (refused(.lock), nil), (unbegun("busy", [Refusal(.running, "x")]), nil),
    ])
    func repairThatCannotBeginWaitsForTheCooldown(row: (lines: [RepairMessage], since: Duration?)) async {
        let clock = Mutex(Moment(wall: Timestamp(seconds: 1_772_334_000), boot: "b", uptime: .zero))
        let ledger = MemoryLedger()
        let dispatcher = RepairDispatcher(
            launch: { _, _, say in
                for line in row.lines { await say(line) }
                return .ended("exit code 0")
            }, events: .inMemory(), now: { clock.withLock { $0 } })
        let loop = StackLoop(
            policy: Policy(stack: "s", mode: .act, rules: [], tiers: [], guardrails: GuardrailSettings()),
            configuration: "c",
            intervals: .init(interval: .seconds(5), planEvery: .seconds(900), keepReadings: .seconds(3600)),
            tools: CycleTools(
                observe: { UnreadableBookTests.observe($0) },
                diagnose: { _, _ in Diagnosis(at: .now, findings: []) }, ledger: ledger,
                book: { MemoryBook() }, pauseFile: { nil }, window: { .open }, events: .inMemory(),
                now: { clock.withLock { $0 } }, sleep: { _ in }),
            dispatcher: dispatcher, board: StatusBoard(stacks: ["s"]))
        await loop.start(
            RepairRequest(
                stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", addresses: [Self.table],
                apply: true, requestedBy: "t", configuration: "c", askedAt: MachineClock.now()))
        await dispatcher.drain()
        clock.withLock { $0.advance(by: .seconds(5)) }
        let facts = await loop.repairBookView(StackSwitches()).facts
        #expect(facts[.emergencyDeploy]?.sinceLast == row.since)
        // The reason may concern only that kind.
        #expect(facts[.removeAlarms]?.sinceLast == nil)
    }

    @Test func repairThatChangesSomethingIsLoggedInFull() async {
        let said = await Self.said([Self.refused(.lock), Self.applied, Self.refused(.lock)])
        // The beginning, three steps, the outcome, and that the table is empty.
        #expect(
            said == [
                Self.refusal,
                ["repairStarted", "repairStep", "repairPlanned", "repairStep", "repaired", "tableEmpty"],
                Self.refusal,
            ])
    }

    @Test func refusalIsLoggedAgainAfterADayAndForAnotherIncident() async {
        let refused = Self.refused(.lock)
        #expect(
            await Self.said([refused, refused, refused], every: .seconds(50_000))
                == [Self.refusal, [], Self.refusal])
        #expect(
            await Self.said([refused, refused, refused, refused], incidents: ["s-1", "s-2", "s-1", "s-2"])
                == [Self.refusal, Self.refusal, [], []])
    }

    @Test func killedRepairIsLoggedAndARehearsalGetsRepeats() async {
        let refused = Self.refused(.lock)
        // The beginning, a step, and that its outcome is unknown.
        #expect(
            await Self.said([refused, [Self.line(.guardrails)], []]) == [
                Self.refusal, ["repairStarted", "repairStep", "repairOutcomeUnknown"],
                ["repairStarted", "repairOutcomeUnknown"],
            ])
        #expect(await Self.said([refused, refused], repeats: true) == [Self.refusal, Self.refusal])
    }
}
