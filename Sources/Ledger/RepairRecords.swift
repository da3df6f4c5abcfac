public import Decisions
import GRDB

/// A repair as the book has it.
public struct StoredRepair: Sendable, Equatable {
    public var id: String
    public var stack: String
    public var kind: String
    public var rule: String?
    public var incident: String?
    public var requestedBy: String
    public var why: String?
    public var addresses: [String]
    public var startedAt: String
    public var endedAt: String?
    /// Nil while it runs, or where its repairer died.
    public var outcome: String?
    public var reason: String?
    public var serialBefore: UInt64?
    public var serialAfter: UInt64?
    /// `step: detail`, in order.
    public var steps: [String]
}

/// An alarm that a repair muted and nobody unmuted yet.
public struct ActiveMute: Sendable, Equatable {
    public var address: Address
    public var alarm: String
    public var incident: String?
    public var since: String
    public var until: Timestamp
}

extension RepairBook {
    /// What the guardrails ask of the book.
    ///
    /// - Parameter leavingOut: a repair that asks for itself.
    public func facts(
        stack: String, kind: RepairKind, within: Duration, leavingOut: String? = nil, now: Timestamp
    ) async throws(LedgerFault) -> GuardrailFacts.Book {
        let held = leavingOut == nil && StackLock.isHeld(lockPath(stack))
        return try await read { database in
            // What changed nothing cools down its own kind alone: a refused removal does not hold up a deploy.
            let last = try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(coalesce(ended_ms, started_ms)) FROM repairs WHERE stack = ? AND id IS NOT ?
                    AND (kind = ? OR kind <> 'unmute' AND
                        (outcome IS NULL OR outcome IN ('repaired', 'not-verified', 'unknown')))
                    """,
                arguments: [stack, leavingOut, kind.rawValue])
            let newest = try String.fetchOne(
                database,
                sql: "SELECT id FROM repairs WHERE stack = ? ORDER BY started_ms DESC, id DESC LIMIT 1",
                arguments: [stack])
            // Everything that changed something or may have: an outcome that is not known counts.
            let spent = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM repairs WHERE stack = ? AND kind = ? AND id IS NOT ? AND started_ms > ?
                    AND (outcome IS NULL OR outcome IN ('repaired', 'not-verified', 'unknown'))
                    """,
                arguments: [stack, kind.rawValue, leavingOut, (now + (.zero - within)).milliseconds])
            return GuardrailFacts.Book(
                // A clock that went back makes no repair older than it is.
                sinceLast: last.map { max(.zero, now - Timestamp(milliseconds: $0)) },
                withinBudget: spent ?? 0, running: held ? newest ?? "unknown" : nil)
        }
    }

    /// The newest first.
    public func repairs(of stack: String? = nil, limit: Int = 100) async throws(LedgerFault) -> [StoredRepair]
    {
        try await read { database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT * FROM repairs WHERE ? IS NULL OR stack = ? ORDER BY started_ms DESC, id DESC LIMIT ?",
                arguments: [stack, stack, limit]
            ).map { try Self.repair($0, database) }
        }
    }

    /// What repairs of a stack destroyed since an instant, or set out to.
    public func destroyed(of stack: String, since: Timestamp) async throws(LedgerFault) -> [Address] {
        let lists = try await read { database in
            try String.fetchAll(
                database,
                sql:
                    "SELECT addresses FROM repairs WHERE stack = ? AND kind = ? AND apply AND started_ms >= ?",
                arguments: [stack, RepairKind.removeAlarms.rawValue, since.milliseconds])
        }
        return lists.flatMap { $0.split(separator: "\n") }.compactMap { try? Address(String($0)) }
    }

    public func repair(_ id: String) async throws(LedgerFault) -> StoredRepair? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM repairs WHERE id = ?", arguments: [id])
                .map { try Self.repair($0, database) }
        }
    }

    private static func repair(_ row: Row, _ database: Database) throws -> StoredRepair {
        let id: String = row["id"]
        let steps = try Row.fetchAll(
            database, sql: "SELECT step, detail FROM repair_steps WHERE repair = ? ORDER BY id",
            arguments: [id]
        ).map { "\($0["step"] as String): \($0["detail"] as String)" }
        return StoredRepair(
            id: id, stack: row["stack"], kind: row["kind"], rule: row["rule"], incident: row["incident"],
            requestedBy: row["requested_by"], why: row["why"],
            addresses: (row["addresses"] as String).split(separator: "\n").map(String.init),
            startedAt: row["started_at"],
            endedAt: row["ended_at"], outcome: row["outcome"], reason: row["reason"],
            serialBefore: (row["serial_before"] as Int64?).map { UInt64(clamping: $0) },
            serialAfter: (row["serial_after"] as Int64?).map { UInt64(clamping: $0) }, steps: steps)
    }

    public func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) async throws(LedgerFault) {
        try await write { database in
            for alarm in alarms {
                try database.execute(
                    sql: """
                        INSERT INTO mutes (stack, address, alarm, incident, repair, since, until, until_ms)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        stack, alarm.address.description, alarm.name, incident, repair, since.description,
                        until.description, until.milliseconds,
                    ])
            }
        }
    }

    public func endMutes(stack: String, alarms: [Address], at: Timestamp) async throws(LedgerFault) {
        try await write { database in
            for address in alarms {
                try database.execute(
                    sql: "UPDATE mutes SET ended_at = ? WHERE stack = ? AND address = ? AND ended_at IS NULL",
                    arguments: [at.description, stack, address.description])
            }
        }
    }

    public func activeMutes(of stack: String) async throws(LedgerFault) -> [ActiveMute] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM mutes WHERE stack = ? AND ended_at IS NULL ORDER BY id",
                arguments: [stack]
            ).compactMap { row in
                guard let address = try? Address(row["address"] as String) else { return nil }
                return ActiveMute(
                    address: address, alarm: row["alarm"], incident: row["incident"], since: row["since"],
                    until: Timestamp(milliseconds: row["until_ms"]))
            }
        }
    }
}
