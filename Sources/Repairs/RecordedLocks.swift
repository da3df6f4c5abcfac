public import Decisions
public import Ledger
import Terraform

/// The locks that repairs of ours took, in the repair book.
extension RepairStore {
    /// Records what was learned of a lock with the repair of the stack that runs now.
    public func note(_ sight: LockSight, of stack: String, at: Timestamp) async {
        guard let repair = try? await running(stack) else { return }
        switch sight {
        case .ours(let holder):
            try? await step(repair, RecordedLock.ours, detail: holder.record, changing: [], at: at)
        case .anothers(let holder):
            try? await step(repair, RecordedLock.anothers, detail: holder.record, changing: [], at: at)
        }
    }

    /// The repair of ours that took this lock and has ended; nil if there is none.
    ///
    /// - Parameter leavingOut: the repair that asks.
    public func endedRepair(
        thatTook holder: LockHolder, stack: String, leavingOut: String? = nil
    ) async throws(LedgerFault) -> String? {
        let running = leavingOut == nil ? try await running(stack) : nil
        return try await repairs(of: stack, limit: 100).first { repair in
            repair.id != leavingOut && repair.id != running
                && repair.steps.contains("\(RecordedLock.ours): \(holder.record)")
                && !repair.steps.contains("\(RecordedLock.anothers): \(holder.record)")
        }?.id
    }
}

private enum RecordedLock {
    static let ours = "lock"
    static let anothers = "lock of another"
}
