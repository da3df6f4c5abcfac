public import Decisions
import GRDB

/// A snapshot that waits to be copied to the archive, and how the archive fares.
public struct ArchiveStanding: Sendable, Equatable {
    /// The place of the copies, as the configuration names it.
    public var target: String
    /// How many snapshots wait.
    public var waiting: Int
    /// How many attempts in a row failed.
    public var failures: Int
    /// RFC 3339, UTC: since when copying fails; nil if it works.
    public var failingSince: String?
    /// Why the last attempt failed.
    public var why: String?
}

/// The outbox of the archive: the snapshots that are not copied yet. It has a row for each only where `archive:` is configured.
extension Ledger {
    /// The longest time until the next attempt. If it seems to be further ahead, the clock was set back, and the attempt is due.
    static let longestArchivePause = Duration.seconds(3600)

    /// Adds the snapshots that were stored since the last call. With a new target these are all that are stored.
    public func enqueueCopies(to target: String) async throws(LedgerFault) {
        let isCurrent = try await read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT 1 FROM archive_state
                    WHERE target = ? AND newest >= (SELECT coalesce(max(id), 0) FROM snapshots)
                    """, arguments: [target]) != nil
        }
        guard !isCurrent else { return }
        try await write { database in
            let known = try String.fetchOne(database, sql: "SELECT target FROM archive_state")
            if known != target {
                try database.execute(
                    sql: """
                        DELETE FROM archive_outbox;
                        DELETE FROM archive_state;
                        """)
                try database.execute(
                    sql: "INSERT INTO archive_state (id, target, newest) VALUES (1, ?, 0)",
                    arguments: [target])
            }
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO archive_outbox (snapshot)
                    SELECT id FROM snapshots WHERE id > (SELECT newest FROM archive_state);
                    UPDATE archive_state SET newest = (SELECT coalesce(max(id), 0) FROM snapshots);
                    """)
        }
    }

    /// Empties the outbox, because no archive is configured any more. Writes nothing if there never was one.
    public func endArchive() async throws(LedgerFault) {
        guard try await archiveStanding() != nil else { return }
        try await write { database in
            try database.execute(
                sql: """
                    DELETE FROM archive_outbox;
                    DELETE FROM archive_state;
                    """)
        }
    }

    /// The newest snapshot that waits, if an attempt is due; nil if none waits, or if the pause after a failure has not passed. Its
    /// body is not read. One whose row is damaged waits on, and the others do not wait for it.
    ///
    /// - Parameter others: snapshots that are left out.
    public func dueCopy(now: Timestamp, besides others: [Int64] = []) async throws(LedgerFault)
        -> StoredSnapshot?
    {
        try await read { database in
            let waiting = try Int64.fetchAll(
                database,
                sql: """
                    SELECT snapshot FROM archive_outbox
                    WHERE snapshot NOT IN (\(others.map(String.init).joined(separator: ", ")))
                        AND EXISTS (SELECT 1 FROM archive_state WHERE next_ms <= :now OR next_ms > :horizon)
                    ORDER BY snapshot DESC
                    """,
                arguments: [
                    "now": now.milliseconds, "horizon": (now + Self.longestArchivePause).milliseconds,
                ])
            let columns = try Self.columns(database)
            for id in waiting {
                let row = try StoredRow.one(
                    database, "snapshots", sql: "SELECT \(columns) FROM snapshots WHERE id = ?",
                    arguments: [id])
                if let row, let snapshot = try [row].readable(Self.stored).values.first { return snapshot }
            }
            return nil
        }
    }

    /// A snapshot that waits; nil if it does not wait any more. Its body is not read: it may be damaged.
    public func waitingCopy(_ id: Int64) async throws(LedgerFault) -> StoredSnapshot? {
        try await read { database in
            let row = try StoredRow.one(
                database, "snapshots",
                sql: """
                    SELECT \(Self.columns(database)) FROM snapshots
                    WHERE id = ? AND id IN (SELECT snapshot FROM archive_outbox)
                    """, arguments: [id])
            return try row.flatMap { try [$0].readable(Self.stored).values.first }
        }
    }

    /// Records that a snapshot was copied.
    ///
    /// - Parameter othersFail: whether others cannot be copied, so that the archive still fails.
    /// - Returns: whether copying works again after it failed.
    public func copied(_ snapshot: Int64, othersFail: Bool = false) async throws(LedgerFault) -> Bool {
        try await write { database in
            try database.execute(sql: "DELETE FROM archive_outbox WHERE snapshot = ?", arguments: [snapshot])
            guard !othersFail else {
                try database.execute(
                    sql: "UPDATE archive_state SET failures = 0, next_ms = 0 WHERE failures > 0")
                return false
            }
            try database.execute(
                sql: """
                    UPDATE archive_state SET failures = 0, next_ms = 0, failing_since = NULL, why = NULL
                    WHERE failing_since IS NOT NULL
                    """)
            return database.changesCount > 0
        }
    }

    /// Removes a snapshot that can never be copied from the outbox. How the archive fares is not changed by it.
    public func abandonCopy(_ snapshot: Int64) async throws(LedgerFault) {
        try await write { database in
            try database.execute(sql: "DELETE FROM archive_outbox WHERE snapshot = ?", arguments: [snapshot])
        }
    }

    /// Records a failed attempt.
    ///
    /// - Parameters:
    ///   - why: must not contain a secret.
    ///   - next: until when nothing is copied; nil if the others do not wait for this one.
    /// - Returns: whether it is the first one after a success.
    public func copyFailed(
        why: String, at now: Timestamp, next: Timestamp?
    ) async throws(LedgerFault) -> Bool {
        try await write { database in
            let isFirst =
                try Int64.fetchOne(
                    database, sql: "SELECT 1 FROM archive_state WHERE failing_since IS NULL") != nil
            try database.execute(
                sql: """
                    UPDATE archive_state SET failures = failures + (:next IS NOT NULL),
                        next_ms = coalesce(:next, next_ms), why = :why,
                        failing_since = coalesce(failing_since, :now)
                    """,
                arguments: ["next": next?.milliseconds, "why": why, "now": now.description])
            return isFirst
        }
    }

    /// How the archive fares; nil if none was ever used, or if the ledger is older than archives.
    public func archiveStanding() async throws(LedgerFault) -> ArchiveStanding? {
        try await read { database in
            guard try database.tableExists("archive_state"),
                let row = try StoredRow.one(database, "archive_state", sql: "SELECT * FROM archive_state")
            else { return nil }
            return ArchiveStanding(
                target: try row["target"],
                waiting: try Int.fetchOne(database, sql: "SELECT count(*) FROM archive_outbox") ?? 0,
                failures: try row.attempts("failures"), failingSince: try row["failing_since"],
                why: try row["why"])
        }
    }
}
