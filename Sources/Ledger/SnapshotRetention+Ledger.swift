public import Decisions
import GRDB

/// A state that a record elsewhere refers to, such as a repair in the repair book.
public struct ReferredState: Sendable, Equatable {
    public var serial: UInt64
    /// Why its snapshot is kept: `repair 20260301T030000Z-1a2b3c`.
    public var reason: String

    public init(serial: UInt64, reason: String) {
        self.serial = serial
        self.reason = reason
    }
}

extension Ledger {
    /// What retention decides about every snapshot of a stack now, the newest first. Changes nothing.
    ///
    /// - Parameter referred: states whose snapshots must be kept, besides those that the ledger's own records refer to.
    public func verdicts(
        of stack: String, _ retention: SnapshotRetention, referred: [ReferredState], now: Timestamp
    ) async throws(LedgerFault) -> [SnapshotRetention.Verdict] {
        try await read { database in
            try Self.verdicts(of: stack, retention, referred: referred, now: now, database)
        }
    }

    static func verdicts(
        of stack: String, _ retention: SnapshotRetention, referred: [ReferredState], now: Timestamp,
        _ database: Database
    ) throws -> [SnapshotRetention.Verdict] {
        retention.verdicts(on: try candidates(of: stack, referred: referred, now: now, database), now: now)
    }

    private static func candidates(
        of stack: String, referred: [ReferredState], now: Timestamp, _ database: Database
    ) throws -> [SnapshotRetention.Candidate] {
        let believed = try Int64.fetchOne(
            database, sql: "SELECT snapshot FROM believed WHERE stack = ?", arguments: [stack])
        var reasons: [UInt64: [String]] = [:]
        for state in try referred + actedOn(of: stack, database) {
            if reasons[state.serial]?.contains(state.reason) == true { continue }
            reasons[state.serial, default: []].append(state.reason)
        }
        let incidents = try openIncidentsByState(of: stack, database)
        let waiting = try waitingForTheArchive(database)
        let label = try recordColumns(database).contains("label") ? "label" : "NULL"
        // The time of the row is text (RFC 3339); one that cannot be read is replaced by when the state was last seen.
        return try StoredRow.all(
            database, "snapshots",
            sql: """
                SELECT id, serial, \(label) AS label,
                    coalesce(CAST(strftime('%s', taken_at) AS INTEGER), seen_ms / 1000) AS taken
                FROM snapshots WHERE stack = ? ORDER BY id DESC
                """, arguments: [stack]
        ).map { row in
            let id: Int64 = try row["id"]
            var protection: [String] = id == believed ? ["believed"] : []
            protection += incidents[id] ?? []
            if waiting.contains(id) { protection.append("waits for the archive") }
            do throws(LedgerFault) {
                let label = (try row["label"] as String?).flatMap { BackupLabel.keeping($0, at: now) }
                if let label { protection.append("label \(label)") }
                protection += try row.serial("serial").flatMap { reasons[$0] } ?? []
                return .init(id: id, taken: Timestamp(seconds: try row["taken"]), protection: protection)
            } catch {
                // What it was kept for may be what cannot be read.
                return .init(id: id, taken: Timestamp(seconds: 0), protection: protection + ["damaged"])
            }
        }
    }

    /// The snapshots that are not copied to the archive yet.
    private static func waitingForTheArchive(_ database: Database) throws -> Set<Int64> {
        guard try database.tableExists("archive_outbox") else { return [] }
        return Set(try Int64.fetchAll(database, sql: "SELECT snapshot FROM archive_outbox"))
    }

    /// The states before and after each repair of the stack's incidents.
    private static func actedOn(of stack: String, _ database: Database) throws -> [ReferredState] {
        try StoredRow.all(
            database, "incident_actions",
            sql: """
                SELECT a.id, a.repair, a.serial_before, a.serial_after FROM incident_actions a
                JOIN incidents i ON i.id = a.incident WHERE i.stack = ?
                """, arguments: [stack]
        ).flatMap { row in
            let repair: String = try row["repair"]
            return [try row.serial("serial_before"), try row.serial("serial_after")].compactMap { serial in
                serial.map { ReferredState(serial: $0, reason: "repair \(repair)") }
            }
        }
    }

    /// For each open incident the newest snapshot that was taken until it opened: what the stack was then.
    private static func openIncidentsByState(of stack: String, _ database: Database) throws -> [Int64:
        [String]]
    {
        var byState: [Int64: [String]] = [:]
        let open = try StoredRow.all(
            database, "incidents",
            sql: "SELECT id, opened_at FROM incidents WHERE stack = ? AND closed_at IS NULL",
            arguments: [stack])
        for incident in open {
            let id = try Int64.fetchOne(
                database,
                sql: """
                    SELECT id FROM snapshots WHERE stack = ? AND taken_at <= ?
                    ORDER BY taken_at DESC, id DESC LIMIT 1
                    """,
                arguments: [stack, try incident["opened_at"] as String])
            if let id { byState[id, default: []].append("incident \(try incident["id"] as String)") }
        }
        return byState
    }
}
