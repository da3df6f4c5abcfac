/// A repair that a tripped rule asks for.
public struct Proposal: Sendable, Equatable {
    public var kind: RepairKind
    public var rule: String
    public var incident: String
    /// The tier to restore; nil for repairs that are about no tier.
    public var tier: String?
    /// What is proven missing, or the alarms to remove: never empty.
    public var addresses: [Address]
    /// False in mode `observe`: everything up to the inspected plan, then "would have applied".
    public var apply: Bool

    public init(
        kind: RepairKind, rule: String, incident: String, tier: String?, addresses: [Address], apply: Bool
    ) {
        self.kind = kind
        self.rule = rule
        self.incident = incident
        self.tier = tier
        self.addresses = addresses
        self.apply = apply
    }
}

extension Policy {
    /// What a repair of this kind for this rule would be about, as the look shows it.
    public func targets(of kind: RepairKind, for rule: Rule, in observation: Observation) -> [Address] {
        switch kind {
        case .emergencyDeploy:
            guard let tier = tier(for: rule) else { return [] }
            return observation.missing.filter { tier.covers($0) }
        case .removeAlarms:
            let flapping = rule.when.signal == .alarmsFlapping
            return observation.alarms
                .filter { flapping ? $0.flapping : $0.state == .alarm }
                // One that is muted already is silent: nothing is left to remove, unless it is to be destroyed.
                .filter { alarm in alarm.actionsEnabled || mayDestroy(alarm.address) }
                .map(\.address)
        case .unmute:
            return []
        }
    }

    /// Whether `destroy:` lists the address and `protect:` does not.
    public func mayDestroy(_ address: Address) -> Bool {
        guardrails.destroy.contains { $0.matches(address) }
            && !guardrails.protect.contains { $0.matches(address) }
    }
}
