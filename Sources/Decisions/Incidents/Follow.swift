extension Watch {
    /// Updates one rule with one cycle: trips it, clears it, or leaves it unchanged if the signal is unknown.
    ///
    /// - Returns: whether its incident is open now.
    mutating func follow(_ rule: Rule, _ facts: CycleFacts, _ policy: Policy, _ effects: inout [Effect])
        -> Bool
    {
        let reading = facts.observation.reading(rule.when.signal)
        // Changed in place, because in most cycles only counters change.
        let update = rules[rule.name, default: RuleWatch()].move(rule, reading, facts.elapsed)
        if update.opens, let reading {
            let incident = Incident(
                id: "\(policy.stack)-\(nextIncident)", rule: rule.name, severity: rule.severity,
                openedAt: facts.observation.at, age: .zero,
                addresses: policy.addresses(concerning: rule, in: facts.observation),
                reading: reading.description)
            nextIncident += 1
            rules[rule.name]?.incident = incident
            effects.append(.opened(incident))
        }
        if let began = update.flapping {
            effects.append(
                .flapping(rule: rule.name, began: began, incident: rules[rule.name]?.incident?.id))
        }
        guard update.closes, let incident = rules[rule.name]?.incident else { return update.isOpen }
        effects.append(.closed(incident, why: .cleared))
        rules[rule.name]?.incident = nil
        rules[rule.name]?.refusals = []
        return false
    }
}

/// What one cycle changed in a rule.
private struct RuleUpdate {
    /// Whether an incident must be opened, or the open one closed.
    var opens = false
    var closes = false
    /// Flapping began (true) or ended (false).
    var flapping: Bool?
    var isOpen: Bool
}

extension Watch.RuleWatch {
    fileprivate mutating func move(_ rule: Rule, _ reading: Reading?, _ elapsed: Duration) -> RuleUpdate {
        guard let reading, let holds = rule.holds(for: reading), let clears = rule.clears(for: reading) else {
            return RuleUpdate(isOpen: incident != nil)
        }
        count(holds: holds, clears: clears, elapsed: elapsed)
        var update = RuleUpdate(isOpen: incident != nil)
        update.opens = self.update(rule) && incident == nil
        update.isOpen = update.isOpen || update.opens
        if updateFlapping() { update.flapping = isFlapping }
        // While the rule flaps, its incident stays open.
        update.closes = update.isOpen && !isTripped && !isFlapping
        return update
    }

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
    /// - Returns: whether the rule tripped in this cycle.
    mutating func update(_ rule: Rule) -> Bool {
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

/// The share of changes at which a rule flaps, and the share below which it stops, in percent: the values of Nagios' sample
/// configuration (`high_service_flap_threshold`, `low_service_flap_threshold`).
enum Flapping {
    static let high = 20.0
    static let low = 5.0
}

extension Rule {
    /// Whether the condition is true for a reading; nil if the reading is unknown.
    public func holds(for reading: Reading) -> Bool? {
        guard let value = reading.value else { return nil }
        // One failed call out of one is 100 %, but no incident.
        if let samples = reading.samples, samples < atLeast { return false }
        return when.holds(for: value)
    }

    /// Whether the clear condition is true for a reading; nil if the reading is unknown.
    func clears(for reading: Reading) -> Bool? {
        guard let clear else { return holds(for: reading).map { !$0 } }
        return reading.value.map { clear.when.holds(for: $0) }
    }
}

extension EvaluationPeriod {
    func isMet(cycles: Int, for duration: Duration, recent: CycleHistory) -> Bool {
        switch self {
        case .cycles(let wanted): return cycles >= wanted
        case .duration(let wanted): return cycles > 0 && duration >= wanted
        case .share(let wanted, let of): return recent.held(ofLast: of) >= wanted
        }
    }
}
