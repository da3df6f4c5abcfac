public import Decisions
import Foundation
import GRDB

/// What a pruning did.
public struct Pruning: Sendable, Equatable {
    public var removed: [Int64] = []
    /// Those that had to stay, because a damaged snapshot is stored as a difference from them.
    public var stuck: [Int64] = []
}

extension Ledger {
    /// How many snapshots one transaction removes at most, so that no other program waits long for the database.
    static let mostRemovedAtOnce = 50

    /// Removes the snapshots of a stack that retention does not keep. Those that were stored as differences from removed ones are
    /// stored again first, in the same transaction.
    ///
    /// - Parameter referred: states whose snapshots must be kept, besides those that the ledger's own records refer to.
    /// - Throws: a `LedgerFault`. What was removed until then stays removed, and every other snapshot stays readable.
    public func prune(
        _ stack: String, _ retention: SnapshotRetention, referred: [ReferredState], now: Timestamp
    ) async throws(LedgerFault) -> Pruning {
        var pruning = Pruning()
        // A stack that changes seldom has nothing to remove, which takes one query.
        let count = try await read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM snapshots WHERE stack = ?", arguments: [stack])
                ?? 0
        }
        guard count > retention.last else { return pruning }
        while !Task.isCancelled {
            let stuck = pruning.stuck
            let surplus = try await read { database in
                try Self.surplus(of: stack, retention, referred: referred, now: now, database)
            }
            guard surplus.contains(where: { !stuck.contains($0) }) else { break }
            let step = try await write { [bodies] database in
                // Decided again in the transaction that removes: it may have got a label meanwhile.
                let surplus = try Self.surplus(of: stack, retention, referred: referred, now: now, database)
                return try Self.remove(surplus, leaving: stuck, database, bodies)
            }
            pruning.removed += step.removed
            pruning.stuck += step.stuck
        }
        return pruning
    }

    /// The snapshots that are not kept, newest first.
    private static func surplus(
        of stack: String, _ retention: SnapshotRetention, referred: [ReferredState], now: Timestamp,
        _ database: Database
    ) throws -> [Int64] {
        try verdicts(of: stack, retention, referred: referred, now: now, database)
            .filter { !$0.isKept }.map(\.id).sorted(by: >)
    }

    /// Removes the newest of the surplus snapshots. A snapshot has a higher id than the one that it is the difference from, so that
    /// only snapshots that are kept have to be stored again.
    private static func remove(
        _ surplus: [Int64], leaving stuck: [Int64], _ database: Database, _ bodies: SnapshotBodies
    ) throws -> Pruning {
        var step = Pruning()
        let removed = Set(surplus)
        for id in surplus where !stuck.contains(id) {
            guard step.removed.count + step.stuck.count < mostRemovedAtOnce else { break }
            do {
                try rebase(from: id, besides: removed, database, bodies)
            } catch let fault as LedgerFault where fault.code == .damaged {
                step.stuck.append(id)
                continue
            }
            let next = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM snapshot_bodies WHERE base = ?", arguments: [id])
            guard next == 0 else {
                step.stuck.append(id)
                continue
            }
            try database.execute(sql: "DELETE FROM snapshot_bodies WHERE snapshot = ?", arguments: [id])
            try database.execute(sql: "DELETE FROM snapshots WHERE id = ?", arguments: [id])
            step.removed.append(id)
        }
        return step
    }

    /// Stores the snapshots that are the difference from a snapshot as the difference from another one, or alone.
    ///
    /// - Parameter removed: the snapshots that will be removed too, so that none is stored as the difference from one of them.
    private static func rebase(
        from id: Int64, besides removed: Set<Int64>, _ database: Database, _ bodies: SnapshotBodies
    ) throws {
        let children = try Int64.fetchAll(
            database, sql: "SELECT snapshot FROM snapshot_bodies WHERE base = ?", arguments: [id]
        ).filter { !removed.contains($0) }
        guard !children.isEmpty else { return }
        var ancestors = try SnapshotChain.rows(upTo: id, database)
        while let last = ancestors.last, removed.contains(last.snapshot) { ancestors.removeLast() }
        let base = ancestors.isEmpty ? nil : try SnapshotChain.content(of: ancestors, bodies)
        for child in children {
            guard let (row, content) = try SnapshotChain.content(of: child, database, bodies) else {
                continue
            }
            // What is damaged is not stored again as if it were whole.
            _ = try content.text(of: row.identity)
            func stored(after base: SnapshotContent?) throws(LedgerFault) -> [UInt8] {
                try bodies.stored(content.bytes, of: row.identity, owner: row.stack, after: base?.bytes)
            }
            let whole = try stored(after: nil)
            var body = (base: Int64?.none, bytes: whole)
            if let base {
                let difference = try stored(after: base)
                if difference.count < whole.count / 2 { body = (ancestors.last?.snapshot, difference) }
            }
            try database.execute(
                sql: "UPDATE snapshot_bodies SET base = ?, body = ? WHERE snapshot = ?",
                arguments: [body.base, Data(body.bytes), child])
        }
    }
}
