import Decisions
import GRDB

extension Ledger {
    /// How many of the newest snapshots are looked at for one that can be read.
    private static let mostLookedAt = 100

    /// The newest snapshot of a stack whose row and text can be read, and its text; nil if none of the newest can.
    ///
    /// - Parameter lineage: of the states to choose from; nil for any.
    public func newestReadable(
        of stack: String, lineage: String? = nil
    ) async throws(LedgerFault) -> (snapshot: StoredSnapshot, body: [UInt8])? {
        try await read { [bodies] database in
            try Self.newestReadable(of: stack, lineage: lineage, database, bodies).map {
                ($0.snapshot, $0.body)
            }
        }
    }

    /// The state of the newest snapshot that can be read, as if it had been believed last.
    static func newestReadableState(
        of stack: String, _ database: Database, _ bodies: SnapshotBodies
    ) throws -> BelievedState? {
        guard let found = try newestReadable(of: stack, lineage: nil, database, bodies) else { return nil }
        return BelievedState(
            identity: found.snapshot.identity,
            addresses: RepairBook.addresses(found.addresses.joined(separator: "\n")), seen: found.seen)
    }

    private static func newestReadable(
        of stack: String, lineage: String?, _ database: Database, _ bodies: SnapshotBodies
    ) throws -> (snapshot: StoredSnapshot, addresses: [String], body: [UInt8], seen: Timestamp)? {
        let rows = try StoredRow.all(
            database, "snapshots",
            sql: "SELECT \(columns(database)) FROM snapshots WHERE stack = ? ORDER BY id DESC LIMIT ?",
            arguments: [stack, mostLookedAt])
        for row in rows {
            do {
                let snapshot = try stored(row)
                guard lineage ?? snapshot.identity.lineage == snapshot.identity.lineage,
                    let found = try SnapshotChain.content(of: snapshot.id, database, bodies)
                else { continue }
                let body = try found.content.text(of: snapshot.identity)
                let old = found.row.oldAddresses?.split(separator: "\n").map(String.init)
                return (snapshot, old ?? found.content.addresses, body, try row.time("seen_ms"))
            } catch  where LedgerFault(error, file: "").code == .damaged {
                continue
            }
        }
        return nil
    }
}
