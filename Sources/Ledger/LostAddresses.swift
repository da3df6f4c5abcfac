public import Decisions
import GRDB

/// An address that a stored state has and a newer one lacks.
public struct LostAddress: Sendable, Equatable {
    public var address: Address
    /// The newest stored snapshot that has it.
    public var snapshot: StoredSnapshot
}

extension Ledger {
    /// The addresses that the newest snapshots of a stack have and a state lacks, each with the newest snapshot that has it. The
    /// snapshots are read one after another, and only their addresses are kept.
    ///
    /// - Parameters:
    ///   - named: the addresses of the state, as text.
    ///   - since: snapshots that the backend was not seen to have since then are left out.
    ///   - snapshots: how many snapshots are compared, the newest ones.
    ///   - limit: how many addresses are returned, those of the newest snapshots.
    public func lostAddresses(
        of stack: String, lackedBy named: Set<String>, since: Timestamp, snapshots: Int, limit: Int
    ) async throws(LedgerFault) -> [LostAddress] {
        var lost: [LostAddress] = []
        var found: Set<String> = []
        let stored = try await self.snapshots(of: stack, seenSince: since, limit: snapshots)
        for snapshot in stored.reversed() where lost.count < limit {
            for text in try await addresses(of: snapshot.id) where !named.contains(text) {
                guard lost.count < limit, found.insert(text).inserted, let address = try? Address(text)
                else { continue }
                lost.append(LostAddress(address: address, snapshot: snapshot))
            }
        }
        return lost
    }

    /// Empty for a snapshot that is damaged: the others are compared nevertheless.
    private func addresses(of id: Int64) async throws(LedgerFault) -> [String] {
        do throws(LedgerFault) {
            return try await snapshot(id)?.addresses ?? []
        } catch {
            guard error.code == .damaged else { throw error }
            return []
        }
    }

    /// The other stacks that have a believed state, at most 100.
    public func otherStacks(than stack: String) async throws(LedgerFault) -> [String] {
        try await read { database in
            try String.fetchAll(
                database, sql: "SELECT stack FROM believed WHERE stack != ? ORDER BY stack LIMIT 100",
                arguments: [stack])
        }
    }

    /// Stores the orphans that were found last, one list for each stack, and that the search that was due is done.
    public func storeOrphans(_ orphans: [Orphan], of stack: String) async throws(LedgerFault) {
        try await write { database in
            try Self.store(orphans, as: "orphans", of: stack, database)
            try database.execute(
                sql: "DELETE FROM sights WHERE stack = ? AND kind = 'orphans-due'", arguments: [stack])
        }
    }

    /// The orphans that were found last; empty if none are stored, or if another version wrote them.
    public func orphans(of stack: String) async throws(LedgerFault) -> [Orphan] {
        try await stored([Orphan].self, "orphans", of: stack) ?? []
    }

    /// Whether a state lacked something that the one before had, and nothing was searched for since.
    public func isOrphanSearchDue(of stack: String) async throws(LedgerFault) -> Bool {
        try await stored(Bool.self, "orphans-due", of: stack) ?? false
    }
}
