public import Decisions
import GRDB

/// Snapshots that a command stores beside the watcher.
extension Ledger {
    /// The number of the snapshot that is exactly this state; nil if there is none.
    public func number(of identity: SnapshotIdentity, stack: String) async throws(LedgerFault) -> Int64? {
        try await read { database in try Self.number(of: identity, stack, database) }
    }

    /// Stores a state as a snapshot, durably. What is believed stays as it is: the watcher decides that.
    ///
    /// - Returns: the snapshot's number.
    public func keep(
        _ state: BelievedState, body: [UInt8], of stack: String, at: Timestamp
    ) async throws(LedgerFault) -> Int64 {
        let compressed = try Compression.compress(body)
        let cycle = CycleRecord(
            stack: stack, at: at, state: nil, readings: Readings(), watch: Watch(), alarms: "", opened: [],
            closed: [], keepReadings: .zero)
        let number = try await write { database -> Int64? in
            let believed = try Int64.fetchOne(
                database, sql: "SELECT snapshot FROM believed WHERE stack = ?", arguments: [stack])
            try Self.store(state, compressed, cycle, database)
            if let believed {
                try database.execute(
                    sql: "UPDATE believed SET snapshot = ? WHERE stack = ?", arguments: [believed, stack])
            } else {
                try database.execute(sql: "DELETE FROM believed WHERE stack = ?", arguments: [stack])
            }
            return try Self.number(of: state.identity, stack, database)
        }
        guard let number else { throw LedgerFault(.failed, "\(path): the snapshot was not stored") }
        return number
    }

    private static func number(
        of identity: SnapshotIdentity, _ stack: String, _ database: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: "SELECT id FROM snapshots WHERE stack = ? AND lineage = ? AND serial = ? AND sha256 = ?",
            arguments: [stack, identity.lineage, Int64(clamping: identity.serial), identity.sha256])
    }
}
