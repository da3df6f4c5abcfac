public import Decisions
import Foundation
import GRDB

/// A stored snapshot, without its body.
public struct StoredSnapshot: Sendable, Equatable {
    public var id: Int64
    public var stack: String
    public var identity: SnapshotIdentity
    /// RFC 3339, UTC: when it was stored, and when the backend was last seen to have it.
    public var takenAt: String
    public var seenAt: String
}

extension Ledger {
    /// An unchanged state is stored once; only the time at which it was last seen changes.
    static func store(
        _ believed: BelievedState, _ body: [UInt8], _ cycle: CycleRecord, _ database: Database
    ) throws {
        let identity = believed.identity
        let serial = Int64(clamping: identity.serial)
        try database.execute(
            sql: """
                INSERT INTO snapshots
                    (stack, lineage, serial, taken_at, seen_at, seen_ms, resources, bytes, sha256, addresses, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (stack, lineage, serial, sha256)
                DO UPDATE SET seen_at = excluded.seen_at, seen_ms = excluded.seen_ms
                """,
            arguments: [
                cycle.stack, identity.lineage, serial, cycle.at.description, cycle.at.description,
                cycle.at.milliseconds, identity.resources, identity.bytes, identity.sha256,
                believed.addresses.map(\.description).joined(separator: "\n"), Data(body),
            ])
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO believed (stack, snapshot)
                SELECT stack, id FROM snapshots WHERE stack = ? AND lineage = ? AND serial = ? AND sha256 = ?
                """,
            arguments: [cycle.stack, identity.lineage, serial, identity.sha256])
    }

    static func believed(_ database: Database, _ stack: String) throws -> BelievedState? {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT s.* FROM believed b JOIN snapshots s ON s.id = b.snapshot WHERE b.stack = ?",
            arguments: [stack])
        guard let row else { return nil }
        let addresses = (row["addresses"] as String).split(separator: "\n").compactMap {
            try? Address(String($0))
        }
        return BelievedState(
            identity: SnapshotIdentity(row), addresses: addresses,
            seen: Timestamp(milliseconds: row["seen_ms"]))
    }

    private static func stored(_ row: Row) -> StoredSnapshot {
        StoredSnapshot(
            id: row["id"], stack: row["stack"], identity: SnapshotIdentity(row), takenAt: row["taken_at"],
            seenAt: row["seen_at"])
    }

    /// Newest first.
    public func snapshots(of stack: String?, limit: Int = 100) async throws(LedgerFault) -> [StoredSnapshot] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM snapshots WHERE ? IS NULL OR stack = ? ORDER BY id DESC LIMIT ?",
                arguments: [stack, stack, limit]
            ).map(Self.stored)
        }
    }

    /// The snapshots that the backend was seen to have at a time or later, oldest first. If there are more than `limit`, the
    /// newest ones.
    public func snapshots(
        of stack: String, seenSince since: Timestamp, limit: Int
    ) async throws(LedgerFault) -> [StoredSnapshot] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM snapshots WHERE stack = ? AND seen_ms >= ? ORDER BY id DESC LIMIT ?",
                arguments: [stack, since.milliseconds, limit]
            ).map(Self.stored).reversed()
        }
    }

    /// The snapshot with this id, and its addresses; nil if there is none.
    public func snapshot(_ id: Int64) async throws(LedgerFault) -> (
        snapshot: StoredSnapshot, addresses: [String]
    )? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM snapshots WHERE id = ?", arguments: [id]).map {
                row in
                (Self.stored(row), (row["addresses"] as String).split(separator: "\n").map(String.init))
            }
        }
    }

    /// The body of a snapshot, as the backend had it; nil if there is no such snapshot.
    public func body(of id: Int64) async throws(LedgerFault) -> [UInt8]? {
        let found = try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM snapshots WHERE id = ?", arguments: [id])
                .map { (Self.stored($0), body: Array($0["body"] as Data)) }
        }
        guard let (snapshot, body) = found else { return nil }
        return try bodies.text(body, of: snapshot.identity, owner: snapshot.stack)
    }

    /// The body of the newest believed state of a stack; nil if no state was believed yet.
    public func believedBody(of stack: String) async throws(LedgerFault) -> [UInt8]? {
        let id = try await read { database in
            try Int64.fetchOne(
                database, sql: "SELECT snapshot FROM believed WHERE stack = ?", arguments: [stack])
        }
        guard let id else { return nil }
        return try await body(of: id)
    }

    /// The highest count of resources among the snapshots that were seen since a time.
    public func highestCount(of stack: String, since: Timestamp) async throws(LedgerFault) -> Int? {
        try await read { database in
            try Int.fetchOne(
                database, sql: "SELECT max(resources) FROM snapshots WHERE stack = ? AND seen_ms >= ?",
                arguments: [stack, since.milliseconds])
        }
    }

    /// Forgets which state was believed, so that the next state is believed, whatever its lineage. An operator decides this.
    public func forgetBelieved(_ stack: String) async throws(LedgerFault) -> Bool {
        try await write { database in
            try database.execute(sql: "DELETE FROM believed WHERE stack = ?", arguments: [stack])
            return database.changesCount > 0
        }
    }

    /// Those of the given addresses that were never in a snapshot of the stack.
    public func neverSeen(_ addresses: [Address], of stack: String) async throws(LedgerFault) -> [Address] {
        guard !addresses.isEmpty else { return [] }
        let lists = try await read { database in
            try String.fetchAll(
                database, sql: "SELECT addresses FROM snapshots WHERE stack = ?", arguments: [stack])
        }
        let seen = Set(lists.flatMap { $0.split(separator: "\n") })
        return addresses.filter { !seen.contains(Substring($0.description)) }
    }
}

extension SnapshotIdentity {
    /// From a row of either database that holds bodies.
    init(_ row: Row) {
        self.init(
            lineage: row["lineage"], serial: UInt64(clamping: row["serial"] as Int64),
            resources: row["resources"], bytes: row["bytes"], sha256: row["sha256"])
    }
}
