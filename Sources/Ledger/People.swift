public import Decisions
import GRDB

/// An operator's switch as it is stored in the ledger.
public struct StoredSwitch: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// No repair starts.
        case pause
        /// A person has acknowledged an incident.
        case acknowledge
        /// A person closes an incident.
        case close
        /// Failures up to now no longer keep a breaker open.
        case reset
    }

    public var kind: Kind
    /// Nil: for all stacks.
    public var stack: String?
    /// The incident, or the kind of repair.
    public var subject: String?
    public var who: String
    public var why: String
    public var at: Moment
    /// Nil: until somebody ends it.
    public var lasts: Duration?
    /// For a reset: the number of the last repair that it includes.
    public var through: Int64?

    public init(
        _ kind: Kind, stack: String?, subject: String? = nil, who: String, why: String, at: Moment,
        lasts: Duration? = nil, through: Int64? = nil
    ) {
        self.kind = kind
        self.stack = stack
        self.subject = subject
        self.who = who
        self.why = why
        self.at = at
        self.lasts = lasts
        self.through = through
    }

    /// Whether it is in effect at `now`.
    public func holds(at now: Moment) -> Bool {
        lasts.map { now.since(at) < $0 } ?? true
    }
}

extension StackSwitches {
    /// The effect of switches on a stack.
    ///
    /// - Parameter standing: switches that nobody has ended, in the order in which they were set.
    init(_ standing: [StoredSwitch], of stack: String, now: Moment) {
        self.init()
        for entry in standing where entry.stack ?? stack == stack && entry.holds(at: now) {
            let words = "\(entry.who): \(entry.why)"
            switch entry.kind {
            case .pause: operators.pause = words
            case .acknowledge: operators.acknowledged[entry.subject ?? ""] = words
            case .close: operators.closed[entry.subject ?? ""] = words
            case .reset:
                for kind in RepairKind.allCases where entry.subject ?? kind.rawValue == kind.rawValue {
                    resets[kind] = max(resets[kind] ?? 0, entry.through ?? 0)
                }
            }
        }
    }
}

/// Where operators' switches are set and ended: the SQLite ledger, or the one in memory for rehearsals.
public protocol SwitchStore: Sendable {
    /// Every switch that nobody has ended, for a stack or for all, in the order in which they were set. Includes expired
    /// ones.
    func storedSwitches(of stack: String?) async throws(LedgerFault) -> [StoredSwitch]

    /// Stores a switch, durably.
    func set(_ entry: StoredSwitch) async throws(LedgerFault)

    /// Ends the pauses of a stack, or those for all stacks.
    ///
    /// - Returns: how many were ended.
    func endPauses(of stack: String?, who: String, at: Moment) async throws(LedgerFault) -> Int
}

extension Ledger: SwitchStore {
    public func switches(of stack: String, now: Moment) async throws(LedgerFault) -> StackSwitches {
        StackSwitches(try await storedSwitches(of: stack), of: stack, now: now)
    }

    public func storedSwitches(of stack: String?) async throws(LedgerFault) -> [StoredSwitch] {
        try await read { database in
            try StoredRow.all(
                database, "switches",
                sql: """
                    SELECT * FROM switches WHERE ended_at IS NULL
                    AND (:stack IS NULL OR stack IS NULL OR stack = :stack OR typeof(stack) != 'text')
                    ORDER BY id
                    """,
                arguments: ["stack": stack]
            ).map(Self.storedSwitch)
        }
    }

    /// One that is damaged may have been a pause: it holds repairs back until a person has looked at it.
    private static func storedSwitch(_ row: StoredRow) -> StoredSwitch {
        do throws(LedgerFault) {
            guard let kind = StoredSwitch.Kind(rawValue: try row["kind"]) else { throw row.damaged("kind") }
            return StoredSwitch(
                kind, stack: try row["stack"], subject: try row["subject"], who: try row["who"],
                why: try row["why"],
                at: Moment(
                    wall: try row.time("at_ms"), boot: try row["at_boot"],
                    uptime: .milliseconds(try row["at_uptime_ms"] as Int64)),
                lasts: (try row["for_ms"] as Int64?).map { .milliseconds($0) }, through: try row["through"])
        } catch {
            return StoredSwitch(
                .pause, stack: (try? row["stack"]) ?? nil, who: "terrier", why: error.description,
                at: Moment(wall: Timestamp(milliseconds: 0), boot: "", uptime: .zero))
        }
    }

    public func set(_ entry: StoredSwitch) async throws(LedgerFault) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO switches
                        (kind, stack, subject, who, why, at, at_ms, at_boot, at_uptime_ms, for_ms, through)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    entry.kind.rawValue, entry.stack, entry.subject, entry.who, entry.why,
                    entry.at.wall.description, entry.at.wall.milliseconds, entry.at.boot,
                    entry.at.uptime.milliseconds, entry.lasts?.milliseconds, entry.through,
                ])
        }
    }

    public func endPauses(of stack: String?, who: String, at: Moment) async throws(LedgerFault) -> Int {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE switches SET ended_at = ?, ended_by = ?
                    WHERE kind = 'pause' AND ended_at IS NULL AND stack IS ?
                    """,
                arguments: [at.wall.description, who, stack])
            return database.changesCount
        }
    }
}
