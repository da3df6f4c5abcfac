public import Decisions
import Foundation
import GRDB

/// A repair as it is stored in the book.
public struct StoredRepair: Sendable, Equatable {
    public var id: String
    public var stack: String
    public var kind: String
    public var rule: String?
    public var incident: String?
    public var requestedBy: String
    public var why: String?
    public var addresses: [String]
    /// What it names besides addresses; nil for a kind that names nothing else.
    public var subject: String?
    public var startedAt: String
    public var endedAt: String?
    /// Nil while it runs, or if its repairer died.
    public var outcome: String?
    public var reason: String?
    public var serialBefore: UInt64?
    public var serialAfter: UInt64?
    /// `step: detail`, in order.
    public var steps: [String]
}

extension PastRepair {
    /// How many of the newest repairs the guardrails get. A budget larger than that can never be exhausted.
    enum Counted {
        /// Of the stack, whatever their outcome.
        static let ofStack = 50
        /// Of each kind in the stack, those that show whether it works.
        static let ofKind = 20
        /// Of all stacks, those that changed something.
        static let ofHost = 200
    }
}

extension RepairBook {
    public func past(of stack: String, leavingOut: String?) async throws(LedgerFault) -> [PastRepair] {
        try await read { database in
            // The stack's own newest, those of each kind that show whether it works, and those that count in the host's budget.
            try StoredRow.all(
                database, "repairs",
                sql: """
                    SELECT *, (
                        outcome = 'refused' AND rule IS NULL AND incident IS NULL
                        -- Recorded before anything is planned. The steps are read once, for all rows.
                        AND id NOT IN (SELECT repair FROM repair_steps WHERE step IN ('snapshot', 'plan'))) AS only_asked_for
                    FROM repairs WHERE number IN (
                        SELECT number FROM (
                            SELECT number FROM repairs WHERE stack = :stack ORDER BY number DESC LIMIT :ofStack)
                        UNION SELECT number FROM (
                            SELECT number, row_number() OVER (PARTITION BY kind ORDER BY number DESC) AS place
                            FROM repairs WHERE stack = :stack
                            AND (outcome IS NULL OR outcome NOT IN (\(Self.idle)))) WHERE place <= :ofKind
                        UNION SELECT number FROM (
                            SELECT number FROM repairs WHERE kind NOT IN (\(Self.outsideBudget)) AND (outcome IS NULL
                            OR outcome IN (\(Self.changing))) ORDER BY number DESC LIMIT :ofHost)
                    ) AND id IS NOT :leavingOut ORDER BY number
                    """,
                arguments: [
                    "stack": stack, "leavingOut": leavingOut, "ofStack": PastRepair.Counted.ofStack,
                    "ofKind": PastRepair.Counted.ofKind, "ofHost": PastRepair.Counted.ofHost,
                ]
            ).compactMap { try Self.past($0) }
        }
    }

    /// A repair of a kind that this version does not know counts.
    private static let outsideBudget = names { !$0.countsInBudget }
    private static let destroying = names(where: \.mayDestroy)

    /// Outcomes that do not show whether repairs work, and those that may have changed something.
    private static let idle = list(RepairOutcome.allCases.filter { $0.isFailure == nil })
    private static let changing = list(RepairOutcome.allCases.filter(\.mayHaveChanged))

    private static func names(where holds: (RepairTraits) -> Bool) -> String {
        list(RepairKind.allCases.filter { holds($0.traits) })
    }

