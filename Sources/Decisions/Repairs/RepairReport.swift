/// How a repair ended, made once: from it come the journal's events, the notices, the timeline of `terrier rehearse` and
/// what `terrier incidents show` prints.
public struct RepairReport: Sendable, Equatable {
    /// How its end is known.
    public enum Source: Sendable, Equatable {
        /// The repairer's last line says it.
        case lastLine
        /// No line says it; how the repairer's process ended: `signal 9`.
        case processEnd(String)
        /// No watcher listened; the book says it.
        case book
        /// No repairer could be asked, so nothing was begun.
        case unreachable
    }

    /// What stands in a repair's place where there is none.
    public static let noRepair = "none"

    public var source: Source
    public var intent: RepairIntent
    /// As the book names it; nil where the book knows of none, so that nothing was begun.
    public var repair: String?
    /// Of which the ids of notices are made: the repair's own, or one of what was asked for and when.
    public var name: String
    public var outcome: RepairOutcome
    /// What the repair said last, or why it could not be asked for; one line.
    public var message: String?
    /// The guardrails that refused.
    public var refusals: [Refusal]
    /// What the inspected plan would do.
    public var actions: [RepairAction]
    /// What its last line is about: what was changed, where it was.
    public var addresses: [Address]
    /// The state's serial and lineage after it, where they are known.
    public var serial: UInt64?
    public var lineage: String?

    public init(
        _ source: Source, _ intent: RepairIntent, repair: String?, name: String, outcome: RepairOutcome,
        message: String?, refusals: [Refusal] = [], actions: [RepairAction] = [], addresses: [Address] = [],
        serial: UInt64? = nil, lineage: String? = nil
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
        self.serial = serial
        self.lineage = lineage
    }

    /// Tables that were made anew and hold nothing, where it succeeded.
    public var emptyTables: [Address] {
        addresses.filter { intent.kind.traits.mayCreate && $0.type == "aws_dynamodb_table" }
    }
}
