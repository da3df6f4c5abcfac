/// What is to be done after a decision. Others carry it out.
public enum Effect: Sendable, Equatable {
    case opened(Incident)
    case closed(Incident, why: ClosingReason)
    /// A person has taken it over: it climbs no further, and nothing more is repaired for it.
    case acknowledged(Incident, by: String)
    /// It reached the age of its next rung. A rung that repairs is considered in every cycle from then on.
    case climbed(Incident, Rung)
    /// The rule changes too often, or does so no more. While it does, its incident stays open and nothing is repaired.
    case flapping(rule: String, began: Bool, incident: String?)
    /// Every guardrail agrees: start it.
    case repair(Proposal)
    /// The repair would run, and is held back; said when the reasons change.
    case heldBack(Proposal, [Refusal])
}

/// Why an incident is no more.
public enum ClosingReason: Sendable, Equatable, CustomStringConvertible {
    /// Its own signal cleared, for as long as the rule asks.
    case cleared
    /// The configuration no longer has the rule.
    case ruleRemoved
    /// A person closed it: who, and why.
    case person(String)

    public var description: String {
        switch self {
        case .cleared: return "cleared"
        case .ruleRemoved: return "rule removed"
        case .person(let why): return why
        }
    }
}
