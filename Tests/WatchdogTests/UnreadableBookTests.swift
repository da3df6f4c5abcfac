import Decisions
import Ledger
import Notifications
import Synchronization
import Terraform
import TestSupport
import Testing

@testable import Probes
@testable import Watchdog

/// If the book cannot be read, it is not known whether a breaker is open: the verdict is not healthy.
@Suite(.timeLimit(.minutes(5))) struct UnreadableBookTests {
    @Test(arguments: [(true, "1 stack: 1 healthy"), (false, "1 stack: 1 unknown (s)")])
    func statusLineShowsAnUnreadableBookAsUnknown(row: (isReadable: Bool, line: String)) async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            let board = StatusBoard(stacks: ["s"])
            let probeResults = Mutex(0)
            let policy = Policy(
                stack: "s", mode: .observe, rules: [], tiers: [], guardrails: GuardrailSettings())
            let loop = StackLoop(
                policy: policy, configuration: "c",
                intervals: .init(
                    interval: .milliseconds(50), planEvery: .seconds(3600), keepReadings: .seconds(3600)),
                tools: CycleTools(
                    observe: { order in
                        probeResults.withLock { $0 += 1 }
                        return Self.observe(order)
                    }, diagnose: { _, _ in Diagnosis(at: .now, findings: []) }, ledger: ledger,
                    book: { () throws(LedgerFault) in
                        if row.isReadable { return nil }
                        throw LedgerFault(.damaged, "the database is damaged")
                    },
                    pauseFile: { nil }, window: { .open }, events: .inMemory(), now: MachineClock.now,
                    sleep: { try? await Task.sleep(for: $0) }),
                dispatcher: RepairDispatcher(
                    launch: { _, _, _ in .ended("") }, events: .inMemory(), now: MachineClock.now),
                board: board)
            let running = Task { await loop.run() }
            while probeResults.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(5)) }
            running.cancel()
            await running.value
            #expect(await board.line == row.line)
            await ledger.close()
        }
    }

    static func observe(_ order: StackProbe.ProbeOptions) -> ProbeResult {
        let text = #"{"version":4,"serial":1,"lineage":"l","resources":[]}"#
        let state: Result<State, TerraformFault>
        do throws(TerraformFault) {
            state = .success(try State(parsing: Array(text.utf8), stack: "s"))
        } catch {
            state = .failure(error)
        }
        var probeResult = ProbeResult(
            order: order,
            subject: .init(
                stack: "s", account: nil, region: nil, tiers: [], endpoints: [], isEmulated: true),
            state: state, account: .shown(account: "1"), lock: .free)
        probeResult.conclude()
        return probeResult
    }
}
