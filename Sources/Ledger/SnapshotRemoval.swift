import Decisions
import Foundation
import GRDB

/// A snapshot that will be removed, and the ones that are stored again before, because they are the difference from it.
struct SnapshotRemoval: Sendable {
    var snapshot: Int64
    var children: [Child] = []

    /// How a snapshot is stored again.
    struct Child: Sendable {
        var snapshot: Int64
        var sha256: String
        /// The snapshot that it is the difference from, and that one's hash; nil if it stands alone.
        var base: (snapshot: Int64, sha256: String)?
        var body: [UInt8]
    }

    /// The rows that are needed to store the children again.
    struct Rows: Sendable {
        var snapshot: Int64
        /// For each child that is kept: the rows from the one that stands alone down to it.
        var children: [[StoredBody]] = []
        /// From the one that stands alone down to the nearest one above that is kept; empty if none is.
        var ancestors: [StoredBody] = []
    }
}

extension SnapshotRemoval.Rows {
    /// - Parameter removed: the snapshots that will be removed too, so that none is stored as the difference from one of them.
    init(of id: Int64, besides removed: Set<Int64>, _ database: Database) throws {
        snapshot = id
        let kept = try Int64.fetchAll(
            database, sql: "SELECT snapshot FROM snapshot_bodies WHERE base = ?", arguments: [id]
        ).filter { !removed.contains($0) }
        guard !kept.isEmpty else { return }
        children = try kept.map { try SnapshotChain.rows(upTo: $0, database) }.filter { !$0.isEmpty }
        ancestors = try SnapshotChain.rows(upTo: id, database)
        while let last = ancestors.last, removed.contains(last.snapshot) { ancestors.removeLast() }
    }

    /// Makes the bodies.
    ///
    /// - Throws: `damaged` if a child is not what was stored: it is not stored again as if it were whole.
    func removal(_ bodies: SnapshotBodies) throws(LedgerFault) -> SnapshotRemoval {
        var removal = SnapshotRemoval(snapshot: snapshot)
        let base = ancestors.isEmpty ? nil : try SnapshotChain.content(of: ancestors, bodies)
        for rows in children {
            guard let row = rows.last else { continue }
            let content = try SnapshotChain.content(of: rows, bodies)
            _ = try content.text(of: row.identity)
            func stored(after base: SnapshotContent?) throws(LedgerFault) -> [UInt8] {
                try bodies.stored(content.bytes, of: row.identity, owner: row.stack, after: base?.bytes)
            }
            let whole = try stored(after: nil)
            var child = SnapshotRemoval.Child(
                snapshot: row.snapshot, sha256: row.identity.sha256, base: nil, body: whole)
            if let base, let last = ancestors.last {
                let difference = try stored(after: base)
                if difference.count < whole.count / 2 {
                    child.base = (last.snapshot, last.identity.sha256)
                    child.body = difference
                }
            }
            removal.children.append(child)
        }
        return removal
    }
}

extension SnapshotRemoval.Child {
    /// Stores it, if it and its base are still what they were: another program may have pruned meanwhile.
    ///
    /// - Parameter removed: the snapshot that it is the difference from now.
    func store(besides removed: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE snapshot_bodies SET base = :base, body = :body
                WHERE snapshot = :snapshot AND base = :removed
                    AND (SELECT sha256 FROM snapshots WHERE id = :snapshot) = :sha256
                    AND (:base IS NULL OR (SELECT sha256 FROM snapshots WHERE id = :base) = :baseHash)
                """,
            arguments: [
                "base": base?.snapshot, "body": Data(body), "snapshot": snapshot, "removed": removed,
                "sha256": sha256, "baseHash": base?.sha256,
            ])
    }
}
