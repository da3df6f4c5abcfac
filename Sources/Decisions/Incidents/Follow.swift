extension Watch {
    /// Moves one rule on by one cycle: trips it, clears it, or leaves it where the signal is unknown.
    mutating func follow(_ rule: Rule, _ facts: CycleFacts, _ policy: Policy, _ effects: inout [Effect]) {
        var state = rules[rule.name] ?? RuleWatch()
        guard let reading = facts.observation.reading(rule.when.signal), let holds = rule.holds(for: reading),
            let clears = rule.clears(for: reading)
        else {
            rules[rule.name] = state
            return
        }
        state.count(holds: holds, clears: clears, elapsed: facts.elapsed)
        let hasTripped = state.turn(rule)
        if hasTripped, state.incident == nil {
            let incident = Incident(
                id: "\(policy.stack)-\(nextIncident)", rule: rule.name, severity: rule.severity,
                openedAt: facts.observation.at, age: .zero,
                addresses: policy.addresses(concerning: rule, in: facts.observation),
                reading: reading.description)
            nextIncident += 1
            state.incident = incident
            effects.append(.opened(incident))
        }
        if state.updateFlapping() {
            effects.append(
                .flapping(rule: rule.name, began: state.isFlapping, incident: state.incident?.id))
        }
        // What flaps has not cleared: its one incident stays open until it is quiet.
        if let incident = state.incident, !state.isTripped, !state.isFlapping {
            effects.append(.closed(incident, why: .cleared))
            state.incident = nil
            state.refusals = []
        }
        rules[rule.name] = state
    }
}

extension Watch.RuleWatch {
    /// Counts a cycle in which the signal was known.
    mutating func count(holds: Bool, clears: Bool, elapsed: Duration) {
        heldFor = holds && held > 0 ? heldFor + elapsed : .zero
        held = holds ? held + 1 : 0
        clearFor = clears && clear > 0 ? clearFor + elapsed : .zero
        clear = clears ? clear + 1 : 0
        recent.push(isTripped ? clears : holds)
        freshFor = holds && fresh > 0 ? freshFor + elapsed : .zero
        fresh = holds ? fresh + 1 : 0
        freshRecent.push(holds)
        if !clears { incident?.age += elapsed }
    }

    /// Trips or clears.
    ///
    /// - Returns: whether the rule tripped in this very cycle.
    mutating func turn(_ rule: Rule) -> Bool {
        let hold = isTripped ? rule.clear?.hold ?? rule.hold : rule.hold
        let isMet =
            isTripped
            ? hold.isMet(cycles: clear, for: clearFor, recent: recent)
            : hold.isMet(cycles: held, for: heldFor, recent: recent)
        if isMet {
            isTripped.toggle()
            recent = CycleHistory()
        }
        trips.push(isTripped)
        return isMet && isTripped
    }

    /// - Returns: whether flapping began or ended in this cycle.
    mutating func updateFlapping() -> Bool {
        let changed = trips.changed
        let flaps = isFlapping ? changed >= Flapping.low : changed >= Flapping.high
        defer { isFlapping = flaps }
        return flaps != isFlapping
    }
}

/// From which share of changes on a rule flaps, and below which it does so no more: the marks of Nagios' sample
/// configuration (`high_service_flap_threshold`, `low_service_flap_threshold`).
enum Flapping {
    static let high = 20.0
    static let low = 5.0
}

extension Rule {
    /// Whether the condition holds for a reading; nil where the reading is unknown.
    public func holds(for reading: Reading) -> Bool? {
        guard let value = reading.value else { return nil }
        // One failed call of one is 100 % and no storm.
        if let samples = reading.samples, samples < atLeast { return false }
        return when.holds(for: value)
    }

    /// Whether the clear condition holds for a reading; nil where the reading is unknown.
    func clears(for reading: Reading) -> Bool? {
        guard let clear else { return holds(for: reading).map { !$0 } }
        return reading.value.map { clear.when.holds(for: $0) }
    }
}

extension Hold {
    func isMet(cycles: Int, for duration: Duration, recent: CycleHistory) -> Bool {
        switch self {
        case .cycles(let wanted): return cycles >= wanted
        case .duration(let wanted): return cycles > 0 && duration >= wanted
        case .share(let wanted, let of): return recent.held(ofLast: of) >= wanted
        }
    }
}
