extension Watch {
    /// Requests the repairs of the open incidents, or reports which guardrails refuse them. At most one repair of a stack is
    /// requested in a cycle: that of the first rule whose repair is allowed.
    ///
    /// - Parameter tripped: the rules whose incidents are open, in the order of the configuration.
    mutating func consider(
        _ tripped: some Sequence<Rule>, _ facts: CycleFacts, _ policy: Policy, _ effects: inout [Effect]
    ) {
        var asked = false
        // The same for every repair of this cycle, except what depends on its rule and its kind.
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
                    // A running repair reports its own progress; the state lock that it holds, and its row in the book, are not reported as
                    // refusals.
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

    /// What the incident requests in this cycle: the rule's own response, and that of every rung it has reached.
    private func proposals(
        for rule: Rule, _ incident: Incident, _ observation: Observation, _ policy: Policy
    ) -> [Proposal] {
        // A repair needs a known reading of this cycle. There is none for rules on the watching itself, for flapping rules, and
        // for incidents that a person has acknowledged.
        guard rules[rule.name]?.isFlapping == false,
            incident.acknowledged == nil,
            !rule.when.signal.isAboutWatching, let reading = observation.reading(rule.when.signal),
            rule.holds(for: reading) == true
        else { return [] }
        var proposals: [Proposal] = []
        func add(
            _ kind: RepairKind, tier: String?, _ addresses: [Address], _ subject: String? = nil, rung: Int?
        ) {
            guard !addresses.isEmpty || subject != nil else { return }
            proposals.append(
                Proposal(
                    RepairIntent(
                        stack: policy.stack, kind: kind, rule: rule.name, incident: incident.id, tier: tier,
                        addresses: addresses, subject: subject, apply: policy.mode == .act),
                    rung: rung, state: observation.snapshot.map(StateVersion.init)))
        }
        if case .repair(let kind) = rule.respond {
            add(
                kind, tier: kind.traits.response?.tier(policy, rule),
                policy.targets(of: kind, for: rule, in: observation),
                kind.traits.response?.subject(policy, rule, observation), rung: nil)
        }
        let rungs = policy.ladder(for: rule)?.rungs ?? []
        // The configuration may have been reloaded with another ladder: its rungs wait for their own ages.
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
            // The rule's own signal, and the signals that the repair depends on: a rung may repair because of another signal.
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
