/// What one cycle provides for a decision.
public struct CycleFacts: Sendable, Equatable {
    public var observation: Observation
    /// Monotonic time since the cycle before; zero for the first one after a start.
    public var elapsed: Duration
    /// The effect of the operators' switches.
    public var operators: OperatorSwitches
    /// Whether the maintenance windows allow repairs to start.
    public var window: WindowState
    /// What the repair book has, for each kind. A kind without an entry was never attempted.
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

/// The decision of one cycle: a pure function of the watch, the facts and the policy.
///
/// A repair that a guardrail refused is considered again in every cycle while its incident is open. At most one repair of a
/// stack is requested at a time.
public func decide(_ watch: Watch, _ facts: CycleFacts, policy: Policy) -> (watch: Watch, effects: [Effect]) {
    var watch = watch
    var effects: [Effect] = []
    watch.cycles += 1
    watch.settle(facts.observation, cycles: policy.guardrails.settle)
    watch.note(facts.observation.snapshot)
    watch.closeOrphans(policy, &effects)
    watch.applySwitches(facts.operators, policy, &effects)
    // Of many rules only few are tripped. The following steps are for those only, in the order of the configuration.
    var open: [Int] = []
    for place in policy.rules.indices where watch.follow(policy.rules[place], facts, policy, &effects) {
        open.append(place)
    }
    for place in open { watch.climb(policy.rules[place], facts, policy, &effects) }
    if !open.isEmpty { watch.consider(open.lazy.map { policy.rules[$0] }, facts, policy, &effects) }
    return (watch, effects)
}

extension Watch {
    /// For every signal that was recently unknown, counts the cycles since it is known again.
    fileprivate mutating func settle(_ observation: Observation, cycles: Int) {
        for (name, known) in settling where observation.reading(Signal(name))?.value != nil {
            settling[name] = known + 1 > cycles ? nil : known + 1
        }
        // A signal that was not queried in this cycle, such as the plan in most cycles, does not count as unknown.
        for reading in observation.readings.unknown where reading.reason?.cause != .notAsked {
            settling[reading.signal.name] = 0
        }
    }

    /// If the state changed, older readings are stale, and no repair may depend on them.
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
    /// The addresses that an incident of this rule is about, as they are recorded with it.
    func addresses(concerning rule: Rule, in observation: Observation) -> [Address] {
        if case .repair(let kind) = rule.respond { return targets(of: kind, for: rule, in: observation) }
        let signal = rule.when.signal
        if let name = signal.tier, signal == .missing(ofTier: name) {
            guard let tier = tiers.first(where: { $0.name == name }) else { return [] }
            return observation.missing.filter { tier.covers($0) }
        }
        switch signal {
        case .resourcesMissing: return observation.missing
        case .resourcesRemoved: return observation.removed
        case .alarmsFlapping: return observation.alarms.filter(\.flapping).map(\.address)
        case .alarmsFiring: return observation.alarms.filter { $0.state == .alarm }.map(\.address)
        default: return observation.reading(signal)?.about?.addresses ?? []
        }
    }
}
