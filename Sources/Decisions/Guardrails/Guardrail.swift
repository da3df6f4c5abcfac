/// A condition that must be true before a repair starts.
public enum Guardrail: String, Sendable, Codable, CaseIterable {
    /// The stack's mode is `act`.
    case mode
    /// Nobody has paused repairs.
    case pause
    /// The maintenance windows are open.
    case window
    /// The credentials are verified to belong to the stack's account, and the account is configured.
    case account
    /// The state was read and believed in this cycle.
    case state
    /// Not nearly all instances look bad at once.
    case distrust
    /// Readings have been known for some cycles since they were last unknown.
    case settle
    /// The readings that tripped the rule are newer than the last change of the state.
    case freshness
    /// The state lock is free.
    case lock
    /// No other repair of the stack is running.
    case running
    /// Enough time has passed since the last repair of the stack.
    case cooldown
    /// Repairs are left in the budgets of the kind, the stack and the host.
    case budget
    /// The last two repairs of the kind did not both fail.
    case breaker
    /// The repairer reads the same configuration as the one under which the repair was decided.
    case configuration
    /// The request is recent, and whoever sent it may request it.
    case request
    /// The repairer itself sees that the repair is still needed.
    case need
    /// The plan contains what the repair admits and nothing else.
    case inspection
    /// Resources that hold data have no backup that a new, empty resource of the same name would block.
    case backups

    /// Whether a person may bypass it by giving a reason. The others cannot be bypassed.
    public var yieldsToPerson: Bool {
        switch self {
        case .mode, .window, .cooldown, .settle, .distrust: return true
        case .pause, .freshness, .breaker, .account, .state, .lock, .running, .budget, .configuration,
            .request,
            .need, .inspection, .backups:
            return false
        }
    }
}

/// A guardrail that refused, and why.
public struct Refusal: Sendable, Equatable, Hashable, Codable, CustomStringConvertible {
    public var guardrail: Guardrail
    /// One line for the operator.
    public var reason: String

    public init(_ guardrail: Guardrail, _ reason: String) {
        self.guardrail = guardrail
        self.reason = reason
    }

    public var description: String { "\(guardrail.rawValue): \(reason)" }
}
