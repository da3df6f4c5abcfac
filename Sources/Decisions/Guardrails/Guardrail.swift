/// A condition without which no repair starts.
public enum Guardrail: String, Sendable, Codable, CaseIterable {
    /// The stack's mode is `act`.
    case mode
    /// Nobody has paused repairs.
    case pause
    /// The maintenance windows are open.
    case window
    /// The credentials were shown to be those of the stack's account, and the account is pinned.
    case account
    /// The state was read and believed in this very look.
    case state
    /// Not nearly everything looks bad at once.
    case distrust
    /// Readings have held since the last spell of unknown.
    case settle
    /// The readings that tripped are newer than the last change of the state.
    case freshness
    /// Nobody holds the state lock.
    case lock
    /// No other repair of the stack is running.
    case running
    /// Enough time has passed since the last repair of the stack.
    case cooldown
    /// Repairs are left in the budgets of the kind, the stack and the host.
    case budget
    /// The last repairs of the kind did not fail twice in a row.
    case breaker
    /// The configuration that the repair was decided under is the one that the repairer reads.
    case configuration
    /// The request was made just now, and by somebody who may ask for what it asks.
    case request
    /// What the repair is for is still so, seen by the repairer itself.
    case need
    /// The plan holds what the repair admits and nothing else.
    case inspection
    /// What holds data has no backup that the new, empty one would stand in the way of.
    case backups

    /// Whether a person who says why may pass it. Nobody passes the others.
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
    /// One line for people.
    public var reason: String

    public init(_ guardrail: Guardrail, _ reason: String) {
        self.guardrail = guardrail
        self.reason = reason
    }

    public var description: String { "\(guardrail.rawValue): \(reason)" }
}
