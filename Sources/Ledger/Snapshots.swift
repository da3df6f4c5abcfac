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
    /// Where the state comes from; older snapshots have no such record.
    public var origin = SnapshotOrigin()
    /// How many instances of each resource type it has; nil for older snapshots.
    public var types: [String: Int]?
    /// What a person wrote about it; nil if nobody did. A snapshot with a label is never pruned.
    public var label: String?
}

extension Ledger {
    static func believed(_ database: Database, _ stack: String) throws -> BelievedState? {
        guard
            let row = try StoredRow.one(
                database, "believed", sql: "SELECT * FROM believed WHERE stack = ?", arguments: [stack])
        else { return nil }
        guard
            let snapshot = try StoredRow.one(
                database, "snapshots", sql: "SELECT \(columns(database)) FROM snapshots WHERE id = ?",
                arguments: [row["snapshot"] as Int64])
        else { throw row.damaged("snapshot") }
        let list: String
        // Written before the sixth migration, the list is in the row of the snapshot.
        if let addresses: String = try row["addresses"] {
            list = addresses
        } else {
            list =
                try String.fetchOne(
                    database, sql: "SELECT addresses FROM snapshots WHERE id = ?",
                    arguments: [row["snapshot"] as Int64]) ?? ""
        }
        return BelievedState(
            identity: try SnapshotIdentity(snapshot), addresses: RepairBook.addresses(list),
            seen: try snapshot.time("seen_ms"))
    }

    /// The columns that are read of a snapshot: not the body and the addresses, which older versions stored in the same row.
    static func columns(_ database: Database) throws -> String {
        let known = "id, stack, lineage, serial, taken_at, seen_at, seen_ms, resources, bytes, sha256"
        guard try recordColumns(database).contains("label") else { return known }
        return known
            + ", terraform, written_by, label, (SELECT counts FROM type_counts t WHERE t.id = types) AS counts"
    }

    /// The names of the columns, some of which the tables of older versions lack.
    static func recordColumns(_ database: Database) throws -> Set<String> {
        Set(try database.columns(in: "snapshots").map(\.name))
    }

    static func stored(_ row: StoredRow) throws(LedgerFault) -> StoredSnapshot {
        StoredSnapshot(
            id: try row["id"], stack: try row["stack"], identity: try SnapshotIdentity(row),
            takenAt: try row["taken_at"], seenAt: try row["seen_at"],
            origin: SnapshotOrigin(terraformVersion: try row["terraform"], writtenBy: try row["written_by"]),
            types: (try row["counts"] as String?).map(TypeCounts.parse), label: try row["label"])
    }

    /// The one that was stored last comes first, without those whose rows are damaged. Snapshots from an archive have higher ids than
    /// newer ones.
    public func snapshots(of stack: String?, limit: Int = 100) async throws(LedgerFault) -> [StoredSnapshot] {
        try await snapshotRows(of: stack, limit: limit).values
    }

    /// In the same order, and which rows are damaged.
    public func snapshotRows(
        of stack: String?, limit: Int
    ) async throws(LedgerFault) -> ReadRows<StoredSnapshot> {
        try await read { database in
            try StoredRow.all(
                database, "snapshots",
                sql:
                    "SELECT \(Self.columns(database)) FROM snapshots \(stack == nil ? "" : "WHERE stack = :stack") ORDER BY taken_at DESC, id DESC LIMIT :limit",
                arguments: stack.map { ["stack": $0, "limit": limit] } ?? ["limit": limit]
            ).readable(Self.stored)
        }
    }

    /// The snapshots that the backend was seen to have at a time or later, oldest first. If there are more than `limit`, the
    /// newest ones. Those whose rows are damaged are left out.
    public func snapshots(
        of stack: String, seenSince since: Timestamp, limit: Int
    ) async throws(LedgerFault) -> [StoredSnapshot] {
        try await read { database in
            try StoredRow.all(
                database, "snapshots",
                sql:
                    "SELECT \(Self.columns(database)) FROM snapshots WHERE stack = ? AND seen_ms >= ? ORDER BY taken_at DESC, id DESC LIMIT ?",
                arguments: [stack, since.milliseconds, limit]
            ).readable(Self.stored).values.reversed()
        }
    }

    /// The snapshot with this id, and its addresses; nil if there is none.
    public func snapshot(_ id: Int64) async throws(LedgerFault) -> (
        snapshot: StoredSnapshot, addresses: [String]
    )? {
        try await read { [bodies] database in
            try Self.naming(id) {
                guard
                    let row = try StoredRow.one(
                        database, "snapshots",
                        sql: "SELECT \(Self.columns(database)) FROM snapshots WHERE id = ?", arguments: [id]),
                    let found = try SnapshotChain.content(of: id, database, bodies)
                else { return nil }
                let old = found.row.oldAddresses?.split(separator: "\n").map(String.init)
                return (try Self.stored(row), old ?? found.content.addresses)
            }
        }
    }

    /// Names the snapshot in the fault, if it is damaged.
    private static func naming<Value>(_ id: Int64, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch let fault as LedgerFault where fault.code == .damaged {
            throw LedgerFault(
                .damaged, "snapshot \(id) is damaged and is not returned: \(fault.description)")
        }
    }

    /// The number of the snapshot that is exactly this state; nil if there is none.
    public func number(of identity: SnapshotIdentity, stack: String) async throws(LedgerFault) -> Int64? {
        try await read { database in try Self.id(of: identity, stack, database) }
    }

    /// The body of a snapshot, exactly as the backend had it; nil if there is no such snapshot.
    ///
    /// - Throws: `damaged` if it is not the text that was stored: its length and its hash are checked.
    public func body(of id: Int64) async throws(LedgerFault) -> [UInt8]? {
        try await read { [bodies] database in
            try Self.naming(id) {
                guard let found = try SnapshotChain.content(of: id, database, bodies) else { return nil }
                return try found.content.text(of: found.row.identity)
            }
        }
    }

    /// The body of the newest believed state of a stack; nil if no state was believed yet.
    public func believedBody(of stack: String) async throws(LedgerFault) -> [UInt8]? {
        let id = try await read { database -> Int64? in
            try StoredRow.one(
                database, "believed", sql: "SELECT stack, snapshot FROM believed WHERE stack = ?",
                arguments: [stack])?["snapshot"]
        }
        guard let id else { return nil }
        return try await body(of: id)
    }

    /// The highest count of resources among the snapshots that were seen since a time.
    public func highestCount(of stack: String, since: Timestamp) async throws(LedgerFault) -> Int? {
        try await read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT max(resources) FROM snapshots
                    WHERE stack = ? AND seen_ms >= ? AND typeof(resources) = 'integer'
                    """, arguments: [stack, since.milliseconds])
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
        let names = addresses.map(\.description)
        let seen = try await read { database -> Set<String> in
            if try database.tableExists("seen_addresses") {
                return try SeenAddresses.among(names, of: stack, database)
            }
            let lists = try String.fetchAll(
                database, sql: "SELECT addresses FROM snapshots WHERE stack = ?", arguments: [stack])
            return Set(lists.flatMap { $0.split(separator: "\n").map(String.init) })
        }
        return zip(addresses, names).filter { !seen.contains($1) }.map(\.0)
    }
}

extension SnapshotIdentity {
    /// From a row of either database that holds bodies.
    init(_ row: StoredRow) throws(LedgerFault) {
        self.init(
            lineage: try row["lineage"], serial: UInt64(clamping: try row["serial"] as Int64),
            resources: try row["resources"], bytes: try row["bytes"], sha256: try row["sha256"])
    }
}
