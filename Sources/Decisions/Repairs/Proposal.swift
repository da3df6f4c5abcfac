/// A repair that a tripped rule asks for: what it intends, which rung asks, and what it was decided on.
@dynamicMemberLookup
public struct Proposal: Sendable, Equatable {
    /// Its addresses are never empty. Nothing is applied in mode `observe`.
    public var intent: RepairIntent
    /// The rung of the ladder that asks, from 1; nil where the rule's own response does.
    public var rung: Int?
    /// The state that it was decided on.
    public var state: StateVersion?

    public init(_ intent: RepairIntent, rung: Int? = nil, state: StateVersion? = nil) {
        self.intent = intent
        self.rung = rung
        self.state = state
    }

    public subscript<Value>(dynamicMember member: KeyPath<RepairIntent, Value>) -> Value {
        intent[keyPath: member]
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
