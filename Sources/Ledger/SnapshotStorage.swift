import Decisions
import Foundation
import GRDB

/// A state as it will be stored.
enum PreparedSnapshot: Sendable {
    /// The ledger has it already.
    case known(Int64)
    case new(Body)

    struct Body: Sendable {
        /// The snapshot that it is the difference from; nil if it stands alone.
        var base: Int64?
        /// The hash of that one's state.
        var baseHash: String?
        var step: Int
        var size: Int
        var addressBytes: Int
        var bytes: [UInt8]
    }
}

extension PreparedSnapshot {
    /// Compresses a state, if the ledger does not have it yet. Changes nothing.
    static func prepare(
        _ believed: BelievedState, _ text: [UInt8], of stack: String, _ database: Database,
        _ bodies: SnapshotBodies
    ) throws -> PreparedSnapshot {
        if let id = try Ledger.id(of: believed.identity, stack, database) { return .known(id) }
        let content = SnapshotContent(text: text, addresses: believed.addresses)
        func stored(after base: SnapshotContent?) throws(LedgerFault) -> [UInt8] {
            try bodies.stored(content.bytes, of: believed.identity, owner: stack, after: base?.bytes)
        }
        func body(
            _ bytes: [UInt8], base: Int64? = nil, baseHash: String? = nil, step: Int
        ) -> PreparedSnapshot {
            .new(
                Body(
                    base: base, baseHash: baseHash, step: step, size: content.bytes.count,
                    addressBytes: content.addressBytes,
                    bytes: bytes))
        }
        // If the snapshot before cannot be read, this one stands alone: damage must not keep the next state from being stored.
        guard let base = try? base(of: stack, database, bodies) else {
            return body(try stored(after: nil), step: 0)
        }
        let difference = try stored(after: base.content)
        // Only a large difference may be larger than the whole.
        if difference.count > content.bytes.count / 20 {
            let whole = try stored(after: nil)
            if difference.count > whole.count / 2 { return body(whole, step: 0) }
        }
        return body(difference, base: base.id, baseHash: base.hash, step: base.step)
    }

    /// The snapshot that the next one is the difference from, and the next one's step; nil if the next one stands alone.
    private static func base(
        of stack: String, _ database: Database, _ bodies: SnapshotBodies
    ) throws -> (id: Int64, hash: String, content: SnapshotContent, step: Int)? {
        let newest = try Int64.fetchOne(
            database, sql: "SELECT max(id) FROM snapshots WHERE stack = ?", arguments: [stack])
        guard let newest else { return nil }
        var rows = try SnapshotChain.rows(upTo: newest, database)
        guard let last = rows.last, last.step + 1 < SnapshotChain.length else { return nil }
        let step = last.step + 1
        if step.isMultiple(of: SnapshotChain.group) {
            while rows.count > 1, let row = rows.last, !row.step.isMultiple(of: SnapshotChain.group) {
                rows.removeLast()
            }
        }
        guard let base = rows.last else { return nil }
        return (base.snapshot, base.identity.sha256, try SnapshotChain.content(of: rows, bodies), step)
    }

    /// Whether it can still be stored as it was prepared. Another program may have stored it, or pruned, meanwhile; an id may then
    /// be that of another snapshot.
    func isValid(for identity: SnapshotIdentity, _ stack: String, _ database: Database) throws -> Bool {
        let stored = try Ledger.id(of: identity, stack, database)
        switch self {
        case .known(let id): return stored == id
        case .new(let body):
            guard stored == nil else { return false }
            guard let base = body.base else { return true }
            let hash = try String.fetchOne(
                database, sql: "SELECT sha256 FROM snapshots WHERE id = ?", arguments: [base])
            return hash == body.baseHash
        }
    }
}

extension Ledger {
    /// Stores a state of a stack. An unchanged state is stored once; only the time at which it was last seen changes.
    ///
    /// - Parameter origin: stored with a new state.
    /// - Returns: the snapshot's id.
    static func store(
        _ believed: BelievedState, _ prepared: PreparedSnapshot, of stack: String, at: Timestamp,
        origin: SnapshotOrigin?, _ database: Database
    ) throws -> Int64 {
        let body: PreparedSnapshot.Body
        switch prepared {
        case .known(let id):
            try database.execute(
                sql: "UPDATE snapshots SET seen_at = ?, seen_ms = ? WHERE id = ?",
                arguments: [at.description, at.milliseconds, id])
            return id
        case .new(let new): body = new
        }
        let identity = believed.identity
        try database.execute(
            sql: """
                INSERT INTO snapshots
                    (stack, lineage, serial, taken_at, seen_at, seen_ms, resources, bytes, sha256, addresses, body,
                     terraform, written_by, types)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', x'', ?, ?, ?)
                """,
            arguments: [
                stack, identity.lineage, Int64(clamping: identity.serial), at.description, at.description,
                at.milliseconds, identity.resources, identity.bytes, identity.sha256,
                origin?.terraformVersion, origin?.writtenBy,
                try TypeCounts.store(believed.addresses, database),
            ])
        let id = database.lastInsertedRowID
        try database.execute(
            sql: """
                INSERT INTO snapshot_bodies (snapshot, base, step, size, addresses, body) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [id, body.base, body.step, body.size, body.addressBytes, Data(body.bytes)])
        return id
    }

    /// Makes a stored snapshot the believed state of its stack.
    static func believe(
        _ id: Int64, _ believed: BelievedState, of stack: String, _ database: Database
    ) throws {
        let before = try StoredRow.one(
            database, "believed", sql: "SELECT snapshot, addresses FROM believed WHERE stack = ?",
            arguments: [stack])
        // A row that is damaged is replaced.
        let known = (try? before?["addresses"]) as String?
        if (try? before?["snapshot"]) as Int64? == id, known != nil { return }
        let addresses = believed.addresses.map(\.description).joined(separator: "\n")
        try database.execute(
            sql: "INSERT OR REPLACE INTO believed (stack, snapshot, addresses) VALUES (?, ?, ?)",
            arguments: [stack, id, addresses])
        try SeenAddresses.add(
            addresses.split(separator: "\n"), besides: (known ?? "").split(separator: "\n"), of: stack,
            database)
    }

    static func id(of identity: SnapshotIdentity, _ stack: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: "SELECT id FROM snapshots WHERE stack = ? AND lineage = ? AND serial = ? AND sha256 = ?",
            arguments: [stack, identity.lineage, Int64(clamping: identity.serial), identity.sha256])
    }
}
