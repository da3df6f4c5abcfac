/// What one cycle brings to a decision.
public struct CycleFacts: Sendable, Equatable {
    public var observation: Observation
    /// Monotonic time since the cycle before; zero for the first one after a start.
    public var elapsed: Duration
    /// What people's switches say.
    public var operators: OperatorSwitches
    /// Whether the maintenance windows let repairs start.
    public var window: WindowState
    /// What the book of repairs says, by kind; a kind that is not in it was never tried.
    public var book: [RepairKind: GuardrailFacts.Book]

    public init(
        observation: Observation, elapsed: Duration, operators: OperatorSwitches = OperatorSwitches(),
        window: WindowState = .open,
        book: [RepairKind: GuardrailFacts.Book] = [:]
    ) {
        self.observation = observation
        self.elapsed = elapsed
        self.operators = operators
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
    watch.applySwitches(facts.operators, policy, &effects)
    // Of many rules few have tripped: what follows is for those alone, in the order of the configuration.
    var open: [Int] = []
    for place in policy.rules.indices where watch.follow(policy.rules[place], facts, policy, &effects) {
        open.append(place)
    }
    for place in open { watch.climb(policy.rules[place], facts, policy, &effects) }
    if !open.isEmpty { watch.consider(open.lazy.map { policy.rules[$0] }, facts, policy, &effects) }
    return (watch, effects)
}

extension Watch {
    /// Counts, for every signal that was unknown of late, the cycles it has been known since.
    fileprivate mutating func settle(_ observation: Observation, cycles: Int) {
        for (name, known) in settling where observation.reading(Signal(name))?.value != nil {
            settling[name] = known + 1 > cycles ? nil : known + 1
        }
        // What nobody asked in this cycle (a plan out of turn) is no spell of blindness.
        for reading in observation.readings.unknown where reading.reason?.cause != .notAsked {
            settling[reading.signal.name] = 0
        }
    }

    /// A state that moved makes older readings stale: a repair does not rest on them.
    fileprivate mutating func note(_ snapshot: SnapshotIdentity?) {
        guard let snapshot else { return }
        let version = StateVersion(snapshot)
        if let state, state != version {
            for name in rules.keys { rules[name]?.forgetFreshness() }
        }
        state = version
    }

    /// Closes the incidents of rules that the configuration no longer has.
    fileprivate mutating func closeOrphans(_ policy: Policy, _ effects: inout [Effect]) {
        guard
            rules.count > policy.rules.count
                || policy.rules.contains(where: { rules.index(forKey: $0.name) == nil })
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
