import Decisions
import Foundation
import GRDB

/// The row of a stored body.
struct StoredBody: Sendable {
    var snapshot: Int64
    var stack: String
    var identity: SnapshotIdentity
    /// The snapshot without whose content this one cannot be read; nil if it stands alone.
    var base: Int64?
    /// How many snapshots were stored since the last one that stood alone.
    var step: Int
    /// The length of the content.
    var size: Int
    var addressBytes: Int
    var body: [UInt8]
    /// The addresses of a row of a version before the sixth migration, which stored them beside the body.
    var oldAddresses: String?

    fileprivate init?(_ row: Row) {
        guard let size = row["size"] as Int? else {
            // Written before bodies had a table of their own.
            guard let body = row["old_body"] as Data?, let bytes = row["bytes"] as Int? else { return nil }
            (self.size, addressBytes, step, base) = (bytes, 0, 0, nil)
            (self.body, oldAddresses) = (Array(body), row["old_addresses"])
            (snapshot, stack, identity) = (row["id"], row["stack"], SnapshotIdentity(row))
            return
        }
        (self.size, addressBytes, step, base) = (size, row["address_bytes"], row["step"], row["base"])
        body = Array(row["body"] as Data)
        (snapshot, stack, identity) = (row["id"], row["stack"], SnapshotIdentity(row))
    }

    /// The content, given that of `base`.
    func content(after base: SnapshotContent?, _ bodies: SnapshotBodies) throws(LedgerFault)
        -> SnapshotContent
    {
        let text = try bodies.text(body, size: size, of: identity, owner: stack, after: base?.bytes)
        return SnapshotContent(bytes: text, addressBytes: addressBytes)
    }
}

/// How snapshots are stored as differences from each other.
///
/// Every `length` snapshots one stands alone; of those between, every `group`-th is the difference from the one `group` before it,
/// and each other one from its predecessor. Any snapshot is therefore read back in at most 15 steps.
enum SnapshotChain {
    static let length = 64
    static let group = 8
    /// More steps than any chain has: a damaged database may refer in circles.
    private static let longest = 2 * length

    static func row(_ id: Int64, _ database: Database) throws -> StoredBody? {
        let isOld = try !database.tableExists("snapshot_bodies")
        let row = try Row.fetchOne(
            database,
            sql: isOld
                ? "SELECT *, body AS old_body, addresses AS old_addresses, NULL AS size FROM snapshots WHERE id = ?"
                : """
                SELECT s.id, s.stack, s.lineage, s.serial, s.resources, s.bytes, s.sha256, b.base, b.step, b.size,
                    b.addresses AS address_bytes, b.body, iif(b.snapshot IS NULL, s.body, NULL) AS old_body,
                    iif(b.snapshot IS NULL, s.addresses, NULL) AS old_addresses
                FROM snapshots s LEFT JOIN snapshot_bodies b ON b.snapshot = s.id WHERE s.id = ?
                """, arguments: [id])
        return row.flatMap(StoredBody.init)
    }

    /// The row of a snapshot and of all that it needs, itself last; empty if there is no such snapshot.
    ///
    /// - Throws: `damaged` if one that it needs is not there.
    static func rows(upTo id: Int64, _ database: Database) throws -> [StoredBody] {
        var rows: [StoredBody] = []
        var next: Int64? = id
        while let wanted = next {
            guard let row = try row(wanted, database) else {
                if rows.isEmpty { return [] }
                throw LedgerFault(
                    .damaged, "snapshot \(wanted), from which it was stored as a difference, is missing")
            }
            rows.append(row)
            guard rows.count <= longest else {
                throw LedgerFault(
                    .damaged, "the snapshots from which it was stored as a difference have no end")
            }
            next = row.base
        }
        return rows.reversed()
    }

    /// The content of a snapshot, and its row; nil if there is none. The hash is not checked.
    static func content(
        of id: Int64, _ database: Database, _ bodies: SnapshotBodies
    ) throws -> (row: StoredBody, content: SnapshotContent)? {
        let rows = try rows(upTo: id, database)
        guard let last = rows.last else { return nil }
        return (last, try content(of: rows, bodies))
    }

    /// The content of the last of the rows, each of which needs the one before it.
    static func content(of rows: [StoredBody], _ bodies: SnapshotBodies) throws(LedgerFault)
        -> SnapshotContent
    {
        var content: SnapshotContent?
        for row in rows { content = try row.content(after: content, bodies) }
        guard let content else { throw LedgerFault(.failed, "there is no such snapshot") }
        return content
    }
}
