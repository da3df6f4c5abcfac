/// What is to be done after a decision. Others carry it out.
public enum Effect: Sendable, Equatable {
    case opened(Incident)
    case closed(Incident, why: ClosingReason)
    /// The rule changes too often, or does so no more. While it does, its incident stays open and nothing is repaired.
    case flapping(rule: String, began: Bool, incident: String?)
    /// Every guardrail agrees: start it.
    case repair(Proposal)
    /// The repair would run, and is held back; said when the reasons change.
    case heldBack(Proposal, [Refusal])
}

/// Why an incident is no more.
public enum ClosingReason: String, Sendable, Codable {
    /// Its own signal cleared, for as long as the rule asks.
    case cleared
    /// The configuration no longer has the rule.
    case ruleRemoved = "rule removed"
}
