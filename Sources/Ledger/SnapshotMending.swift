import Decisions
import Foundation
import GRDB
import Synchronization

/// The believed snapshots that were found damaged, by stack.
final class DamagedSnapshots: Sendable {
    private let found = Mutex<[String: Int64]>([:])

    func of(_ stack: String) -> Int64? { found.withLock { $0[stack] } }
    func set(_ id: Int64?, of stack: String) { found.withLock { $0[stack] = id } }
}

extension Ledger {
    /// Reads the newest believed snapshot of a stack back. If it is damaged, the next record of exactly this state stores it again.
    ///
    /// - Returns: how it is damaged, in one line; nil if it is whole, or if there is none.
    public func checkBelieved(of stack: String) async throws(LedgerFault) -> String? {
        let id = try await read { database in
            try Int64.fetchOne(
                database, sql: "SELECT snapshot FROM believed WHERE stack = ?", arguments: [stack])
        }
        guard let id else { return nil }
        do throws(LedgerFault) {
            let rows = try await read { try SnapshotChain.rows(upTo: id, $0) }
            let bodies = bodies
            try await Self.outsidePool { () throws(LedgerFault) in
                guard let last = rows.last else { return }
                _ = try SnapshotChain.content(of: rows, bodies).text(of: last.identity)
            }
            damaged.set(nil, of: stack)
            return nil
        } catch {
            guard error.code == .damaged else { throw error }
            damaged.set(id, of: stack)
            return "snapshot \(id), the newest believed state, is damaged: \(error.description)"
        }
    }

    /// Stores a state again, if its snapshot was found damaged. Those that are stored as the difference from it are left as they
    /// are if they can be read after the whole one, and stand alone if they can be read only after the damaged one.
    func mend(_ believed: BelievedState, _ text: [UInt8], of stack: String) async throws(LedgerFault) {
        guard let id = damaged.of(stack) else { return }
        let found = try await read { database -> (rows: [StoredBody], children: [StoredBody])? in
            guard try Self.id(of: believed.identity, stack, database) == id else { return nil }
            let children = try Int64.fetchAll(
                database, sql: "SELECT snapshot FROM snapshot_bodies WHERE base = ?", arguments: [id]
            ).compactMap { try SnapshotChain.row($0, database) }
            return ((try? SnapshotChain.rows(upTo: id, database)) ?? [], children)
        }
        // Another state is believed by now.
        guard let found else { return damaged.set(nil, of: stack) }
        let bodies = bodies
        let mended = try await Self.outsidePool { () throws(LedgerFault) in
            try MendedSnapshot(
                believed, text, of: stack, found.children,
                was: try? SnapshotChain.content(of: found.rows, bodies), bodies)
        }
        try await write { try mended.store(as: id, $0) }
        damaged.set(nil, of: stack)
    }

    /// Runs work that may take seconds: neither the cooperative pool nor the database waits for it.
    static func outsidePool<Value: Sendable>(
        _ work: @escaping @Sendable () throws(LedgerFault) -> Value
    ) async throws(LedgerFault) -> Value {
        let result: Result<Value, LedgerFault> = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                do throws(LedgerFault) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

/// A damaged snapshot as it is stored again.
private struct MendedSnapshot: Sendable {
    private var size: Int
    private var addressBytes: Int
    private var body: [UInt8]
    /// The snapshots that must stand alone, because they can be read only after the damaged one.
    private var alone: [(snapshot: Int64, body: [UInt8])] = []

    init(
        _ believed: BelievedState, _ text: [UInt8], of stack: String, _ children: [StoredBody],
        was damaged: SnapshotContent?, _ bodies: SnapshotBodies
    ) throws(LedgerFault) {
        let content = SnapshotContent(text: text, addresses: believed.addresses)
        (size, addressBytes) = (content.bytes.count, content.addressBytes)
        body = try bodies.stored(content.bytes, of: believed.identity, owner: stack)
        for child in children {
            if Self.whole(child, after: content, bodies) != nil { continue }
            guard let damaged, let whole = Self.whole(child, after: damaged, bodies) else { continue }
            alone.append(
                (child.snapshot, try bodies.stored(whole.bytes, of: child.identity, owner: child.stack)))
        }
    }

    private static func whole(
        _ row: StoredBody, after base: SnapshotContent, _ bodies: SnapshotBodies
    ) -> SnapshotContent? {
        guard let content = try? row.content(after: base, bodies),
            (try? content.text(of: row.identity)) != nil
        else { return nil }
        return content
    }

    func store(as id: Int64, _ database: Database) throws {
        for child in alone {
            try database.execute(
                sql: "UPDATE snapshot_bodies SET base = NULL, body = ? WHERE snapshot = ? AND base = ?",
                arguments: [Data(child.body), child.snapshot, id])
        }
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO snapshot_bodies (snapshot, base, step, size, addresses, body)
                SELECT id, NULL, 0, ?, ?, ? FROM snapshots WHERE id = ?
                """,
            arguments: [size, addressBytes, Data(body), id])
    }
}
