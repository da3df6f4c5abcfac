/// What one cycle brings to a decision.
public struct CycleFacts: Sendable, Equatable {
    public var observation: Observation
    /// Monotonic time since the cycle before; zero for the first one after a start.
    public var elapsed: Duration
    /// What people's switches say.
    public var people: People
    /// Whether the maintenance windows let repairs start.
    public var window: WindowState
    /// What the book of repairs says, by kind; a kind that is not in it was never tried.
    public var book: [RepairKind: GuardrailFacts.Book]

    public init(
        observation: Observation, elapsed: Duration, people: People = People(), window: WindowState = .open,
        book: [RepairKind: GuardrailFacts.Book] = [:]
    ) {
        self.observation = observation
        self.elapsed = elapsed
        self.people = people
        self.window = window
        self.book = book
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
    watch.settle(facts.observation, cycles: policy.guardrails.settle)
    watch.note(facts.observation.snapshot)
    watch.closeOrphans(policy, &effects)
    watch.hear(facts.people, policy, &effects)
    for rule in policy.rules { watch.follow(rule, facts, policy, &effects) }
    for rule in policy.rules { watch.climb(rule, facts, policy, &effects) }
    watch.consider(facts, policy, &effects)
    return (watch, effects)
}

extension Watch {
    /// Counts, for every signal that was unknown of late, the cycles it has been known since.
    fileprivate mutating func settle(_ observation: Observation, cycles: Int) {
        for reading in observation.readings {
            if let reason = reading.reason {
                // What nobody asked in this cycle (a plan out of turn) is no spell of blindness.
                if reason.cause != .notAsked { settling[reading.signal.name] = 0 }
            } else if !settling.isEmpty, let known = settling[reading.signal.name] {
                settling[reading.signal.name] = known + 1 > cycles ? nil : known + 1
            }
        }
    }

    /// A state that moved makes older readings stale: a repair does not rest on them.
    fileprivate mutating func note(_ snapshot: SnapshotIdentity?) {
        guard let snapshot else { return }
        let mark = StateMark(snapshot)
        if let state, state != mark {
            for name in rules.keys { rules[name]?.forgetFreshness() }
        }
        state = mark
    }

    /// Closes the incidents of rules that the configuration no longer has.
    fileprivate mutating func closeOrphans(_ policy: Policy, _ effects: inout [Effect]) {
        guard rules.count > policy.rules.count || policy.rules.contains(where: { rules[$0.name] == nil })
        else { return }
        let names = Set(policy.rules.map(\.name))
        for name in rules.keys.sorted() where !names.contains(name) {
            if let incident = rules[name]?.incident { effects.append(.closed(incident, why: .ruleRemoved)) }
            rules[name] = nil
        }
    }
}

extension Watch.RuleWatch {
    fileprivate mutating func forgetFreshness() {
        fresh = 0
        freshFor = .zero
        freshRecent = CycleHistory()
    }
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
