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
    /// How long one step works on the bodies that it stores again, so that a stop is noticed.
    private static let longestStep = Duration.seconds(1)

    /// Removes the snapshots of a stack that retention does not keep. Those that were stored as differences from removed ones are
    /// stored again, in the same transaction. Their bodies are made before it: the cycles wait for no compression.
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
            let surplus = try await read { database in
                try Self.surplus(of: stack, retention, referred: referred, now: now, database)
            }
            let (removals, stuck) = try await removals(of: surplus, leaving: Set(pruning.stuck))
            pruning.stuck += stuck
            guard !removals.isEmpty || !stuck.isEmpty else { break }
            let step = try await write { database in
                // Decided again in the transaction that removes: it may have got a label meanwhile.
                let surplus = try Self.surplus(of: stack, retention, referred: referred, now: now, database)
                return try Self.remove(removals, of: Set(surplus), database)
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

    /// What must be stored again before the newest of the surplus snapshots can be removed. A snapshot has a higher id than the one
    /// that it is the difference from, so that only snapshots that are kept have to be.
    private func removals(
        of surplus: [Int64], leaving left: Set<Int64>
    ) async throws(LedgerFault) -> (removals: [SnapshotRemoval], stuck: [Int64]) {
        var (removals, stuck): ([SnapshotRemoval], [Int64]) = ([], [])
        let end = ContinuousClock.now + Self.longestStep
        for id in surplus where !left.contains(id) {
            guard removals.count + stuck.count < Self.mostRemovedAtOnce, ContinuousClock.now < end,
                !Task.isCancelled
            else { break }
            do throws(LedgerFault) {
                removals.append(try await removal(of: id, besides: Set(surplus)))
            } catch {
                guard error.code == .damaged else { throw error }
                stuck.append(id)
            }
        }
        return (removals, stuck)
    }

    private func removal(
        of id: Int64, besides removed: Set<Int64>
    ) async throws(LedgerFault) -> SnapshotRemoval {
        let rows = try await read { try SnapshotRemoval.Rows(of: id, besides: removed, $0) }
        guard !rows.children.isEmpty else { return SnapshotRemoval(snapshot: id) }
        let bodies = bodies
        return try await Self.outsidePool { () throws(LedgerFault) in try rows.removal(bodies) }
    }

    /// Removes snapshots that are still surplus, as far as nothing else needs them.
    private static func remove(
        _ removals: [SnapshotRemoval], of surplus: Set<Int64>, _ database: Database
    ) throws -> Pruning {
        var step = Pruning()
        for removal in removals where surplus.contains(removal.snapshot) {
            for child in removal.children { try child.store(besides: removal.snapshot, database) }
            let next = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM snapshot_bodies WHERE base = ?",
                arguments: [removal.snapshot])
            guard next == 0 else {
                step.stuck.append(removal.snapshot)
                continue
            }
            try database.execute(
                sql: "DELETE FROM snapshot_bodies WHERE snapshot = ?", arguments: [removal.snapshot])
            try database.execute(sql: "DELETE FROM snapshots WHERE id = ?", arguments: [removal.snapshot])
            step.removed.append(removal.snapshot)
        }
        // The next snapshot may get the id of one that was removed, and must be copied too.
        try database.execute(
            sql: "UPDATE archive_state SET newest = min(newest, (SELECT coalesce(max(id), 0) FROM snapshots))"
        )
        return step
    }
}
