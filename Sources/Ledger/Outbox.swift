public import Decisions
import GRDB

/// The outbox: notices that wait for delivery.
extension Ledger {
    /// Adds notices that no cycle decided, such as the outcomes of repairs. A notice that is already there is not added again.
    public func addNotices(_ entries: [OutboxEntry]) async throws(LedgerFault) {
        guard !entries.isEmpty else { return }
        try await write { try Self.add(entries, .standard, $0) }
    }

    static func add(_ entries: [OutboxEntry], _ bounds: OutboxBounds, _ database: Database) throws {
        for entry in entries {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO outbox
                        (notice, sink, stack, incident, severity, payload, created_at, created_ms, next_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    entry.notice, entry.sink, entry.stack, entry.incident, entry.severity.rawValue,
                    entry.payload, entry.at.description, entry.at.milliseconds, entry.at.milliseconds,
                ])
        }
        for sink in Set(entries.map(\.sink)) { try trim(sink, bounds, database) }
    }

    private static func trim(_ sink: String, _ bounds: OutboxBounds, _ database: Database) throws {
        let waiting =
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM outbox WHERE sink = ? AND done_ms IS NULL",
                arguments: [sink]) ?? 0
        guard waiting > bounds.waiting else { return }
        try database.execute(
            sql: """
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE sink = ? AND done_ms IS NULL
                    ORDER BY severity = 'critical', id LIMIT ?)
                """,
            arguments: [sink, waiting - bounds.waiting])
        try database.execute(
            sql: """
                INSERT INTO outbox_dropped (sink, dropped) VALUES (?, ?)
                ON CONFLICT (sink) DO UPDATE SET dropped = dropped + excluded.dropped
                """,
            arguments: [sink, waiting - bounds.waiting])
    }

    /// Of the rows that are not damaged. Another one is not delivered and delays no other; it is given up like one that is too old.
    private static let isWhole =
        "typeof(notice) = 'text' AND typeof(payload) = 'text' AND typeof(attempts) = 'integer' AND typeof(next_ms) = 'integer'"

    /// The next notice of a sink that is due, by the time of its next attempt.
    ///
    /// - Parameters:
    ///   - retries: whether notices that failed before may be tried now.
    ///   - leavingOut: notices to skip.
    public func dueNotice(
        for sink: String, now: Timestamp, retries: Bool, leavingOut: Set<String> = [],
        bounds: OutboxBounds = .standard
    ) async throws(LedgerFault) -> WaitingNotice? {
        try await read { database in
            let rows = try StoredRow.all(
                database, "outbox",
                sql: """
                    SELECT notice, payload, attempts FROM outbox
                    WHERE sink = :sink AND done_ms IS NULL AND \(Self.isWhole) AND (attempts = 0 OR :retries)
                    AND (next_ms <= :now OR next_ms > :horizon)
                    ORDER BY next_ms, id LIMIT :limit
                    """,
                arguments: [
                    "sink": sink, "retries": retries, "now": now.milliseconds,
                    "horizon": (now + bounds.longestPause).milliseconds, "limit": leavingOut.count + 1,
                ])
            return try rows.readable { row in
                leavingOut.contains(try row["notice"])
                    ? nil
                    : WaitingNotice(
                        notice: try row["notice"], payload: try row["payload"],
                        attempts: try row.attempts("attempts"))
            }.values.first
        }
    }

    /// When the next attempts for a sink are due, for new notices and for those that failed before; nil if none waits.
    public func nextAttempts(
        for sink: String
    ) async throws(LedgerFault) -> (new: Timestamp?, failed: Timestamp?) {
        try await read { database in
            func earliest(_ condition: String) throws -> Timestamp? {
                try Int64.fetchOne(
                    database,
                    sql:
                        "SELECT min(next_ms) FROM outbox WHERE sink = ? AND done_ms IS NULL AND \(Self.isWhole) AND \(condition)",
                    arguments: [sink]
                ).map { Timestamp(milliseconds: $0) }
            }
            return (try earliest("attempts = 0"), try earliest("attempts > 0"))
        }
    }

    /// How many notices are waiting for a sink after a failed attempt.
    public func failedNotices(for sink: String) async throws(LedgerFault) -> Int {
        try await read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM outbox WHERE sink = ? AND done_ms IS NULL AND attempts > 0",
                arguments: [sink]) ?? 0
        }
    }

    /// Marks a notice as delivered. Notices that failed before are due at once, because the sink works again.
    public func delivered(_ notice: String, to sink: String, at: Timestamp) async throws(LedgerFault) {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE outbox SET done_at = ?, done_ms = ?, failed = NULL
                    WHERE notice = ? AND sink = ? AND done_ms IS NULL
                    """,
                arguments: [at.description, at.milliseconds, notice, sink])
            try database.execute(
                sql: """
                    UPDATE outbox SET next_ms = :now
                    WHERE sink = :sink AND done_ms IS NULL AND attempts > 0 AND next_ms > :now
                    """,
                arguments: ["now": at.milliseconds, "sink": sink])
        }
    }

    /// Records a failed attempt.
    ///
    /// - Parameter why: must not contain a secret.
    public func failed(
        _ notice: String, to sink: String, why: String, next: Timestamp
    ) async throws(LedgerFault) {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE outbox SET attempts = attempts + 1, next_ms = ?, failed = ?
                    WHERE notice = ? AND sink = ? AND done_ms IS NULL
                    """,
                arguments: [next.milliseconds, why, notice, sink])
        }
    }

    /// Gives up notices that are too old and were tried often enough, and deletes those that were done long ago.
    ///
    /// - Parameter sinks: the sinks of the configuration. A notice for any other sink is given up by its age alone.
    /// - Returns: how many were given up, for each sink.
    public func tidyOutbox(
        sinks: Set<String>, at now: Timestamp, bounds: OutboxBounds = .standard
    ) async throws(LedgerFault) -> [String: Int] {
        try await write { database in
            let old = (now + (.zero - bounds.giveUpAfter)).milliseconds
            var givenUp: [String: Int] = [:]
            let rows = try StoredRow.all(
                database, "outbox",
                sql: """
                    SELECT id, sink, attempts, \(Self.isWhole) AS is_whole FROM outbox
                    WHERE done_ms IS NULL AND (created_ms < ? OR typeof(created_ms) != 'integer')
                    """,
                arguments: [old])
            for row in rows {
                let sink: String = (try? row["sink"]) ?? ""
                let isTried =
                    try !(row["is_whole"] as Bool) || row.attempts("attempts") >= bounds.leastAttempts
                guard !sinks.contains(sink) || isTried else { continue }
                try database.execute(
                    sql: """
                        UPDATE outbox SET done_at = ?, done_ms = ?, failed = 'given up: ' || coalesce(failed, 'no such sink')
                        WHERE id = ?
                        """,
                    arguments: [now.description, now.milliseconds, try row["id"] as Int64])
                givenUp[sink, default: 0] += 1
            }
            try database.execute(
                sql: "DELETE FROM outbox WHERE done_ms < ?",
                arguments: [(now + (.zero - bounds.keepDone)).milliseconds])
            return givenUp
        }
    }

    /// How many notices of a sink were dropped to make room for others since the last call.
    public func takeDropped(for sink: String) async throws(LedgerFault) -> Int {
        let dropped = try await read { database in
            try Int.fetchOne(
                database, sql: "SELECT dropped FROM outbox_dropped WHERE sink = ?", arguments: [sink]) ?? 0
        }
        guard dropped > 0 else { return 0 }
        return try await write { database in
            let dropped =
                try Int.fetchOne(
                    database, sql: "SELECT dropped FROM outbox_dropped WHERE sink = ?", arguments: [sink])
                ?? 0
            try database.execute(sql: "DELETE FROM outbox_dropped WHERE sink = ?", arguments: [sink])
            return dropped
        }
    }
}
