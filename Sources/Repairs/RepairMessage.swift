public import Decisions

/// The steps of the one way that every repair takes.
public enum RepairStep: String, Sendable, Codable, CaseIterable {
    case guardrails
    case snapshot
    case plan
    case inspect
    case apply
    case verify
    case record
}

/// One line of the repairer's standard output: a JSON document each.
public struct RepairMessage: Sendable, Equatable, Codable {
    public var repair: String
    public var step: RepairStep
    /// One line for people: addresses and actions, never an attribute's value.
    public var message: String
    /// The addresses that this line is about.
    public var addresses: [Address]
    /// What the plan would do, once it is inspected.
    public var actions: [RepairAction]
    /// Guardrails that refused.
    public var refusals: [Refusal]
    /// On the last line only.
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
    /// The book does not even know of it: nothing was begun, and nothing counts it.
    public var isOfNoRepair: Bool { repair == Self.noRepair }

    /// What stands in a repair's place where there is none.
    public static let noRepair = RepairReport.noRepair
}