    /// As an SQL list.
    private static func list(_ values: [some RawRepresentable<String>]) -> String {
        values.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// Nil for a kind that only a newer version knows. One that is damaged is a fault: a repair that does not count would allow
    /// another one.
    private static func past(_ row: StoredRow) throws(LedgerFault) -> PastRepair? {
        guard let kind = RepairKind(rawValue: try row["kind"]) else { return nil }
        func moment(_ name: String) throws(LedgerFault) -> Moment? {
            guard let wall: Int64 = try row["\(name)_ms"] else { return nil }
            return Moment(
                wall: Timestamp(milliseconds: wall), boot: try row["\(name)_boot"] as String? ?? "",
                uptime: .milliseconds(try row["\(name)_uptime_ms"] as Int64? ?? 0))
        }
        guard let began = try moment("started") else { throw row.damaged("started_ms") }
        let outcome: String? = try row["outcome"]
        return PastRepair(
            number: try row["number"], id: try row["id"], stack: try row["stack"], kind: kind, began: began,
            ended: try moment("ended"),
            outcome: outcome.map { RepairOutcome(rawValue: $0) ?? .unknown },
            wasOnlyAskedFor: try row["only_asked_for"] as Bool? ?? false)
    }

    public func running(_ stack: String) async throws(LedgerFault) -> String? {
        guard StackLock.isHeld(lockPath(stack)) else { return nil }
        return try await read { database in
            try String.fetchOne(
                database, sql: "SELECT id FROM repairs WHERE stack = ? ORDER BY number DESC LIMIT 1",
                arguments: [stack])
        } ?? "unknown"
    }

    public func repairs(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredRepair] {
        try await repairRows(of: stack, limit: limit).values
    }

    /// Newest first, and which rows are damaged.
    public func repairRows(of stack: String?, limit: Int) async throws(LedgerFault) -> ReadRows<StoredRepair>
    {
        try await read { database in
            try StoredRow.all(
                database, "repairs",
                sql:
                    "SELECT * FROM repairs WHERE ? IS NULL OR stack = ? ORDER BY number DESC LIMIT ?",
                arguments: [stack, stack, limit]
            ).readable { try Self.repair($0, database) }
        }
    }

    public func stateWrites(of stack: String) async throws(LedgerFault) -> [StateWrite] {
        let found = try await read { try Self.stateWrites($0, stack) }
        var writes = found.writes
        for place in writes.indices {
            for stored in found.bodies[writes[place].repair] ?? [] {
                writes[place].bodies.append(
                    try bodies.text(
                        stored.body, size: stored.identity.bytes, of: stored.identity,
                        owner: writes[place].repair))
            }
        }
        return writes
    }

    private typealias StoredBody = (identity: SnapshotIdentity, body: [UInt8])

    /// Empty if none of them may have dropped anything. That is so in nearly every cycle, and takes one query.
    private static func stateWrites(_ database: Database, _ stack: String) throws -> (
        writes: [StateWrite], bodies: [String: [StoredBody]]
    ) {
        var writes = try StoredRow.all(
            database, "repairs",
            sql: """
                SELECT id, kind, addresses, outcome, serial_before, serial_after,
                    (SELECT lineage FROM repair_snapshots WHERE repair = id ORDER BY serial LIMIT 1) AS lineage
                FROM repairs WHERE stack = ? AND apply AND serial_before IS NOT NULL
                AND (outcome IS NULL OR outcome IN (\(Self.changing)))
                -- Recorded before it begins: a repairer that died without this step wrote nothing.
                AND EXISTS (SELECT 1 FROM repair_steps WHERE repair = repairs.id AND step = 'apply')
                ORDER BY number DESC LIMIT ?
                """, arguments: [stack, StateWrite.most]
        ).compactMap { try stateWrite($0) }
        guard writes.contains(where: \.mayHaveDropped) else { return ([], [:]) }
        for place in writes.indices {
            let muted = try muted(by: writes[place].repair, database)
            writes[place].addresses.removeAll { muted.contains($0.description) }
        }
        var bodies: [String: [StoredBody]] = [:]
        for write in writes where write.mayHaveDropped {
            bodies[write.repair] = try StoredRow.all(
                database, "repair_snapshots",
                sql: "SELECT * FROM repair_snapshots WHERE repair = ? ORDER BY serial",
                arguments: [write.repair]
            ).map { (identity: try SnapshotIdentity($0), body: Array(try $0["body"] as Data)) }
        }
        return (writes, bodies)
    }

    /// Nil for a kind that only a newer version knows.
    private static func stateWrite(_ row: StoredRow) throws(LedgerFault) -> StateWrite? {
        guard let kind = RepairKind(rawValue: try row["kind"]), let lineage: String = try row["lineage"]
        else {
            return nil
        }
        guard let before = try row.serial("serial_before") else { return nil }
        return StateWrite(
            repair: try row["id"], kind: kind, addresses: addresses(try row["addresses"]),
            isFinished: try row["outcome"] as String? == RepairOutcome.repaired.rawValue,
            lineage: lineage, serialBefore: before, serialAfter: try row.serial("serial_after"), bodies: [])
    }

    public func destroyed(of stack: String, since: Timestamp) async throws(LedgerFault) -> [Address] {
        try await read { database in
            let repairs = try StoredRow.all(
                database, "repairs",
                sql: """
                    SELECT id, addresses FROM repairs WHERE stack = ? AND kind IN (\(Self.destroying)) AND apply AND started_ms >= ?
                    AND (outcome IS NULL OR outcome IN (\(Self.changing))) ORDER BY number
                    """,
                arguments: [stack, since.milliseconds])
            return try repairs.flatMap { repair in
                let muted = try Self.muted(by: try repair["id"], database)
                return Self.addresses(try repair["addresses"]).filter { !muted.contains($0.description) }
            }
        }
    }

    /// The alarms that a repair muted, and therefore did not destroy.
    private static func muted(by repair: String, _ database: Database) throws -> Set<String> {
        Set(
            try StoredRow.all(
                database, "mutes", sql: "SELECT id, address FROM mutes WHERE repair = ?",
                arguments: [repair]
            ).map { try $0["address"] })
    }

    /// The repair with this id; nil if there is none.
    public func repair(_ id: String) async throws(LedgerFault) -> StoredRepair? {
        try await read { database in
            try StoredRow.one(
                database, "repairs", sql: "SELECT * FROM repairs WHERE id = ?", arguments: [id]
            ).map { try Self.repair($0, database) }
        }
    }

    private static func repair(_ row: StoredRow, _ database: Database) throws -> StoredRepair {
        let id: String = try row["id"]
        // A step that is damaged does not hide the repair, nor the other steps.
        let steps = try StoredRow.all(
            database, "repair_steps",
            sql: "SELECT id, step, detail FROM repair_steps WHERE repair = ? ORDER BY id", arguments: [id]
        ).readable { "\(try $0["step"] as String): \(try $0["detail"] as String)" }.values
        return StoredRepair(
            id: id, stack: try row["stack"], kind: try row["kind"], rule: try row["rule"],
            incident: try row["incident"], requestedBy: try row["requested_by"], why: try row["why"],
            addresses: try row.lines("addresses"), subject: try row["subject"],
            startedAt: try row["started_at"], endedAt: try row["ended_at"], outcome: try row["outcome"],
            reason: try row["reason"], serialBefore: try row.serial("serial_before"),
            serialAfter: try row.serial("serial_after"), steps: steps)
    }
}
