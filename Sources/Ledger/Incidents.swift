public import Decisions
import Foundation
import GRDB

/// An incident as it is stored in the ledger.
public struct StoredIncident: Sendable, Equatable {
    public var id: String
    public var stack: String
    public var rule: String
    public var severity: String
    public var openedAt: String
    public var closedAt: String?
    public var closedWhy: String?
    /// Only time in which the signal was known and the condition was true.
    public var ageSeconds: Double
    public var addresses: [String]
    public var reading: String
    /// Who acknowledged it, and why.
    public var acknowledged: String?
    /// The number of rungs of its ladder that it has reached.
    public var rung: Int
    public var actions: [IncidentAction]
    /// Oldest first.
    public var diagnoses: [Diagnosis]
}

/// One repair that was attempted for an incident.
public struct IncidentAction: Sendable, Equatable {
    public var repair: String
    public var kind: String
    public var startedAt: String
    public var endedAt: String?
    public var outcome: String?
    /// `create aws_dynamodb_table.events`
    public var actions: [String]
    public var reason: String?
    public var serialBefore: UInt64?
    public var serialAfter: UInt64?

    public init(
        repair: String, kind: String, startedAt: String, endedAt: String? = nil, outcome: String? = nil,
        actions: [String] = [], reason: String? = nil, serialBefore: UInt64? = nil, serialAfter: UInt64? = nil
    ) {
        self.repair = repair
        self.kind = kind
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.actions = actions
        self.reason = reason
        self.serialBefore = serialBefore
        self.serialAfter = serialAfter
    }
}

extension IncidentAction {
    fileprivate init(_ row: StoredRow) throws(LedgerFault) {
        self.init(
            repair: try row["repair"], kind: try row["kind"], startedAt: try row["started_at"],
            endedAt: try row["ended_at"], outcome: try row["outcome"], actions: try row.lines("actions"),
            reason: try row["reason"], serialBefore: try row.serial("serial_before"),
            serialAfter: try row.serial("serial_after"))
    }
}

