extension Watch {
    /// Asks for the repairs of the open incidents, or says what holds them back. At most one repair of a stack is asked for
    /// in a cycle: that of the first rule that has one to ask for.
    ///
    /// - Parameter tripped: the rules whose incidents are open, in the order of the configuration.
    mutating func consider(
        _ tripped: some Sequence<Rule>, _ facts: CycleFacts, _ policy: Policy, _ effects: inout [Effect]
    ) {
        var asked = false
        // The same for every repair of this cycle, but for what its rule and its kind bring.
        let common = GuardrailFacts(
            facts.observation, settled: nil, pause: facts.operators.pause, window: facts.window, book: .init()
        )
        for rule in tripped {
            guard let incident = rules[rule.name]?.incident else { continue }
            let proposals = proposals(for: rule, incident, facts.observation, policy)
            var held: [Refusal] = []
            var heldProposal: Proposal?
            for proposal in proposals {
                var refusals = policy.guardrails.refusals(
                    guardrailFacts(rule, proposal, facts, common, policy))
                if asked {
                    refusals.append(Refusal(.running, "another repair of this stack starts in this cycle"))
                }
                if refusals.isEmpty {
                    asked = true
                    effects.append(.repair(proposal))
                } else if heldProposal == nil {
                    // A repair on its way says for itself how it goes; its own lock and its own row hold nothing back.
                    if refusals.contains(where: { $0.guardrail == .running }) {
                        held = rules[rule.name]?.refusals ?? []
                    } else {
                        (held, heldProposal) = (refusals, proposal)
                    }
                }
            }
            if let heldProposal, rules[rule.name]?.refusals.map(\.guardrail) != held.map(\.guardrail) {
                effects.append(.heldBack(heldProposal, held))
            }
            if !proposals.isEmpty { rules[rule.name]?.refusals = held }
        }
    }

    /// What the incident asks for in this cycle: the rule's own response, and that of every rung it has climbed.
    private func proposals(
        for rule: Rule, _ incident: Incident, _ observation: Observation, _ policy: Policy
    ) -> [Proposal] {
        // A repair rests on a known reading of this very cycle; rules on the watching itself never repair, what flaps does
        // not, and what a person has taken over is the person's.
        guard rules[rule.name]?.isFlapping == false,
            incident.acknowledged == nil,
            !rule.when.signal.isAboutWatching, let reading = observation.reading(rule.when.signal),
            rule.holds(for: reading) == true
        else { return [] }
        var proposals: [Proposal] = []
        func add(_ kind: RepairKind, tier: String?, _ addresses: [Address], rung: Int?) {
            guard !addresses.isEmpty else { return }
            proposals.append(
                Proposal(
                    RepairIntent(
                        stack: policy.stack, kind: kind, rule: rule.name, incident: incident.id, tier: tier,
                        addresses: addresses, apply: policy.mode == .act),
                    rung: rung, state: observation.snapshot.map(StateVersion.init)))
        }
        if case .repair(let kind) = rule.respond {
            add(
                kind, tier: kind.traits.response?.tier(policy, rule),
                policy.targets(of: kind, for: rule, in: observation), rung: nil)
        }
        let rungs = policy.ladder(for: rule)?.rungs ?? []
        // A reload may have brought another ladder: what stands on it now waits for its own age.
        for (index, rung) in rungs.prefix(incident.rung).enumerated() where incident.age >= rung.after {
            guard let kind = rung.step.repair, let found = kind.traits.rung?.targets(policy, observation)
            else { continue }
            add(kind, tier: found.tier, found.addresses, rung: index + 1)
        }
        return proposals
    }

    private func guardrailFacts(
        _ rule: Rule, _ proposal: Proposal, _ facts: CycleFacts, _ common: GuardrailFacts, _ policy: Policy
    ) -> GuardrailFacts {
        var now = common
        if !settling.isEmpty {
            // What the rule is about, and what the repair itself rests on: a rung repairs for another signal's sake.
            let signals =
                [rule.when.signal, .awsCredentials, .stateReadable] + policy.signals(under: proposal)
            now.settled = signals.compactMap { settling[$0.name] }.min()
        }
        let state = rules[rule.name] ?? RuleWatch()
        now.isFresh = rule.hold.isMet(cycles: state.fresh, for: state.freshFor, recent: state.freshRecent)
        now.book = facts.book[proposal.kind] ?? .init()
        return now
    }
}
