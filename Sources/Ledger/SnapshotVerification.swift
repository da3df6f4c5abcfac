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
        of stack: String?, _ body: (SnapshotName, Result<[UInt8], LedgerFault>) async -> Void
    ) async throws(LedgerFault) {
        var tree = try await read { try SnapshotTree(of: stack, $0) }
        while let root = tree.nextRoot() {
            // From a snapshot that stands alone down to the one before the next: nil for one that is damaged.
            var path: [SnapshotContent?] = []
            var waiting = [(id: root, depth: 0)]
            while let (id, depth) = waiting.popLast() {
                path.removeLast(max(0, path.count - depth))
                let row: StoredBody
                do throws(LedgerFault) {
                    guard let found = try await storedBody(id) else { continue }
                    row = found
                } catch {
                    guard error.code == .damaged else { throw error }
                    path.append(nil)
                    waiting += tree.next(after: id).reversed().map { ($0, depth + 1) }
                    await body(SnapshotName(id: id, stack: try await owner(of: id)), .failure(error))
                    continue
                }
                let content = await content(of: row, after: path, expecting: tree.base(of: id))
                path.append(try? content.get())
                waiting += tree.next(after: id).reversed().map { ($0, depth + 1) }
                let name = SnapshotName(
                    id: id, stack: row.damage == nil ? row.stack : try await owner(of: id))
                await body(name, row.damage.map { .failure($0) } ?? content.text(of: row.identity))
            }
        }
    }

    /// Nil if it was pruned. Its other columns are read too, so that one which is damaged is named.
    private func storedBody(_ id: Int64) async throws(LedgerFault) -> StoredBody? {
        try await read { database in
            guard
                let snapshot = try StoredRow.one(
                    database, "snapshots",
                    sql: "SELECT \(Self.columns(database)) FROM snapshots WHERE id = ?",
                    arguments: [id])
            else { return nil }
            guard var row = try SnapshotChain.row(id, database) else {
                throw LedgerFault(.damaged, "its text is missing")
            }
            if row.damage == nil { row.damage = try [snapshot].readable(Self.stored).damage.first }
            return row
        }
    }

    /// The stack of a snapshot whose row is damaged, as far as it can be read.
    private func owner(of id: Int64) async throws(LedgerFault) -> String {
        do throws(LedgerFault) {
            return try await read { database in
                try StoredRow.one(
                    database, "snapshots", sql: "SELECT id, stack FROM snapshots WHERE id = ?",
                    arguments: [id]
                )?["stack"]
            } ?? "an unknown stack"
        } catch {
            guard error.code == .damaged else { throw error }
            return "an unknown stack"
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

/// What names a snapshot, even one whose row is damaged.
public struct SnapshotName: Sendable, Equatable {
    public var id: Int64
    public var stack: String
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
        var known: Set<Int64> = []
        try StoredRow.each(
            database, "snapshots",
            sql: "SELECT id, \(base) AS base FROM snapshots s WHERE ?1 IS NULL OR stack = ?1 ORDER BY id",
            arguments: [stack]
        ) { row in
            let id: Int64 = try row["id"]
            known.insert(id)
            // One whose base is missing, later or no number is read alone, so that it is named: it is damaged.
            if let base = (try? row["base"]) as Int64?, known.contains(base), base < id {
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
