/// How a repair ended. The journal's events, the notices, the timeline of `terrier rehearse` and the output of
/// `terrier incidents show` are all made from it.
public struct RepairReport: Sendable, Equatable {
    /// Where the outcome comes from.
    public enum Source: Sendable, Equatable {
        /// From the repairer's last line.
        case lastLine
        /// No line has an outcome; how the repairer's process ended: `signal 9`.
        case processEnd(String)
        /// From the book, because no watcher received the lines.
        case book
        /// No repairer could be reached, so nothing was started.
        case unreachable
    }

    /// The name that is used if there is no repair in the book.
    public static let noRepair = "none"

    public var source: Source
    public var intent: RepairIntent
    /// Its name in the book; nil if it is not in the book, so that nothing was started.
    public var repair: String?
    /// The name for the ids of notices: the repair's own, or one made of what was requested and when.
    public var name: String
    public var outcome: RepairOutcome
    /// The last message of the repair, or why no repairer could be reached; one line.
    public var message: String?
    /// The guardrails that refused.
    public var refusals: [Refusal]
    /// What the inspected plan would do.
    public var actions: [RepairAction]
    /// The addresses of its last line: what was changed, if anything was.
    public var addresses: [Address]
    /// If it succeeded: what was created again and is empty.
    public var emptied: [Address]
    /// The serial and lineage of the state after it, if they are known.
    public var serial: UInt64?
    public var lineage: String?

    public init(
        _ source: Source, _ intent: RepairIntent, repair: String?, name: String, outcome: RepairOutcome,
        message: String?, refusals: [Refusal] = [], actions: [RepairAction] = [], addresses: [Address] = [],
        emptied: [Address] = [], serial: UInt64? = nil, lineage: String? = nil
    ) {
        self.source = source
        self.intent = intent
        self.repair = repair
        self.name = name
        self.outcome = outcome
        self.message = message
        self.refusals = refusals
        self.actions = actions
        self.addresses = addresses
        self.emptied = emptied
        self.serial = serial
        self.lineage = lineage
    }
}
