public import Decisions
import Foundation
import GRDB

/// The watcher's database: snapshots, readings, incidents, and what is remembered between two cycles.
public final class Ledger: Sendable {
    private let database: OpenDatabase
    public var path: String { database.path }

    private init(_ database: OpenDatabase) {
        self.database = database
    }

    /// For the watcher, which alone writes it.
    public static func open(_ path: String) async throws(LedgerFault) -> Ledger {
        Ledger(
            try await DatabaseFile.open(path, access: .writing, migrator: LedgerSchema.migrator))
    }

    /// So long as this is held no other watcher has the ledger: two would count each other's cycles. It vanishes with the
    /// process.
    public func watchAlone() async throws(LedgerFault) -> any Sendable {
        guard let lock = try await StackLock.take(path + ".lock", mode: 0o600) else {
            throw LedgerFault(
                .busy,
                "\(path): another 'terrier run' watches with it; stop it, or name another with 'ledger:'")
        }
        return lock
    }

    /// For everybody else.
    public static func openReading(_ path: String) async throws(LedgerFault) -> Ledger {
        Ledger(
            try await DatabaseFile.open(path, access: .reading, migrator: LedgerSchema.migrator))
    }

    public func close() async {
        try? await database.queue.barrierWriteWithoutTransaction { _ in }
        try? database.queue.close()
    }

    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerFault) -> Value {
        try await database.write(work)
    }

    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerFault) -> Value {
        try await database.read(work)
    }
}

/// What a stack is remembered by from one cycle to the next.
public struct StackRecord: Sendable {
    public var watch: Watch
    /// The alarms' history, as text whose form is not the ledger's concern.
    public var alarms: String
    public var believed: BelievedState?
    /// The newest diagnosis of each open incident that has one.
    public var diagnoses: [String: Diagnosis]

    public init(
        watch: Watch = Watch(), alarms: String = "", believed: BelievedState? = nil,
        diagnoses: [String: Diagnosis] = [:]
    ) {
        self.watch = watch
        self.alarms = alarms
        self.believed = believed
        self.diagnoses = diagnoses
    }
}

/// Everything that one cycle leaves behind. Written in one transaction: a cycle is remembered whole or not at all.
public struct CycleRecord: Sendable {
    public var stack: String
    public var at: Timestamp
    /// The state that was believed in this cycle, with its text.
    public var state: (believed: BelievedState, body: [UInt8])?
    public var readings: Readings
    public var watch: Watch
    public var alarms: String
    public var opened: [Incident]
    public var closed: [(incident: Incident, why: ClosingReason)]
    public var keepReadings: Duration
    /// What is to be told of the cycle.
    public var notices: [OutboxEntry]
    /// The first cycle after a start: nobody looked since the one before.
    public var isFirst: Bool

    public init(
        stack: String, at: Timestamp, state: (believed: BelievedState, body: [UInt8])?, readings: Readings,
        watch: Watch, alarms: String, opened: [Incident], closed: [(incident: Incident, why: ClosingReason)],
        keepReadings: Duration, notices: [OutboxEntry] = [],
        isFirst: Bool = false
    ) {
        self.stack = stack
        self.at = at
        self.state = state
        self.readings = readings
        self.watch = watch
        self.alarms = alarms
        self.opened = opened
        self.closed = closed
        self.keepReadings = keepReadings
        self.notices = notices
        self.isFirst = isFirst
    }

    /// Of what is older than this, the oldest goes.
    var horizon: Timestamp { at + (.zero - keepReadings) }

    /// How many old rows one cycle takes away at the most: a few more than it stored, so that the past is bounded, and what is
    /// too old after a long standstill goes little by little. Clocks step: one that is weeks ahead for a moment makes nearly all
    /// of the past look too old, and then costs a few rows of it.
    static func mostDropped(whenStored stored: Int) -> Int { 2 * stored + 1 }
}

extension Ledger {
    public func stackRecord(of stack: String) async throws(LedgerFault) -> StackRecord {
        try await read { database in
            var stackRecord = StackRecord()
            if let row = try Row.fetchOne(
                database, sql: "SELECT watch, alarms FROM watches WHERE stack = ?", arguments: [stack])
            {
                stackRecord.watch = try JSONDecoder().decode(
                    Watch.self, from: Data((row["watch"] as String).utf8))
                stackRecord.alarms = row["alarms"]
                stackRecord.diagnoses = try Self.newestDiagnoses(
                    of: stackRecord.watch.incidents.map(\.id), database)
            }
            stackRecord.believed = try Self.believed(database, stack)
            return stackRecord
        }
    }

