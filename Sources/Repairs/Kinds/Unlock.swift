import Decisions
import Ledger
import Terraform

extension StepsOfKinds {
    static var unlock: any RepairSteps.Type { Unlock.self }
}

/// Releases a lock whose holder is proven dead: it is recorded with one of our own repairs that have ended, or a person names its
/// id. Its age proves nothing.
struct Unlock: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    /// Between the two reads of the lock.
    private static let between = Duration.seconds(4)

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        try await carryOut(stackObservation)
    }

    func carryOut(_ stackObservation: StackObservation) async throws(RepairStop) -> RepairMessage {
        let locks = try await held()
        guard !locks.isEmpty else { throw Self.refused("nobody holds the state lock") }
        for lock in locks { try await proveDead(lock) }
        let names = locks.compactMap { $0.holder?.record }.joined(separator: "; ")
        guard request.apply else {
            throw RepairStop(
                outcome: .wouldApply, step: .inspect, message: "would have released the lock \(names)")
        }
        await tools.pause(Self.between)
        guard try await held() == locks else {
            throw Self.refused("the lock changed between two reads: somebody works")
        }
        try await run.checkOnceMore([])
        try await run.record(
            RepairMessage(repair: run.id, step: .apply, message: "releasing the lock \(names)"))
        try await release(locks)
        let left = try await held()
        guard !left.contains(where: { lock in locks.contains { $0.holder == lock.holder } }) else {
            throw RepairStop(
                outcome: .notVerified, step: .verify, message: "the lock \(names) is still there")
        }
        return RepairMessage(
            repair: run.id, step: .verify,
            message: "verified: the lock \(names) is released"
                + (left.isEmpty ? "" : "; somebody has taken another one since"),
            outcome: .repaired)
    }

    private func release(_ locks: [StoredLock]) async throws(RepairStop) {
        for lock in locks {
            let before = run.changes.begin()
            let isReleased: Bool
            do {
                isReleased = try await tools.locks.release(lock)
            } catch {
                throw .stopped(at: .apply, by: error)
            }
            guard !isReleased else { continue }
            run.changes.undo(to: before)
            throw .refused(
                .apply, [Refusal(.lock, "\(lock.words) is another lock by now, or was released")])
        }
    }

    private func held() async throws(RepairStop) -> [StoredLock] {
        do {
            return try await tools.locks.held()
        } catch {
            throw .stopped(at: .guardrails, by: error)
        }
    }

    private func proveDead(_ lock: StoredLock) async throws(RepairStop) {
        guard let holder = lock.holder else {
            throw Self.refused(
                "\(lock.words) does not say who holds it: find out who made it, and delete it by hand if nobody works"
            )
        }
        if case .file = lock.place {
            throw Self.refused(
                "\(holder.record): a process on this machine holds \(lock.words), and it ends with that process"
            )
        }
        // Also if a person names the id: whoever works in this directory may be the holder.
        if ThisMachine.isThisHost(holder), let worker = await tools.locks.worker() {
            throw Self.refused(
                "\(holder.record): \(worker) on this machine still runs Terraform in the stack's directory")
        }
        if let id = request.subject, id != holder.id {
            throw Self.refused("the lock that is held has the id \(holder.id), not \(id)")
        }
        // A person who names the id says that its holder is dead. A rule's request names it, too, and proves nothing.
        if request.rule == nil, request.subject != nil { return }
        guard try await isOfOwnRepair(holder) else {
            throw Self.refused(
                "\(holder.record): it is not known that its holder is dead; ask them, then 'terrier repair unlock \(policy.stack) --id \(holder.id) --why …'"
            )
        }
    }

    private func isOfOwnRepair(_ holder: LockHolder) async throws(RepairStop) -> Bool {
        guard ThisMachine.isThisHost(holder) else { return false }
        do {
            return try await run.repairer.book.endedRepair(
                thatTook: holder, stack: policy.stack, leavingOut: run.id) != nil
        } catch {
            throw .failed(.guardrails, error.description)
        }
    }

    private static func refused(_ reason: String) -> RepairStop {
        .refused(.guardrails, [Refusal(.need, reason)])
    }
}
