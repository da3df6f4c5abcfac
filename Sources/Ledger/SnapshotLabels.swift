public import Decisions
import GRDB

extension Ledger {
    /// Sets the label of a snapshot, or removes it. A snapshot with a label is never pruned.
    ///
    /// - Parameter text: nil to remove the label.
    /// - Returns: whether there is such a snapshot.
    public func setLabel(_ text: String?, of id: Int64) async throws(LedgerFault) -> Bool {
        try await write { database in
            try database.execute(sql: "UPDATE snapshots SET label = ? WHERE id = ?", arguments: [text, id])
            return database.changesCount > 0
        }
    }

    /// Stores a state with a label, beside a running service. When this returns, it is on the disk and was read back.
    ///
    /// It does not become the state that the service believed last: the service compares its next state with that one, to notice what
    /// was removed.
    ///
    /// - Returns: the snapshot's id. A label that it has already is kept before this one.
    public func store(
        _ believed: BelievedState, _ text: [UInt8], of stack: String, origin: SnapshotOrigin, label: String,
        at: Timestamp
    ) async throws(LedgerFault) -> Int64 {
        let id = try await write { [bodies] database in
            let prepared = try PreparedSnapshot.prepare(believed, text, of: stack, database, bodies)
            let id = try Self.store(believed, prepared, of: stack, at: at, origin: origin, database)
            let addresses = believed.addresses.map(\.description)
            try SeenAddresses.add(addresses.map { $0[...] }, besides: [], of: stack, database)
            let before = try String.fetchOne(
                database, sql: "SELECT label FROM snapshots WHERE id = ?", arguments: [id])
            let labels = BackupLabel.adding(label, to: before)
            if labels != before {
                try database.execute(
                    sql: "UPDATE snapshots SET label = ? WHERE id = ?", arguments: [labels, id])
            }
            return id
        }
        guard try await body(of: id) == text else {
            throw LedgerFault(
                .damaged, "\(path): snapshot \(id) was not read back as it was stored; check the disk")
        }
        return id
    }
}