    public func record(_ cycle: CycleRecord) async throws(LedgerFault) {
        // Compressed outside of the transaction, so that the database is held as briefly as possible.
        let body: [UInt8]?
        if let state = cycle.state { body = try Compression.compress(state.body) } else { body = nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let watch = try? encoder.encode(cycle.watch) else {
            throw LedgerFault(.failed, "\(path): a watch is not encoded")
        }
        try await write { database in
            if let state = cycle.state, let body { try Self.store(state.believed, body, cycle, database) }
            try Self.storeReadings(cycle, database)
            try Self.storeWatchedPeriod(cycle, database)
            try Self.storeIncidents(cycle, database)
            try database.execute(
                sql: "INSERT OR REPLACE INTO watches (stack, watch, alarms, at) VALUES (?, ?, ?, ?)",
                arguments: [
                    cycle.stack, String(decoding: watch, as: UTF8.self), cycle.alarms, cycle.at.description,
                ])
            try Self.add(cycle.notices, .standard, database)
        }
    }

    private static func storeReadings(_ cycle: CycleRecord, _ database: Database) throws {
        var stored = 0
        for row in cycle.readings.map(ReadingRow.init) {
            let newest = try Row.fetchOne(
                database,
                sql:
                    "SELECT value, unknown FROM readings WHERE stack = ? AND signal = ? ORDER BY id DESC LIMIT 1",
                arguments: [cycle.stack, row.signal])
            // What was not asked in this look, as the plan out of its turn, is as it was when it was last asked.
            if newest != nil, row.wasNotAsked { continue }
            if let newest, newest["value"] as Double? == row.value,
                newest["unknown"] as String? == row.unknown
            {
                continue
            }
            try database.execute(
                sql: """
                    INSERT INTO readings (stack, signal, value, unit, unknown, about, samples, at, at_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    cycle.stack, row.signal, row.value, row.unit, row.unknown, row.about, row.samples,
                    cycle.at.description, cycle.at.milliseconds,
                ])
            stored += 1
        }
        // What is older than is kept goes, but for the newest of each signal, which still says how things are.
        try database.execute(
            sql: """
                DELETE FROM readings WHERE id IN (
                    SELECT id FROM readings WHERE stack = :stack AND at_ms < :horizon
                    AND id NOT IN (SELECT max(id) FROM readings WHERE stack = :stack GROUP BY signal)
                    ORDER BY id LIMIT :most)
                """,
            arguments: [
                "stack": cycle.stack, "horizon": cycle.horizon.milliseconds,
                "most": CycleRecord.mostDropped(whenStored: stored),
            ])
    }

    private static func storeIncidents(_ cycle: CycleRecord, _ database: Database) throws {
        for incident in cycle.opened {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO incidents (id, stack, rule, severity, opened_at, age_seconds, addresses, reading)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    incident.id, cycle.stack, incident.rule, incident.severity.rawValue,
                    incident.openedAt.description,
                    incident.age.inSeconds, incident.addresses.map(\.description).joined(separator: "\n"),
                    incident.reading,
                ])
        }
        for incident in cycle.watch.incidents {
            try database.execute(
                sql: "UPDATE incidents SET age_seconds = ?, rung = ?, acknowledged = ? WHERE id = ?",
                arguments: [incident.age.inSeconds, incident.rung, incident.acknowledged, incident.id])
        }
        for (incident, why) in cycle.closed {
            try database.execute(
                sql: """
                    UPDATE incidents SET closed_at = ?, closed_why = ?, age_seconds = ?, rung = ?, acknowledged = ?
                    WHERE id = ?
                    """,
                arguments: [
                    cycle.at.description, why.description, incident.age.inSeconds, incident.rung,
                    incident.acknowledged, incident.id,
                ])
            // What people said of it is carried out.
            try database.execute(
                sql: """
                    UPDATE switches SET ended_at = ?, ended_by = 'terrier'
                    WHERE kind IN ('acknowledge', 'close') AND subject = ? AND ended_at IS NULL
                    """,
                arguments: [cycle.at.description, incident.id])
        }
    }
}
