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
    /// The rung of the ladder that asks, from 1; nil where the rule's own response does.
    public var rung: Int?
    /// The state that it was decided on.
    public var state: StateMark?

    public init(
        kind: RepairKind, rule: String, incident: String, tier: String?, addresses: [Address], apply: Bool,
        rung: Int? = nil, state: StateMark? = nil
    ) {
        self.kind = kind
        self.rule = rule
        self.incident = incident
        self.tier = tier
        self.addresses = addresses
        self.apply = apply
        self.rung = rung
        self.state = state
    }
}

extension Policy {
    /// What a repair of this kind for this rule would be about, as the look shows it.
    public func targets(of kind: RepairKind, for rule: Rule, in observation: Observation) -> [Address] {
        kind.traits.response?.targets(self, rule, observation) ?? []
    }

    /// The signals that say of what a repair is about whether it is so.
    func signals(under proposal: Proposal) -> [Signal] {
        proposal.kind.traits.response?.signals(self, proposal.tier) ?? []
    }

    /// The alarms that a rule is about and that still make themselves heard, or are to be destroyed.
    func alarmsToRemove(for rule: Rule, in observation: Observation) -> [Address] {
        let flapping = rule.when.signal == .alarmsFlapping
        return observation.alarms
            .filter { flapping ? $0.flapping : $0.state == .alarm }
            // One that is muted already is silent: nothing is left to remove, unless it is to be destroyed.
            .filter { $0.actionsEnabled || mayDestroy($0.address, in: observation) }
            .map(\.address)
    }

    /// What is missing of a tier and of those before it: tiers are restored from the top.
    public func restorable(upTo tier: Tier, in observation: Observation) -> [Address] {
        let above = tiers(upTo: tier)
        return observation.missing.filter { address in above.contains { $0.covers(address) } }
    }

    /// The tiers from the first to this one.
    public func tiers(upTo tier: Tier) -> ArraySlice<Tier> {
        tiers.prefix((tiers.firstIndex { $0.name == tier.name } ?? -1) + 1)
    }

    /// The alarms of the last expendable tier that still has some to silence: tiers are shed from the bottom.
    public func nextToShed(in observation: Observation) -> (tier: String, addresses: [Address])? {
        for tier in tiers.reversed() where tier.expendable {
            let addresses = observation.alarms
                .filter {
                    tier.covers($0.address) && ($0.actionsEnabled || mayDestroy($0.address, in: observation))
                }
                .map(\.address)
            if !addresses.isEmpty { return (tier.name, addresses) }
        }
        return nil
    }

    /// Whether it may be destroyed and a plan could: what the state does not name is there for Terraform to create alone.
    public func mayDestroy(_ address: Address, in observation: Observation) -> Bool {
        mayDestroy(address) && !observation.remembered.contains(address)
    }

    /// Whether `destroy:` lists the address and `protect:` does not.
    public func mayDestroy(_ address: Address) -> Bool {
        guardrails.destroy.contains { $0.matches(address) }
            && !guardrails.protect.contains { $0.matches(address) }
    }
}
