/// What one cycle brings to a decision.
public struct CycleFacts: Sendable, Equatable {
    public var observation: Observation
    /// Monotonic time since the cycle before; zero for the first one after a start.
    public var elapsed: Duration
    /// What the book of repairs says, by kind.
    public var book: @Sendable (RepairKind) -> GuardrailFacts.Book

    public init(
        observation: Observation, elapsed: Duration,
        book: @escaping @Sendable (RepairKind) -> GuardrailFacts.Book
    ) {
        self.observation = observation
        self.elapsed = elapsed
        self.book = book
    }

    public static func == (left: CycleFacts, right: CycleFacts) -> Bool {
        left.observation == right.observation && left.elapsed == right.elapsed
            && RepairKind.allCases.allSatisfy { left.book($0) == right.book($0) }
    }
}

/// The decision of one cycle: a pure function of what is remembered, what was seen and what the rules say.
///
/// Level, not edge: a repair that a guardrail held back is considered afresh in every cycle while its incident is
/// open, and at most one repair of a stack is asked for at a time.
public func decide(_ watch: Watch, _ facts: CycleFacts, policy: Policy) -> (watch: Watch, effects: [Effect]) {
    var watch = watch
    var effects: [Effect] = []
    watch.cycles += 1
    settle(&watch, facts.observation, cycles: policy.guardrails.settle)
    closeOrphans(&watch, policy: policy, effects: &effects)
    for rule in policy.rules {
        var state = watch.rules[rule.name] ?? Watch.RuleWatch()
        follow(rule, &state, &watch, facts, policy: policy, effects: &effects)
        watch.rules[rule.name] = state
    }
    var asked = false
    for rule in policy.rules {
        consider(rule, &watch, facts, policy: policy, asked: &asked, effects: &effects)
    }
    return (watch, effects)
}

/// Counts, for every signal that was unknown of late, the cycles it has been known since.
private func settle(_ watch: inout Watch, _ observation: Observation, cycles: Int) {
    for reading in observation.readings {
        let name = reading.signal.name
        if let reason = reading.reason {
            // What nobody asked in this cycle (a plan out of turn) is no spell of blindness.
            if reason.cause != .notAsked { watch.settling[name] = 0 }
        } else if let known = watch.settling[name] {
            watch.settling[name] = known + 1 > cycles ? nil : known + 1
        }
    }
}

/// Closes the incidents of rules that the configuration no longer has.
private func closeOrphans(_ watch: inout Watch, policy: Policy, effects: inout [Effect]) {
    let names = Set(policy.rules.map(\.name))
    for name in watch.rules.keys.sorted() where !names.contains(name) {
        if let incident = watch.rules[name]?.incident { effects.append(.closed(incident, why: .ruleRemoved)) }
        watch.rules[name] = nil
    }
}

/// Asks for the repair of a tripped rule, or says what holds it back.
private func consider(
    _ rule: Rule, _ watch: inout Watch, _ facts: CycleFacts, policy: Policy, asked: inout Bool,
    effects: inout [Effect]
) {
    guard case .repair(let kind) = rule.respond, let state = watch.rules[rule.name],
        let incident = state.incident, !state.isFlapping
    else { return }
    // A repair rests on a known reading of this very cycle; rules on the watching itself never repair.
    guard !rule.when.signal.isAboutWatching,
        let reading = facts.observation.reading(rule.when.signal), rule.holds(for: reading) == true
    else { return }
    let targets = policy.targets(of: kind, for: rule, in: facts.observation)
    guard !targets.isEmpty else { return }
    let proposal = Proposal(
        kind: kind, rule: rule.name, incident: incident.id,
        tier: kind == .emergencyDeploy ? policy.tier(for: rule)?.name : nil,
        addresses: targets, apply: policy.mode == .act)
    let settled = [rule.when.signal, .awsCredentials, .stateReadable]
        .compactMap { watch.settling[$0.name] }.min()
    let guardrails = GuardrailFacts(facts.observation, settled: settled, book: facts.book(kind))
    var refusals = policy.guardrails.refusals(guardrails)
    if asked { refusals.append(Refusal(.running, "another repair of this stack starts in this cycle")) }
    if refusals.isEmpty {
        asked = true
        effects.append(.repair(proposal))
    } else if refusals.contains(where: { $0.guardrail == .running }) {
        // A repair is on its way, and says for itself how it goes; its own lock and its own row hold nothing back.
        return
    } else if watch.rules[rule.name]?.refusals.map(\.guardrail) != refusals.map(\.guardrail) {
        effects.append(.heldBack(proposal, refusals))
    }
    watch.rules[rule.name]?.refusals = refusals
}

extension Policy {
    /// The addresses that an incident of this rule is about, for the record.
    func addresses(concerning rule: Rule, in observation: Observation) -> [Address] {
        if case .repair(let kind) = rule.respond { return targets(of: kind, for: rule, in: observation) }
        if let name = rule.when.signal.tier {
            guard let tier = tiers.first(where: { $0.name == name }) else { return [] }
            return observation.missing.filter { tier.covers($0) }
        }
        switch rule.when.signal {
        case .resourcesMissing: return observation.missing
        case .resourcesRemoved: return observation.removed
        case .alarmsFlapping: return observation.alarms.filter(\.flapping).map(\.address)
        case .alarmsFiring: return observation.alarms.filter { $0.state == .alarm }.map(\.address)
        default: return []
        }
    }
}
