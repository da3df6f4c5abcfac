public import Decisions
import Foundation
import GRDB

/// The repairer's database: outcomes, steps, budgets, mutes, and the snapshot before each change.
public final class RepairBook: Sendable {
    let queue: DatabaseQueue
    public let path: String

    private init(_ queue: DatabaseQueue, path: String) {
        self.queue = queue
        self.path = path
    }

    /// For the repairer, which alone writes it.
    public static func open(_ path: String) async throws(LedgerFault) -> RepairBook {
        RepairBook(
            try await DatabaseFile.open(path, access: .writing, migrator: RepairSchema.migrator), path: path)
    }

    /// For everybody else; nil where no repair has been tried yet.
    public static func openReading(_ path: String) async throws(LedgerFault) -> RepairBook? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return RepairBook(
            try await DatabaseFile.open(path, access: .reading, migrator: RepairSchema.migrator), path: path)
    }

    /// A repair that has begun. While this value lives, no other repair of the stack begins.
    public struct Admission: Sendable {
        public let id: String
        let lock: StackLock
    }

    /// What is known of a repair when it begins.
    public struct Beginning: Sendable {
        public var stack: String
        public var kind: RepairKind
        public var rule: String?
        public var incident: String?
        public var tier: String?
        public var addresses: [Address]
        public var apply: Bool
        public var requestedBy: String
        public var why: String?
        public var configuration: String
        public var at: Timestamp

        public init(
            stack: String, kind: RepairKind, rule: String?, incident: String?, tier: String?,
            addresses: [Address],
            apply: Bool, requestedBy: String, why: String?, configuration: String, at: Timestamp
        ) {
            self.stack = stack
            self.kind = kind
            self.rule = rule
            self.incident = incident
            self.tier = tier
            self.addresses = addresses
            self.apply = apply
            self.requestedBy = requestedBy
            self.why = why
            self.configuration = configuration
            self.at = at
        }
    }

    /// Writes a repair down before anything of it happens.
    ///
    /// Rows of this stack that were left open are of repairers that died: their outcome is unknown, and is said so.
    /// - Throws: `busy` where another repair of the stack is running.
    public func begin(_ beginning: Beginning) async throws(LedgerFault) -> Admission {
        guard let lock = try await StackLock.take(lockPath(beginning.stack)) else {
            throw LedgerFault(.busy, "another repair of \(beginning.stack) is running; wait for its end")
        }
        let id = Self.identifier(beginning.at)
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE repairs SET ended_at = ?, ended_ms = ?, outcome = 'unknown',
                        reason = 'the repairer ended without a word; what it did is not known'
                    WHERE stack = ? AND outcome IS NULL
                    """,
                arguments: [beginning.at.description, beginning.at.milliseconds, beginning.stack])
            try database.execute(
                sql: """
                    INSERT INTO repairs
                        (id, stack, kind, rule, incident, tier, addresses, apply, requested_by, why, configuration,
                         started_at, started_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, beginning.stack, beginning.kind.rawValue, beginning.rule, beginning.incident,
                    beginning.tier,
                    beginning.addresses.map(\.description).joined(separator: "\n"), beginning.apply,
                    beginning.requestedBy, beginning.why, beginning.configuration, beginning.at.description,
                    beginning.at.milliseconds,
                ])
        }
        return Admission(id: id, lock: lock)
    }

    public func step(_ repair: String, _ step: String, detail: String, at: Timestamp)
        async throws(LedgerFault)
    {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO repair_steps (repair, step, detail, at) VALUES (?, ?, ?, ?)",
                arguments: [repair, step, detail, at.description])
        }
    }

    /// The state before the change, durable before anything is touched.
    public func storeSnapshot(
        _ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp
    ) async throws(LedgerFault) {
        let compressed = Data(try Compression.compress(body))
        let serial = Int64(clamping: identity.serial)
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO repair_snapshots (repair, lineage, serial, resources, bytes, sha256, at, body)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    repair, identity.lineage, serial, identity.resources, identity.bytes, identity.sha256,
                    at.description, compressed,
                ])
            try database.execute(
                sql: "UPDATE repairs SET serial_before = ? WHERE id = ?", arguments: [serial, repair])
        }
    }

    public func end(
        _ admission: Admission, outcome: String, reason: String, serialAfter: UInt64?, at: Timestamp
    ) async throws(LedgerFault) {
        let serial = serialAfter.map { Int64(clamping: $0) }
        try await write { database in
            try database.execute(
                sql:
                    "UPDATE repairs SET ended_at = ?, ended_ms = ?, outcome = ?, reason = ?, serial_after = ? WHERE id = ?",
                arguments: [at.description, at.milliseconds, outcome, reason, serial, admission.id])
        }
    }

    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerFault) -> Value {
        do { return try await queue.write(work) } catch { throw LedgerFault(error, file: path) }
    }

    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerFault) -> Value {
        do { return try await queue.read(work) } catch { throw LedgerFault(error, file: path) }
    }

    /// Where the lock file of a stack stands. A stack's name holds no characters that a file's may not.
    func lockPath(_ stack: String) -> String {
        (path as NSString).deletingLastPathComponent + "/.repair-\(stack).lock"
    }

    /// Sorts by time, and is told apart from others of the same second.
    private static func identifier(_ at: Timestamp) -> String {
        let digits = at.description.filter { $0.isNumber || $0 == "T" }
        return "\(digits)-\(String(UInt32.random(in: 0..<0x100_0000) | 0x100_0000, radix: 16).dropFirst())"
    }
}
