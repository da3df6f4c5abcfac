import Decisions
import Ledger
import Notifications
import Probes
import Synchronization
import Terraform
import Testing

@testable import Watchdog

/// What the loop of a stack does for the history: the daily pruning, and whom it records as the writer of a state.
@Suite struct UpkeepTests {
    private static let start = Moment(wall: Timestamp(seconds: 1_772_334_000), boot: "b", uptime: .zero)

    private static func tools(_ ledger: MemoryLedger) -> CycleTools {
        CycleTools(
            observe: {
                ProbeResult(
                    order: $0, subject: subject, state: .failure(.init(.failed, "x")),
                    account: .shown(account: "1"), lock: .free)
            },
            diagnose: { _, _ in Diagnosis(at: start.wall, findings: []) }, ledger: ledger, book: { nil },
            pauseFile: { nil }, window: { .open }, events: .inMemory(), now: { start },
            sleep: { _ in })
    }

    private static let subject = StackProbe.Subject(
        stack: "s", account: nil, region: nil, tiers: [], endpoints: [], isEmulated: true)

    private static func loop(_ tools: CycleTools) -> StackLoop {
        StackLoop(
            policy: Policy(stack: "s", mode: .observe, rules: [], tiers: [], guardrails: GuardrailSettings()),
            configuration: "c",
            intervals: .init(interval: .seconds(60), planEvery: .seconds(900), keepReadings: .seconds(3600)),
            tools: tools,
            dispatcher: RepairDispatcher(
                launch: { _, _, _ in .ended("") }, events: .inMemory(), now: { start }),
            board: StatusBoard(stacks: ["s"]))
    }

    private static func state(_ loop: StackLoop) -> StackLoop.LoopState {
        func queue() -> DiagnosisQueue { DiagnosisQueue { work in Task { await work() } } }
        return StackLoop.LoopState(queue(), queue(), queue())
    }

    @Test func snapshotsArePrunedAnHourAfterTheStartAndThenDaily() async {
        let pruned = Mutex(0)
        var tools = Self.tools(MemoryLedger())
        tools.prune = { pruned.withLock { $0 += 1 } }
        let loop = Self.loop(tools)
        var loopState = Self.state(loop)
        var counts: [Int] = []
        for minute in [0, 59, 61, 62, 24 * 60, 25 * 60 + 2, 26 * 60] {
            var now = Self.start
            now.advance(by: .seconds(60 * minute))
            await loop.pruneDaily(&loopState, now)
            while await loopState.upkeep.isBusy { await Task.yield() }
            counts.append(pruned.withLock { $0 })
        }
        #expect(counts == [0, 0, 1, 1, 1, 2, 2])
    }

    /// What was stored while the clock was wrong makes everything else look old. A clock that was set is no reason to remove
    /// anything on that day.
    @Test(arguments: [365, -365]) func nothingIsPrunedOnTheDayOfAJumpOfTheClock(days: Int) async {
        let pruned = Mutex(0)
        var tools = Self.tools(MemoryLedger())
        tools.prune = { pruned.withLock { $0 += 1 } }
        let loop = Self.loop(tools)
        var loopState = Self.state(loop)
        var counts: [Int] = []
        for hour in [0, 2, 27, 28, 52] {
            var now = Self.start
            now.advance(by: .seconds(3600 * hour))
            if hour > 2 { now.wall = now.wall + .seconds(days * 86_400) }
            await loop.pruneDaily(&loopState, now)
            while await loopState.upkeep.isBusy { await Task.yield() }
            counts.append(pruned.withLock { $0 })
        }
        #expect(counts == [0, 1, 1, 1, 2])
    }

    @Test func writerIsTheRepairOrTheHolderOfTheLock() async throws {
        var tools = Self.tools(MemoryLedger())
        tools.repairBehind = { $0 == 9 ? "terrier repair emergency-deploy r-1" : nil }
        let loop = Self.loop(tools)
        var loopState = Self.state(loop)
        var believed: SnapshotIdentity?
        func holder(_ operation: String) -> LockStatus {
            .held(LockHolder(id: "1", operation: operation, who: "kim@laptop", created: "", createdAt: nil))
        }
        func written(_ serial: Int, _ lock: LockStatus) async throws -> SnapshotOrigin? {
            let text =
                #"{"version": 4, "terraform_version": "1.11.4", "serial": \#(serial), "lineage": "l", "resources": []}"#
            let state = try State(parsing: Array(text.utf8), stack: "s")
            let before = believed.map { BelievedState(identity: $0, addresses: [], seen: Self.start.wall) }
            believed = state.identity
            let result = ProbeResult(
                order: .init(before: before, now: Self.start.wall), subject: Self.subject,
                state: .success(state), account: .shown(account: "1"), lock: lock)
            return await loop.origin(of: result, &loopState)
        }
        let (apply, plan) = (holder("OperationTypeApply"), holder("OperationTypePlan"))
        func origin(_ who: String?) -> SnapshotOrigin {
            SnapshotOrigin(terraformVersion: "1.11.4", writtenBy: who)
        }
        // The first state may be older than this lock.
        #expect(try await written(5, apply) == origin(nil))
        #expect(try await written(5, apply) == nil)
        #expect(try await written(6, .free) == origin("kim@laptop, OperationTypeApply"))
        #expect(try await written(7, .free) == origin(nil))
        #expect(try await written(8, plan) == origin(nil))
        #expect(try await written(9, apply) == origin("terrier repair emergency-deploy r-1"))
        #expect(try await written(10, apply) == origin("kim@laptop, OperationTypeApply"))
    }
}
