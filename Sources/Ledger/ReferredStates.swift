import Decisions
import GRDB

extension StoredRepair {
    /// Whether it wrote the state with this serial, as far as is recorded. While it runs, nobody else can: it holds the lock.
    public func mayHaveWritten(_ serial: UInt64) -> Bool {
        guard let serialBefore, serial > serialBefore else { return false }
        return serialAfter.map { serial <= $0 } ?? (outcome == nil)
    }
}

extension RepairStore {
    /// The states before and after each recorded repair of a stack: their snapshots are kept.
    ///
    /// - Throws: also if the row of one repair is damaged.
    public func referredStates(of stack: String) async throws(LedgerFault) -> [ReferredState] {
        let repairs = try await repairRows(of: stack, limit: Int(Int32.max))
        // The state that a damaged row refers to is not known.
        if let fault = repairs.damage.first { throw fault }
        return repairs.values.flatMap { repair in
            [repair.serialBefore, repair.serialAfter].compactMap { serial in
                serial.map { ReferredState(serial: $0, reason: "repair \(repair.id)") }
            }
        }
    }
}
