/// The effect of the operators' switches at one time. Read before every decision and before every repair.
public struct OperatorSwitches: Sendable, Equatable {
    /// Why repairs are paused, and by whom; nil if they are not.
    public var pause: String?
    /// Incidents that a person has acknowledged, with who and why.
    public var acknowledged: [String: String]
    /// Incidents that a person has closed, with who and why.
    public var closed: [String: String]

    public init(
        pause: String? = nil, acknowledged: [String: String] = [:], closed: [String: String] = [:]
    ) {
        self.pause = pause
        self.acknowledged = acknowledged
        self.closed = closed
    }
}

extension Watch {
    /// Applies the operators' switches to the open incidents.
    mutating func applySwitches(_ operators: OperatorSwitches, _ policy: Policy, _ effects: inout [Effect]) {
        guard !operators.acknowledged.isEmpty || !operators.closed.isEmpty else { return }
        for rule in policy.rules {
            guard let incident = rules[rule.name]?.incident else { continue }
            if let why = operators.closed[incident.id] {
                // The rule stays tripped: it opens no new incident until it has cleared.
                effects.append(.closed(incident, why: .person(why)))
                rules[rule.name]?.incident = nil
                rules[rule.name]?.refusals = []
            } else if incident.acknowledged == nil, let who = operators.acknowledged[incident.id] {
                rules[rule.name]?.incident?.acknowledged = who
                effects.append(.acknowledged(incident, by: who))
            }
        }
    }
}
