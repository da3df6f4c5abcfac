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
    /// Why stack and identity are not known. The content is, and so are those of the snapshots that are the difference from it.
    var damage: LedgerFault?

    fileprivate init?(_ row: StoredRow) throws(LedgerFault) {
        snapshot = try row["id"]
        do throws(LedgerFault) {
            (stack, identity) = (try row["stack"], try SnapshotIdentity(row))
        } catch {
            damage = error
            (stack, identity) = (
                "", SnapshotIdentity(lineage: "", serial: 0, resources: 0, bytes: 0, sha256: "")
            )
        }
        guard let size: Int = try row["size"] else {
            if try row["has_body"] { throw row.damaged("size") }
            // Written before bodies had a table of their own.
            guard let body: Data = try row["old_body"], let bytes: Int = try row["bytes"] else { return nil }
            (self.size, addressBytes, step, base) = (bytes, 0, 0, nil)
            (self.body, oldAddresses) = (Array(body), try row["old_addresses"])
            return
        }
        (self.size, addressBytes, step, base) = (
            size, try row["address_bytes"], try row["step"], try row["base"]
        )
        body = Array(try row["body"] as Data)
        guard (0..<SnapshotChain.length).contains(step) else { throw row.damaged("step") }
        // A snapshot is the difference from an older one only, so that no chain of them is a circle.
        guard base.map({ $0 < snapshot }) ?? true else { throw row.damaged("base") }
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
        let row = try StoredRow.one(
            database, isOld ? "snapshots" : "snapshot_bodies",
            sql: isOld
                ? "SELECT *, body AS old_body, addresses AS old_addresses, NULL AS size, 0 AS has_body FROM snapshots WHERE id = ?"
                : """
                SELECT s.id, s.stack, s.lineage, s.serial, s.resources, s.bytes, s.sha256, b.base, b.step, b.size,
                    b.snapshot IS NOT NULL AS has_body, b.addresses AS address_bytes, b.body, iif(b.snapshot IS NULL, s.body, NULL) AS old_body,
                    iif(b.snapshot IS NULL, s.addresses, NULL) AS old_addresses
                FROM snapshots s LEFT JOIN snapshot_bodies b ON b.snapshot = s.id WHERE s.id = ?
                """, arguments: [id])
        return try row.flatMap { try StoredBody($0) }
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
        if let damage = last.damage { throw damage }
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
