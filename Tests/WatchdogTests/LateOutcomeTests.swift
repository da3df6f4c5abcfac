import Decisions
import Foundation
import Ledger
import Notifications
import Synchronization
import TestSupport
import Testing

@testable import Probes
@testable import Watchdog

/// A repair outlives the watcher that asked for it: the next watcher records and notifies its outcome, whenever it ends.
@Suite(.timeLimit(.minutes(5))) struct LateOutcomeTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "events")

    @Test func outcomeOfARepairThatEndsAfterTheStartIsRecorded() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            try await Self.open("s-1", in: ledger)
            let book = try await RepairBook.open(directory + "/repairs.sqlite")
            var admission: RepairAdmission? = try await book.begin(
                RepairBeginning(
                    stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", tier: nil,
                    addresses: [Self.table], apply: true, requestedBy: "t", why: nil, configuration: "c",
                    at: MachineClock.now()))
            let probeResults = Mutex(0)
            let running = Task { [ledger, book] in
                await Self.loop(ledger, book) { probeResults.withLock { $0 += 1 } }.run()
            }
            while probeResults.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await ledger.incident("s-1")?.actions.isEmpty == true)
            if let admission {
                try await book.end(
                    admission, outcome: .repaired, reason: "so", serialAfter: 2, at: MachineClock.now())
            }
            admission = nil
            let seen = probeResults.withLock { $0 }
            while probeResults.withLock({ $0 }) < seen + 4 { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            #expect(try await ledger.incident("s-1")?.actions.map(\.outcome) == ["repaired"])
            await ledger.close()
        }
    }

    /// A new ledger holds none of the incidents that an older book refers to: their repairs are not notified.
    @Test func repairOfAnUnknownIncidentIsNotReported() async throws {
        let bench = LoopBench()
        for outcome in [RepairOutcome.failed, .unknown] {
            let admission = try bench.book.begin(
                RepairBeginning(
                    stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-7", tier: nil,
                    addresses: [Self.table], apply: true, requestedBy: "t", why: nil, configuration: "c",
                    at: bench.now))
            try bench.book.end(admission, outcome: outcome, reason: "so", serialAfter: nil, at: bench.now)
        }
        try await bench.run(cycles: 3)
        #expect(
            bench.cycles { event in
                switch event {
                case .repairFailed, .repairOutcomeUnknown: true
                default: false
                }
            }.isEmpty)
    }

    private static func open(_ id: String, in ledger: Ledger) async throws {
        let incident = Incident(
            id: id, rule: "lost", severity: .critical, openedAt: .now, age: .zero, addresses: [table],
            reading: "tier.f.missing = 1")
        try await ledger.record(
            CycleRecord(
                stack: "s", at: .now, state: nil, readings: [], watch: Watch(), alarms: "",
                opened: [incident],
                closed: [], keepReadings: .seconds(3600)))
    }

    private static func loop(
        _ ledger: Ledger, _ book: RepairBook, _ looked: @escaping @Sendable () -> Void
    ) -> StackLoop {
        StackLoop(
            policy: Policy(
                stack: "s", mode: .observe, rules: [], tiers: [], guardrails: GuardrailSettings()),
            configuration: "c",
            intervals: .init(
                interval: .milliseconds(50), planEvery: .seconds(3600), keepReadings: .seconds(3600)),
            tools: CycleTools(
                observe: { order in
                    looked()
                    return UnreadableBookTests.observe(order)
                }, diagnose: { _, _ in Diagnosis(at: .now, findings: []) }, ledger: ledger,
                book: { () throws(LedgerFault) in book },
                pauseFile: { nil }, window: { .open }, events: .inMemory(), now: MachineClock.now,
                sleep: { try? await Task.sleep(for: $0) }),
            dispatcher: RepairDispatcher(
                launch: { _, _, _ in .ended("") }, events: .inMemory(), now: MachineClock.now),
            board: StatusBoard(stacks: ["s"]))
    }
}
