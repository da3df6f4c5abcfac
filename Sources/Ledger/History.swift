public import Decisions
import GRDB

/// A reading as it was recorded. It is valid until the next recorded reading of its signal.
public struct RecordedReading: Sendable, Equatable {
    public var at: Timestamp
    public var reading: Reading

    public init(at: Timestamp, reading: Reading) {
        self.at = at
        self.reading = reading
    }
}

/// A period in which the service watched a stack, from its first cycle after a start to its last.
public struct WatchedPeriod: Sendable, Equatable {
    public var from: Timestamp
    public var to: Timestamp

    public init(from: Timestamp, to: Timestamp) {
        self.from = from
        self.to = to
    }
}

extension Ledger {
    /// All readings of a stack since a time, in the order in which they were recorded. Before them, for each signal, the reading
    /// that was valid at that time.
    public func readings(of stack: String, since: Timestamp) async throws(LedgerFault) -> [RecordedReading] {
        try await read { database in
            try StoredRow.all(
                database, "readings",
                sql: """
                    SELECT * FROM readings WHERE stack = :stack AND (at_ms >= :since OR id IN (
                        SELECT max(id) FROM readings WHERE stack = :stack AND at_ms < :since GROUP BY signal))
                    ORDER BY id
                    """,
                arguments: ["stack": stack, "since": since.milliseconds]
            ).readable { RecordedReading(at: try $0.time("at_ms"), reading: try Reading($0)) }.values
        }
    }

    /// When the service watched a stack, sorted by time. Empty if the ledger is older than this record.
    public func watchedPeriods(of stack: String) async throws(LedgerFault) -> [WatchedPeriod] {
        try await read { database in
            guard try database.tableExists("spells") else { return [] }
            return try StoredRow.all(
                database, "spells", sql: "SELECT * FROM spells WHERE stack = ? ORDER BY id",
                arguments: [stack]
            ).readable { WatchedPeriod(from: try $0.time("from_ms"), to: try $0.time("to_ms")) }.values
        }
    }

    /// Readings are only stored when they change. Without these periods, a quiet day would look like a day without a service.
    static func storeWatchedPeriod(_ cycle: CycleRecord, _ database: Database) throws {
        let at = cycle.at.milliseconds
        if !cycle.isFirst {
            try database.execute(
                sql: "UPDATE spells SET to_ms = ? WHERE id = (SELECT max(id) FROM spells WHERE stack = ?)",
                arguments: [at, cycle.stack])
        }
        if cycle.isFirst || database.changesCount == 0 {
            try database.execute(
                sql: "INSERT INTO spells (stack, from_ms, to_ms) VALUES (?, ?, ?)",
                arguments: [cycle.stack, at, at])
            try database.execute(
                sql: """
                    DELETE FROM spells WHERE id IN (
                        SELECT id FROM spells WHERE stack = ? AND to_ms < ? ORDER BY id LIMIT ?)
                    """,
                arguments: [
                    cycle.stack, cycle.horizon.milliseconds, CycleRecord.mostDropped(whenStored: 1),
                ])
        }
    }
}

extension Reading {
    /// If what was read is damaged, nothing is known: the reading before it does not become valid again.
    init(_ row: StoredRow) throws(LedgerFault) {
        let signal = Signal(try row["signal"])
        do throws(LedgerFault) {
            let value: Double? = try row["value"]
            let unknown = Unknown(stored: try row["unknown"] as String? ?? "")
            let about: String? = try row["about"]
            self.init(
                signal, value.map { .known($0) } ?? .unknown(unknown), samples: try row["samples"],
                about: about.map { About($0, signal.definition?.names ?? .words) })
        } catch {
            self.init(signal, .unknown(Unknown(.failed, error.description)))
        }
    }
}

extension Unknown {
    /// Parses what `description` wrote.
    fileprivate init(stored text: String) {
        for cause in Cause.allCases where text.hasPrefix(cause.rawValue) {
            let rest = text.dropFirst(cause.rawValue.count)
            if rest.isEmpty || rest.hasPrefix(": ") {
                self.init(cause, String(rest.dropFirst(2)))
                return
            }
        }
        self.init(.failed, text)
    }
}
