public import Decisions
import Foundation
import GRDB

/// The repairer's database: outcomes, steps, budgets, mutes, and the snapshot before each change.
public final class RepairBook: Sendable {
    /// The reason of a repair whose repairer died, so that its outcome is unknown.
    static let endedWithoutOutcome =
        "the repairer ended without reporting an outcome; what it did is not known"

    private let database: OpenDatabase
    /// How the states before each change are stored.
    let bodies: SnapshotBodies
    public var path: String { database.path }
    /// Whether later writes are not seen, so that it must be opened again for the next query.
    public var isFixed: Bool { database.isFixed }

    private init(_ database: OpenDatabase, _ bodies: SnapshotBodies) {
        self.database = database
        self.bodies = bodies
    }

    /// Opens the book for the repairer, which is its only writer.
    public static func open(
        _ path: String, bodies: SnapshotBodies = SnapshotBodies()
    ) async throws(LedgerFault) -> RepairBook {
        RepairBook(
            try await DatabaseFile.open(path, access: .writing, migrator: RepairSchema.migrator), bodies)
    }

    /// Opens the book read-only, for the watcher and the commands; nil if no repair has been attempted yet.
    public static func openReading(
        _ path: String, bodies: SnapshotBodies = SnapshotBodies()
    ) async throws(LedgerFault) -> RepairBook? {
        guard try DatabasePresence.isThere(path) else { return nil }
        return RepairBook(
            try await DatabaseFile.open(path, access: .reading, migrator: RepairSchema.migrator), bodies)
    }

    public func begin(_ beginning: RepairBeginning) async throws(LedgerFault) -> RepairAdmission {
        guard let lock = try await StackLock.take(lockPath(beginning.stack)) else {
            throw LedgerFault(.busy, "another repair of \(beginning.stack) is running; wait until it ends")
        }
        let at = beginning.at
        let id = Self.identifier(at.wall)
        try await write { database in
            for outcome in RepairOutcome.allCases where outcome.isFailure == nil {
                try Self.forgetOld(outcome, of: beginning.stack, database)
            }
            try database.execute(
                sql: """
                    UPDATE repairs SET ended_at = ?, ended_ms = ?, ended_boot = ?, ended_uptime_ms = ?,
                        outcome = 'unknown', reason = ?
                    WHERE stack = ? AND outcome IS NULL
                    """,
                arguments: [
                    at.wall.description, at.wall.milliseconds, at.boot, at.uptime.milliseconds,
                    Self.endedWithoutOutcome, beginning.stack,
                ])
            try database.execute(
                sql: """
                    INSERT INTO repairs
                        (id, number, stack, kind, rule, incident, tier, addresses, subject, apply, requested_by, why, configuration,
                         started_at, started_ms, started_boot, started_uptime_ms)
                    VALUES (?, (SELECT coalesce(max(number), ?) + 1 FROM repairs),
                        ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    // The first number of a new book is above those of an older book, which earlier resets may include.
                    id, max(0, at.wall.milliseconds / 1000), beginning.stack, beginning.kind.rawValue,
                    beginning.rule, beginning.incident,
                    beginning.tier, Self.text(of: beginning.addresses),
                    beginning.subject, beginning.apply, beginning.requestedBy, beginning.why,
                    beginning.configuration,
                    at.wall.description, at.wall.milliseconds, at.boot, at.uptime.milliseconds,
                ])
        }
        return RepairAdmission(id: id, hold: lock)
    }

    /// How many refused repairs and how many rehearsed repairs of a stack are kept, so that frequent requests do not fill the
    /// disk. Neither changed anything.
    static let unchangingKept = 500

    private static func forgetOld(_ outcome: RepairOutcome, of stack: String, _ database: Database) throws {
        let old = """
            SELECT id FROM repairs WHERE stack = :stack AND outcome = :outcome
            AND id NOT IN (SELECT repair FROM mutes) ORDER BY number DESC LIMIT -1 OFFSET :kept
            """
        let arguments: StatementArguments = [
            "stack": stack, "outcome": outcome.rawValue, "kept": unchangingKept,
        ]
        guard try StoredRow.one(database, "repairs", sql: old, arguments: arguments) != nil else { return }
        for table in ["repair_steps", "repair_snapshots"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE repair IN (\(old))", arguments: arguments)
        }
        try database.execute(sql: "DELETE FROM repairs WHERE id IN (\(old))", arguments: arguments)
    }

    public func step(
        _ repair: String, _ step: String, detail: String, changing: [Address] = [], at: Timestamp
    ) async throws(LedgerFault) {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO repair_steps (repair, step, detail, at) VALUES (?, ?, ?, ?)",
                arguments: [repair, step, detail, at.description])
            guard !changing.isEmpty,
                let text = try String.fetchOne(
                    database, sql: "SELECT addresses FROM repairs WHERE id = ?", arguments: [repair])
            else { return }
            try database.execute(
                sql: "UPDATE repairs SET addresses = ? WHERE id = ?",
                arguments: [Self.text(of: Self.addresses(text).adding(changing)), repair])
        }
    }

    public func storeSnapshot(
        _ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp
    ) async throws(LedgerFault) {
        let compressed = Data(try bodies.stored(body, of: identity, owner: repair))
        let serial = Int64(clamping: identity.serial)
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO repair_snapshots (repair, lineage, serial, resources, bytes, sha256, at, body)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    repair, identity.lineage, serial, identity.resources, identity.bytes, identity.sha256,
                    at.description, compressed,
                ])
            try database.execute(
                sql: "UPDATE repairs SET serial_before = coalesce(serial_before, ?) WHERE id = ?",
                arguments: [serial, repair])
        }
    }

    public func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) async throws(LedgerFault) {
        let serial = serialAfter.map { Int64(clamping: $0) }
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE repairs SET ended_at = ?, ended_ms = ?, ended_boot = ?, ended_uptime_ms = ?, outcome = ?,
                        reason = ?, serial_after = ? WHERE id = ?
                    """,
                arguments: [
                    at.wall.description, at.wall.milliseconds, at.boot, at.uptime.milliseconds,
                    outcome.rawValue, reason, serial, admission.id,
                ])
        }
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

    /// The addresses as they are stored, one on each line.
    static func text(of addresses: [Address]) -> String {
        addresses.map(\.description).joined(separator: "\n")
    }

    static func addresses(_ text: String) -> [Address] {
        text.split(separator: "\n").compactMap { try? Address(String($0)) }
    }

    /// The path of a stack's lock file. A stack's name has no characters that are invalid in file names.
    func lockPath(_ stack: String) -> String {
        (path as NSString).deletingLastPathComponent + "/.repair-\(stack).lock"
    }

    /// Sorts by time, with a random part that separates ids of the same second.
    private static func identifier(_ at: Timestamp) -> String {
        let digits = at.description.filter { $0.isNumber || $0 == "T" }
        return "\(digits)-\(String(UInt32.random(in: 0..<0x100_0000) | 0x100_0000, radix: 16).dropFirst())"
    }
}
