public import Decisions
import Foundation
import GRDB

/// The result of the newest plan of each stack, and how its instances were seen in the last cycle. Both are small: the addresses
/// that AWS was asked for are not among them.
extension Ledger {
    static func storeSights(_ cycle: CycleRecord, _ database: Database) throws {
        if let plan = cycle.lastPlan { try store(plan, as: "plan", of: cycle.stack, database) }
        if let sights = cycle.sights { try store(sights, as: "sights", of: cycle.stack, database) }
        if cycle.hasLost { try store(true, as: "orphans-due", of: cycle.stack, database) }
    }

    static func store(
        _ value: some Encodable, as kind: String, of stack: String, _ database: Database
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try database.execute(
            sql: "INSERT OR REPLACE INTO sights (stack, kind, body) VALUES (?, ?, ?)",
            arguments: [stack, kind, String(decoding: try encoder.encode(value), as: UTF8.self)])
    }

    /// The result of the newest plan; nil if none is stored, or if another version wrote it.
    public func lastPlan(of stack: String) async throws(LedgerFault) -> LastPlan? {
        try await stored(LastPlan.self, "plan", of: stack)
    }

    /// How the instances were seen in the last cycle; nil if that is not stored.
    public func sights(of stack: String) async throws(LedgerFault) -> Sights? {
        try await stored(Sights.self, "sights", of: stack)
    }

    func stored<Value: Decodable & Sendable>(
        _ type: Value.Type, _ kind: String, of stack: String
    ) async throws(LedgerFault) -> Value? {
        try await read { database in
            let body = try String.fetchOne(
                database, sql: "SELECT body FROM sights WHERE stack = ? AND kind = ?",
                arguments: [stack, kind])
            return body.flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
        }
    }
}
