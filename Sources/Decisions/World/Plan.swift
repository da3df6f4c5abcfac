/// One change that a plan would make.
public struct PlannedChange: Sendable, Equatable, Hashable {
    public enum Action: String, Sendable, Codable {
        case create
        case update
        case delete
        /// Delete and create, in either order.
        case replace
        case read
        /// The address alone changes (`moved` blocks).
        case move
        /// Forgotten by the state, left in AWS (`removed` blocks).
        case forget
        case `import`
        /// A word that this version does not know: never admitted.
        case other
    }

    public var address: Address
    public var action: Action

    public init(_ address: Address, _ action: Action) {
        self.address = address
        self.action = action
    }
}

/// What a plan said it would do: addresses and actions, no attribute values.
public struct PlanSummary: Sendable, Equatable {
    public var changes: [PlannedChange]
    /// Instances that Terraform found changed outside itself, as its drift lines say.
    public var drift: [Address]
    /// What else it would do than change resources, in Terraform's words: the types of such lines.
    public var besides: [String]

    public init(changes: [PlannedChange], drift: [Address], besides: [String] = []) {
        self.changes = changes
        self.drift = drift
        self.besides = besides
    }

    public func count(_ action: PlannedChange.Action) -> Int {
        changes.count { $0.action == action }
    }
}

/// What came of planning.
public enum PlanOutcome: Sendable, Equatable {
    case planned(PlanSummary)
    /// Terraform said that the configuration or the providers do not let it plan. One line, no values.
    case failed(String)
    case unknown(Unknown)
}
