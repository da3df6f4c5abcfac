public import Decisions
import GRDB

extension Ledger {
    /// The number of the snapshot that is exactly this state; nil if there is none.
    public func number(of identity: SnapshotIdentity, stack: String) async throws(LedgerFault) -> Int64? {
        try await read { database in try Self.id(of: identity, stack, database) }
    }
}
