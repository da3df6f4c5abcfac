import Decisions
import GRDB

extension Ledger {
    /// Reads every snapshot back, each once: the content of one is kept while those are read that are the difference from it.
    ///
    /// A snapshot that is pruned meanwhile is skipped.
    ///
    /// - Parameters:
    ///   - stack: nil for all stacks.
    ///   - body: is given the snapshot and its text, whose length and hash are those of the row, or why it is damaged.
    /// - Throws: a `LedgerFault` if the ledger itself cannot be read.
    public func readBack(
        of stack: String?, _ body: (StoredSnapshot, Result<[UInt8], LedgerFault>) async -> Void
    ) async throws(LedgerFault) {
        var tree = try await read { try SnapshotTree(of: stack, $0) }
        while let root = tree.nextRoot() {
            // From a snapshot that stands alone down to the one before the next: nil for one that is damaged.
            var path: [SnapshotContent?] = []
            var waiting = [(id: root, depth: 0)]
            while let (id, depth) = waiting.popLast() {
                path.removeLast(max(0, path.count - depth))
                guard let found = try await snapshotAndBody(id) else { continue }
                let content = await content(of: found.row, after: path, expecting: tree.base(of: id))
                path.append(try? content.get())
                waiting += tree.next(after: id).reversed().map { ($0, depth + 1) }
                await body(found.snapshot, content.text(of: found.row.identity))
            }
        }
    }

    private func snapshotAndBody(
        _ id: Int64
    ) async throws(LedgerFault) -> (snapshot: StoredSnapshot, row: StoredBody)? {
        try await read { database in
            guard
                let snapshot = try Row.fetchOne(
                    database, sql: "SELECT \(Self.columns(database)) FROM snapshots WHERE id = ?",
                    arguments: [id]),
                let row = try SnapshotChain.row(id, database)
            else { return nil }
            return (Self.stored(snapshot), row)
        }
    }

    private func content(
        of row: StoredBody, after path: [SnapshotContent?], expecting base: Int64?
    ) async -> Result<SnapshotContent, LedgerFault> {
        do throws(LedgerFault) {
            // Pruning has stored it as the difference from another one meanwhile.
            guard row.base == base else { return .success(try await newContent(of: row.snapshot)) }
            guard let base else { return .success(try row.content(after: nil, bodies)) }
            guard let last = path.last, let last else {
                throw LedgerFault(
                    .damaged, "snapshot \(base), from which it was stored as a difference, is damaged")
            }
            return .success(try row.content(after: last, bodies))
        } catch {
            return .failure(error)
        }
    }

    private func newContent(of id: Int64) async throws(LedgerFault) -> SnapshotContent {
        try await read { [bodies] database in
            guard let found = try SnapshotChain.content(of: id, database, bodies) else {
                throw LedgerFault(.failed, "it was pruned")
            }
            return found.content
        }
    }
}

extension Result<SnapshotContent, LedgerFault> {
    fileprivate func text(of identity: SnapshotIdentity) -> Result<[UInt8], LedgerFault> {
        do throws(LedgerFault) {
            return .success(try get().text(of: identity))
        } catch {
            return .failure(error)
        }
    }
}

/// Which snapshot is the difference from which: only ids, as there may be hundreds of thousands.
private struct SnapshotTree: Sendable {
    private var roots: [Int64] = []
    private var bases: [Int64: Int64] = [:]
    private var followers: [Int64: [Int64]] = [:]

    init(of stack: String?, _ database: Database) throws {
        let base =
            try database.tableExists("snapshot_bodies")
            ? "(SELECT base FROM snapshot_bodies b WHERE b.snapshot = s.id)" : "NULL"
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT id, \(base) AS base FROM snapshots s WHERE ?1 IS NULL OR stack = ?1 ORDER BY id",
            arguments: [stack])
        while let row = try rows.next() {
            let id: Int64 = row["id"]
            if let base = row["base"] as Int64? {
                bases[id] = base
                followers[base, default: []].append(id)
            } else {
                roots.append(id)
            }
        }
        roots.reverse()
    }

    mutating func nextRoot() -> Int64? { roots.popLast() }
    func base(of id: Int64) -> Int64? { bases[id] }
    func next(after id: Int64) -> [Int64] { followers[id] ?? [] }
}
