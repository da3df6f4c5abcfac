public import Decisions

/// The steps of every repair, in their order.
public enum RepairStep: String, Sendable, Codable, CaseIterable {
    case guardrails
    case snapshot
    case plan
    case inspect
    case apply
    case verify
    case record
}

/// One line of the repairer's standard output, a JSON document.
public struct RepairMessage: Sendable, Equatable, Codable {
    public var repair: String
    public var step: RepairStep
    /// One line for people: addresses and actions, never an attribute's value.
    public var message: String
    /// The addresses that this line is about.
    public var addresses: [Address]
    /// What the request names besides addresses; nil if it names nothing else.
    public var subject: String?
    /// What the plan would do, once it is inspected.
    public var actions: [RepairAction]
    /// The guardrails that refused.
    public var refusals: [Refusal]
    /// Set on the last line only.
    public var outcome: RepairOutcome?
    public var serial: UInt64?
    public var lineage: String?

    public init(
        repair: String, step: RepairStep, message: String, addresses: [Address] = [],
        actions: [RepairAction] = [],
        refusals: [Refusal] = [], outcome: RepairOutcome? = nil, serial: UInt64? = nil, lineage: String? = nil
    ) {
        self.repair = repair
        self.step = step
        self.message = message
        self.addresses = addresses
        self.actions = actions
        self.refusals = refusals
        self.outcome = outcome
        self.serial = serial
        self.lineage = lineage
    }
}

extension RepairMessage {
    /// Whether it belongs to no repair in the book: nothing was begun, and it does not count towards budget, cooldown or breaker.
    public var isOfNoRepair: Bool { repair == Self.noRepair }

    /// The line with what its request names besides addresses.
    func about(_ subject: String?) -> RepairMessage {
        var line = self
        line.subject = subject
        return line
    }

    /// The repair's name in a line that belongs to no repair.
    public static let noRepair = RepairReport.noRepair
}
