/// One change that a plan would make.
public struct PlannedChange: Sendable, Equatable, Hashable {
    public enum Action: String, Sendable, Codable {
        case create
        case update
        case delete
        /// Delete and create, in either order.
        case replace
        case read
        /// Only the address changes (`moved` blocks).
        case move
        /// Removed from the state, but kept in AWS (`removed` blocks).
        case forget
        case `import`
        /// An action that this version does not know. It is never admitted.
        case other
    }

    public var address: Address
    public var action: Action

    public init(_ address: Address, _ action: Action) {
        self.address = address
        self.action = action
    }
}

/// What a plan would do: addresses and actions, no attribute values.
public struct PlanSummary: Sendable, Equatable {
    public var changes: [PlannedChange]
    /// Instances that were changed outside Terraform, by its drift messages.
    public var drift: [Address]
    /// What else it would do besides resource changes: the types of these messages, as Terraform names them.
    public var besides: [String]
    /// Instances whose drift is left out, because `ignore:` lists everything that changed.
    public var ignored: [Address] = []

    public init(changes: [PlannedChange], drift: [Address], besides: [String] = []) {
        self.changes = changes
        self.drift = drift
        self.besides = besides
    }

    /// How many changes have this action.
    public func count(_ action: PlannedChange.Action) -> Int {
        changes.count { $0.action == action }
    }
}

/// The result of planning.
public enum PlanOutcome: Sendable, Equatable {
    case planned(PlanSummary)
    /// Terraform reported that the configuration or the providers prevent a plan. One line, no values.
    case failed(String)
    case unknown(Unknown)
}
