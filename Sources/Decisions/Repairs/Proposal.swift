/// A repair that a tripped rule requests: its intent, the rung that requests it, and the state it was decided on.
@dynamicMemberLookup
public struct Proposal: Sendable, Equatable {
    /// It names addresses, or a subject. Nothing is applied in mode `observe`.
    public var intent: RepairIntent
    /// The rung of the ladder that requests it, from 1; nil if the rule's own response does.
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
    /// What a repair of this kind for this rule would change, by the observation.
    public func targets(of kind: RepairKind, for rule: Rule, in observation: Observation) -> [Address] {
        kind.traits.response?.targets(self, rule, observation) ?? []
    }

    /// The signals that show whether the proposal's repair is needed.
    func signals(under proposal: Proposal) -> [Signal] {
        proposal.kind.traits.response?.signals(self, proposal.tier) ?? []
    }

    /// The alarms that a rule is about and that are not muted yet, or that may be destroyed.
    func alarmsToRemove(for rule: Rule, in observation: Observation) -> [Address] {
        let flapping = rule.when.signal == .alarmsFlapping
        return observation.alarms
            .filter { flapping ? $0.flapping : $0.state == .alarm }
            // For an alarm that is already muted nothing is left to do, unless it may be destroyed.
            .filter { $0.actionsEnabled || mayDestroy($0.address, in: observation) }
            .map(\.address)
    }

    /// What is scheduled for deletion and may be brought back, sorted.
    public func undeletable(in observation: Observation) -> [Address] {
        guard !guardrails.undelete.isEmpty else { return [] }
        return observation.leaving.keys.filter { address in
            guardrails.undelete.contains { $0.matches(address) }
        }.sorted()
    }

    /// The missing resources of a tier and of the tiers before it, because tiers are restored from the first one.
    public func restorable(upTo tier: Tier, in observation: Observation) -> [Address] {
        let above = tiers(upTo: tier)
        return observation.missing.filter { address in above.contains { $0.covers(address) } }
    }

    /// The tiers from the first to this one.
    public func tiers(upTo tier: Tier) -> ArraySlice<Tier> {
        tiers.prefix((tiers.firstIndex { $0.name == tier.name } ?? -1) + 1)
    }

    /// The last expendable tier that still has alarms to mute or destroy, with these alarms. Tiers are shed from the last one.
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

    /// Whether the address may be destroyed and a plan can do so: Terraform can only create what is not in the state.
    public func mayDestroy(_ address: Address, in observation: Observation) -> Bool {
        mayDestroy(address) && !observation.remembered.contains(address)
    }

    /// Whether `destroy:` lists the address and `protect:` does not.
    public func mayDestroy(_ address: Address) -> Bool {
        guardrails.destroy.contains { $0.matches(address) }
            && !guardrails.protect.contains { $0.matches(address) }
    }
}
