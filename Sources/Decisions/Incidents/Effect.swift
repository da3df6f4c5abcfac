/// What must be done after a decision. Other modules do it.
public enum Effect: Sendable, Equatable {
    case opened(Incident)
    case closed(Incident, why: ClosingReason)
    /// A person has acknowledged it: it climbs no further, and no repair is requested for it.
    case acknowledged(Incident, by: String)
    /// It reached the age of its next rung. If the rung repairs, the repair is considered in every cycle from now on.
    case climbed(Incident, Rung)
    /// Whether the rule began or stopped changing too often. While it flaps, its incident stays open and nothing is repaired.
    case flapping(rule: String, began: Bool, incident: String?)
    /// Every guardrail allows it: start it.
    case repair(Proposal)
    /// The repair is needed, but guardrails refuse it. Reported only when the reasons change.
    case heldBack(Proposal, [Refusal])
}

/// Why an incident was closed.
public enum ClosingReason: Sendable, Equatable, CustomStringConvertible {
    /// Its own signal cleared, for as long as the rule requires.
    case cleared
    /// The configuration no longer has the rule.
    case ruleRemoved
    /// A person closed it; with who and why.
    case person(String)

    public var description: String {
        switch self {
        case .cleared: return "cleared"
        case .ruleRemoved: return "rule removed"
        case .person(let why): return why
        }
    }
}