extension Ledger {
    public func addAction(_ action: IncidentAction, to incident: String) async throws(LedgerFault) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO incident_actions
                        (incident, repair, kind, started_at, ended_at, outcome, actions, reason, serial_before, serial_after)
                    SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM incidents WHERE id = ?)
                    """,
                arguments: [
                    incident, action.repair, action.kind, action.startedAt, action.endedAt, action.outcome,
                    action.actions.joined(separator: "\n"), action.reason,
                    action.serialBefore.map { Int64(clamping: $0) },
                    action.serialAfter.map { Int64(clamping: $0) },
                    incident,
                ])
        }
    }

    public func unknownActions(among repairs: [String: String]) async throws(LedgerFault) -> Set<String> {
        try await read { database in
            let known = try String.fetchSet(database, sql: "SELECT DISTINCT repair FROM incident_actions")
            let unknown = try repairs.filter { repair, incident in
                guard !known.contains(repair) else { return false }
                return try Bool.fetchOne(
                    database, sql: "SELECT EXISTS (SELECT 1 FROM incidents WHERE id = ?)",
                    arguments: [incident]) ?? false
            }
            return Set(unknown.keys)
        }
    }

    /// Newest first, without those whose rows are damaged.
    public func incidents(of stack: String? = nil, limit: Int = 100) async throws(LedgerFault)
        -> [StoredIncident]
    {
        try await incidentRows(of: stack, limit: limit).values
    }

    /// Newest first, and which rows are damaged.
    public func incidentRows(of stack: String?, limit: Int) async throws(LedgerFault)
        -> ReadRows<StoredIncident>
    {
        try await read { database in
            try StoredRow.all(
                database, "incidents",
                sql:
                    "SELECT * FROM incidents WHERE ? IS NULL OR stack = ? ORDER BY opened_at DESC, id DESC LIMIT ?",
                arguments: [stack, stack, limit]
            ).readable { try Self.incident($0, database) }
        }
    }

    /// The open incidents of the given stacks, oldest first, without those whose rows are damaged.
    public func openIncidents(of stacks: [String]) async throws(LedgerFault) -> [StoredIncident] {
        try await openIncidentRows(of: stacks).values
    }

    /// The open incidents of the given stacks, oldest first, and which rows are damaged: of any stack, if it is not known of which.
    public func openIncidentRows(of stacks: [String]) async throws(LedgerFault) -> ReadRows<StoredIncident> {
        let wanted = Set(stacks)
        return try await read { database in
            try StoredRow.all(
                database, "incidents",
                sql: "SELECT * FROM incidents WHERE closed_at IS NULL ORDER BY opened_at, id"
            ).readable { row in
                wanted.contains(try row["stack"]) ? try Self.incident(row, database) : nil
            }
        }
    }

    /// The incident with this id; nil if there is none.
    public func incident(_ id: String) async throws(LedgerFault) -> StoredIncident? {
        try await read { database in
            try StoredRow.one(
                database, "incidents", sql: "SELECT * FROM incidents WHERE id = ?", arguments: [id]
            ).map { try Self.incident($0, database) }
        }
    }

    private static func incident(_ row: StoredRow, _ database: Database) throws -> StoredIncident {
        let id: String = try row["id"]
        // An action that is damaged does not hide the incident, nor the other actions.
        let actions = try StoredRow.all(
            database, "incident_actions",
            sql: "SELECT * FROM incident_actions WHERE incident = ? ORDER BY id",
            arguments: [id]
        ).readable(IncidentAction.init).values
        return StoredIncident(
            id: id, stack: try row["stack"], rule: try row["rule"], severity: try row["severity"],
            openedAt: try row["opened_at"], closedAt: try row["closed_at"],
            closedWhy: try row["closed_why"], ageSeconds: try row["age_seconds"],
            addresses: try row.lines("addresses"), reading: try row["reading"],
            acknowledged: try row["acknowledged"], rung: try row["rung"], actions: actions,
            diagnoses: try diagnoses(of: id, database))
    }

    private static func diagnoses(of incident: String, _ database: Database) throws -> [Diagnosis] {
        try StoredRow.all(
            database, "diagnoses", sql: "SELECT id, findings FROM diagnoses WHERE incident = ? ORDER BY id",
            arguments: [incident]
        ).readable { try? JSONDecoder().decode(Diagnosis.self, from: Data(($0["findings"] as String).utf8)) }
            .values
    }

    /// The newest findings of each of these incidents, if it has any.
    static func newestDiagnoses(of incidents: [String], _ database: Database) throws -> [String: Diagnosis] {
        var newest: [String: Diagnosis] = [:]
        for incident in incidents { newest[incident] = .merged(try diagnoses(of: incident, database)) }
        return newest
    }

    public func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) async throws(LedgerFault) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let findings = try? encoder.encode(diagnosis) else {
            throw LedgerFault(.failed, "\(path): a diagnosis cannot be encoded")
        }
        let text = String(decoding: findings, as: UTF8.self)
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO diagnoses (incident, at, findings)
                    SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM incidents WHERE id = ?)
                    """,
                arguments: [incident, diagnosis.at.description, text, incident])
        }
    }

    /// The newest stored reading of each signal, and the time since which it has been the newest.
    public func newestReadings(of stack: String) async throws(LedgerFault) -> [(
        reading: Reading, since: String
    )] {
        try await read { database in
            try StoredRow.all(
                database, "readings",
                sql: """
                    SELECT * FROM readings WHERE id IN (SELECT max(id) FROM readings WHERE stack = ? GROUP BY signal)
                    ORDER BY signal
                    """,
                arguments: [stack]
            ).readable { (try Reading($0), try $0["at"]) }.values
        }
    }

    /// When the stack's last cycle was recorded; nil if there was none.
    public func lastCycle(of stack: String) async throws(LedgerFault) -> String? {
        try await read {
            try String.fetchOne($0, sql: "SELECT at FROM watches WHERE stack = ?", arguments: [stack])
        }
    }
}
