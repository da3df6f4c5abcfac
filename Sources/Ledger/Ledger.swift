public import Decisions
import Foundation
import GRDB

/// The watcher's database: snapshots, readings, incidents, and what is kept from one cycle to the next.
public final class Ledger: Sendable {
    private let database: OpenDatabase
    /// How the bodies of its snapshots are stored.
    let bodies: SnapshotBodies
    let damaged = DamagedSnapshots()
    public var path: String { database.path }

    private init(_ database: OpenDatabase, _ bodies: SnapshotBodies) {
        self.database = database
        self.bodies = bodies
    }

    /// Opens the ledger for the watcher, which is its only writer.
    public static func open(
        _ path: String, bodies: SnapshotBodies = SnapshotBodies()
    ) async throws(LedgerFault) -> Ledger {
        Ledger(
            try await DatabaseFile.open(path, access: .writing, migrator: LedgerSchema.migrator), bodies)
    }

    /// Takes an exclusive lock. While it is held, no other watcher can use the ledger; two watchers would count each other's
    /// cycles. The lock is released when the process ends.
    ///
    /// - Throws: `busy` if another watcher holds the lock.
    public func watchAlone() async throws(LedgerFault) -> any Sendable {
        guard let lock = try await StackLock.take(path + ".lock", mode: 0o600) else {
            throw LedgerFault(
                .busy,
                "\(path): another 'terrier run' uses it; stop that one, or name another with 'ledger:'")
        }
        return lock
    }

    /// Opens the ledger read-only, for the repairer and the commands.
    public static func openReading(
        _ path: String, bodies: SnapshotBodies = SnapshotBodies()
    ) async throws(LedgerFault) -> Ledger {
        Ledger(
            try await DatabaseFile.open(path, access: .reading, migrator: LedgerSchema.migrator), bodies)
    }

    /// Closes the database, after the writes that have begun.
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

/// What is kept about a stack from one cycle to the next.
public struct StackRecord: Sendable {
    public var watch: Watch
    /// The alarms' history, as text. The ledger does not interpret it.
    public var alarms: String
    public var believed: BelievedState?
    /// The newest diagnosis of each open incident, if it has one.
    public var diagnoses: [String: Diagnosis]
    /// What of it could not be read, and was replaced by what the rest of the ledger says.
    public var damage: [LedgerFault] = []

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

/// Everything that one cycle stores. It is written in one transaction, completely or not at all.
public struct CycleRecord: Sendable {
    public var stack: String
    public var at: Timestamp
    /// The state that was believed in this cycle, with its body.
    public var state: (believed: BelievedState, body: [UInt8])?
    /// Where that state comes from; nil if nothing is known.
    public var origin: SnapshotOrigin?
    public var readings: Readings
    public var watch: Watch
    public var alarms: String
    public var opened: [Incident]
    public var closed: [(incident: Incident, why: ClosingReason)]
    public var keepReadings: Duration
    /// The notices of the cycle.
    public var notices: [OutboxEntry]
    /// Whether this is the first cycle after a start, so that nothing watched the stack since the cycle before.
    public var isFirst: Bool
    /// The result of the newest plan, and how the instances were seen; nil if that is unchanged since it was stored.
    public var lastPlan: LastPlan?
    public var sights: Sights?
    /// Whether the state lacks something that the one before had, so that orphans must be searched for.
    public var hasLost = false

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

    /// The oldest of the rows that are older than this are deleted.
    var horizon: Timestamp { at + (.zero - keepReadings) }

    /// How many old rows one cycle deletes at most: a few more than it stored. The past is therefore bounded, and old rows are
    /// deleted little by little after a long standstill. Clocks can jump: if the clock is weeks ahead for a moment, nearly the
    /// whole past looks too old, but then only a few rows of it are lost.
    static func mostDropped(whenStored stored: Int) -> Int { 2 * stored + 1 }
}

extension Ledger {
    public func stackRecord(of stack: String) async throws(LedgerFault) -> StackRecord {
        try await read { [bodies] database in try StackRecord(of: stack, database, bodies) }
    }

    public func record(_ cycle: CycleRecord) async throws(LedgerFault) {
        // If this fails, the check of the next day says so again; the rest of the cycle is stored nevertheless.
        if let state = cycle.state { try? await mend(state.believed, state.body, of: cycle.stack) }
        // Compressed outside the transaction, so that the database is locked as briefly as possible.
        let prepared = try await prepare(cycle)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let watch = try? encoder.encode(cycle.watch) else {
            throw LedgerFault(.failed, "\(path): a watch cannot be encoded")
        }
        try await write { [bodies] database in
            if let prepared { try Self.storeState(of: cycle, prepared, database, bodies) }
            try Self.storeReadings(cycle, database)
            try Self.storeWatchedPeriod(cycle, database)
            try Self.storeIncidents(cycle, database)
            try Self.storeSights(cycle, database)
            try database.execute(
                sql: "INSERT OR REPLACE INTO watches (stack, watch, alarms, at) VALUES (?, ?, ?, ?)",
                arguments: [
                    cycle.stack, String(decoding: watch, as: UTF8.self), cycle.alarms, cycle.at.description,
                ])
            try Self.add(cycle.notices, .standard, database)
        }
    }

    /// Nil if no state was believed in this cycle.
    private func prepare(_ cycle: CycleRecord) async throws(LedgerFault) -> PreparedSnapshot? {
        guard let state = cycle.state else { return nil }
        return try await read { [bodies] database in
            try PreparedSnapshot.prepare(state.believed, state.body, of: cycle.stack, database, bodies)
        }
    }

    private static func storeState(
        of cycle: CycleRecord, _ prepared: PreparedSnapshot, _ database: Database, _ bodies: SnapshotBodies
    ) throws {
        guard let (believed, text) = cycle.state else { return }
        var prepared = prepared
        if try !prepared.isValid(for: believed.identity, cycle.stack, database) {
            prepared = try .prepare(believed, text, of: cycle.stack, database, bodies)
        }
        let id = try store(believed, prepared, of: cycle.stack, at: cycle.at, origin: cycle.origin, database)
        try believe(id, believed, of: cycle.stack, database)
    }

    private static func storeReadings(_ cycle: CycleRecord, _ database: Database) throws {
        var stored = 0
        for row in cycle.readings.map(ReadingRow.init) {
            let newest = try StoredRow.one(
                database, "readings",
                sql:
                    "SELECT value, unknown FROM readings WHERE stack = ? AND signal = ? ORDER BY id DESC LIMIT 1",
                arguments: [cycle.stack, row.signal])
            // A signal that was not queried in this cycle, such as the plan in most cycles, keeps its last stored reading.
            if newest != nil, row.wasNotAsked { continue }
            if let newest, row.isStored(in: newest) { continue }
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
        // Rows that are too old are deleted, except the newest of each signal, which is still valid.
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
            // The operators' switches about a closed incident have been carried out.
            try database.execute(
                sql: """
                    UPDATE switches SET ended_at = ?, ended_by = 'terrier'
                    WHERE kind IN ('acknowledge', 'close') AND subject = ? AND ended_at IS NULL
                    """,
                arguments: [cycle.at.description, incident.id])
        }
    }
}
