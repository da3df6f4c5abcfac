import Decisions
import Ledger
import Synchronization
import Terraform
import TestSupport
import Testing

@testable import Repairs

/// Whose lock may be released.
@Suite struct UnlockTests {
    private static let s3 = StateBackend.S3(
        bucket: "b", key: "k", region: "r", usesLockFile: true, lockTable: nil, kmsKey: nil, roles: [])

    private static func lock(_ id: String = "id-1", who: String = ThisMachine.who) -> StoredLock {
        StoredLock(
            place: .object(s3, tag: "t"),
            holder: LockHolder(
                id: id, operation: "OperationTypeApply", who: who, created: "2026-11-30T10:00:00Z",
                createdAt: nil))
    }

    private func request(_ stage: Stage, id: String? = nil, rule: String? = nil) -> RepairRequest {
        var request = stage.request(.unlock, addresses: [], why: rule == nil ? "a test" : nil)
        (request.intent.rule, request.intent.subject) = (rule, id)
        request.intent.incident = nil
        return request
    }

    /// A repair that took this lock, and has ended.
    private func dead(_ stage: Stage, _ lock: StoredLock, more: [LockSight] = []) async throws {
        let holder = try #require(lock.holder)
        var beginning: RepairAdmission? = try await stage.book.begin(
            stage.request().record(at: stage.world.withLock { $0.clock }))
        for sight in [LockSight.ours(holder)] + more {
            await stage.book.note(sight, of: "s", at: Timestamp(seconds: 0))
        }
        _ = beginning
        beginning = nil
    }

    @Test func lockOfOwnEndedRepairIsReleased() async throws {
        try await Stage.with { stage in
            stage.set {
                $0.locks = [[Self.lock()]]
                $0.lock = Self.lock().holder.map { .held($0) } ?? .free
                $0.hasState = false
            }
            try await dead(stage, Self.lock())
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done == ["release id-1"])
        }
    }

    @Test func everythingElseIsRefused() async throws {
        typealias Case = (
            name: String, id: String?, words: String, world: @Sendable (inout Stage.World) -> Void
        )
        let cases: [Case] = [
            ("nobody", nil, "nobody holds", { $0.locks = [[]] }),
            (
                "of a runner", nil, "not known that its holder is dead",
                { $0.locks = [[Self.lock("x", who: "ci@runner")]] }
            ),
            ("another id of ours", nil, "not known", { $0.locks = [[Self.lock("id-2")]] }),
            ("the wrong id", "id-3", "has the id id-1, not id-3", { _ in }),
            (
                "changed", nil, "changed between two reads",
                { $0.locks = [[Self.lock()], [Self.lock("id-2")]] }
            ),
            ("alive", "id-1", "process 7 on this machine", { $0.worker = "process 7" }),
            (
                "nameless", "id-1", "s3://b/k.tflock does not say who holds it",
                { $0.locks = [[StoredLock(place: .object(Self.s3, tag: nil), holder: nil)]] }
            ),
            (
                "local", "id-1", "ends with that process",
                { $0.locks = [[StoredLock(place: .file("/f"), holder: Self.lock().holder)]] }
            ),
        ]
        for item in cases {
            try await Stage.with { stage in
                stage.set {
                    $0.locks = [[Self.lock()]]
                    item.world(&$0)
                }
                try await dead(stage, Self.lock())
                let last = await stage.perform(request(stage, id: item.id))
                #expect(
                    last.outcome == .refused && last.message.contains(item.words),
                    "\(item.name): \(last.message)")
                #expect(stage.done.isEmpty, "\(item.name)")
            }
        }
    }

    @Test func personNamesTheLockOfARunner() async throws {
        try await Stage.with { stage in
            stage.set { $0.locks = [[Self.lock("x", who: "ci@runner")]] }
            let last = await stage.perform(request(stage, id: "x"))
            #expect(last.outcome == .repaired && stage.done == ["release x"], "\(last.message)")
            let repairs = try await stage.book.repairs()
            #expect(repairs.first?.subject == "x")
        }
    }

    /// The lock that stopped our command is not ours, and one that is ours counts only once its repair has ended.
    @Test func lockThatStoppedUsIsNotOurs() async throws {
        try await Stage.with { stage in
            let holder = try #require(Self.lock().holder)
            try await dead(stage, Self.lock(), more: [.anothers(holder)])
            #expect(try await stage.book.endedRepair(thatTook: holder, stack: "s") == nil)
            let admission = try await stage.book.begin(
                stage.request().record(at: stage.world.withLock { $0.clock }))
            let own = try #require(Self.lock("id-9").holder)
            await stage.book.note(.ours(own), of: "s", at: Timestamp(seconds: 0))
            #expect(try await stage.book.endedRepair(thatTook: own, stack: "s") == nil)
            #expect(
                try await stage.book.endedRepair(thatTook: own, stack: "s", leavingOut: "x")
                    == admission.id)
        }
    }
}
