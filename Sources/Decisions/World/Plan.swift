/// One change that a plan would make.
public struct PlannedChange: Sendable, Equatable, Hashable, Codable {
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
public struct PlanSummary: Sendable, Equatable, Codable {
    public var changes: [PlannedChange]
    /// Instances that were changed outside Terraform, by its drift messages.
    public var drift: [Address]
    /// What else it would do besides resource changes: the types of these messages, as Terraform names them.
    public var besides: [String]
    /// The `check` blocks of the code that fail: `check.certificate (main.tf:35)`.
    public var failedChecks: [String]
    /// Instances whose drift is left out, because `ignore:` lists everything that changed.
    public var ignored: [Address] = []

    public init(
        changes: [PlannedChange], drift: [Address], besides: [String] = [], failedChecks: [String] = []
    ) {
        self.changes = changes
        self.drift = drift
        self.besides = besides
        self.failedChecks = failedChecks
    }

    /// How many changes have this action.
    public func count(_ action: PlannedChange.Action) -> Int {
        changes.count { $0.action == action }
    }

    /// The addresses of the changes that have this action, sorted.
    public func addresses(_ action: PlannedChange.Action) -> [Address] {
        changes.filter { $0.action == action }.map(\.address).sorted()
    }
}

/// The result of planning.
public enum PlanOutcome: Sendable, Equatable, Codable {
    case planned(PlanSummary)
    /// Terraform reported that the configuration or the providers prevent a plan. One line, no values.
    case failed(String)
    case unknown(Unknown)
}
