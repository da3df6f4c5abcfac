import Decisions
import Watchdog

/// The result of the decision of one cycle.
typealias Decision = (watch: Watch, effects: [Effect])

extension PlantedFault {
    /// The decision of a cycle, with its arguments or its result changed by the fault.
    func decide(_ watch: Watch, _ facts: CycleFacts, _ policy: Policy) -> Decision {
        let right = Decisions.decide(watch, facts, policy: policy)
        switch self {
        case .unknownTrips, .unknownClears, .ignoresPause, .ignoresWindow, .reopensAfterPersonClosed:
            return Decisions.decide(wrong(watch), wrong(facts, watch, policy), policy: policy)
        case .restoresLowestTierFirst:
            // Keeps only the rules of the lowest tier that requests a repair.
            for tier in policy.tiers.reversed() {
                var lower = policy
                lower.rules.removeAll { $0.when.signal.tier != tier.name }
                let requested = Decisions.decide(watch, facts, policy: lower).effects.filter(\.isRepair)
                if !requested.isEmpty {
                    return (right.watch, right.effects.filter { !$0.isRepair } + requested)
                }
            }
            return right
        case .repairsWithoutNeed, .flappingRepairs:
            let other = Decisions.decide(wrong(watch), wrong(facts, watch, policy), policy: policy)
            let open = Set(right.watch.incidents.map(\.id))
            let requested = other.effects.filter { $0.isRepair(ofOneOf: open) }
            return (right.watch, right.effects.filter { !$0.isRepair } + requested)
        case .flappingClimbs, .climbsAfterAcknowledgement:
            let other = Decisions.decide(wrong(watch), wrong(facts, watch, policy), policy: policy)
            return climbing(right, as: other)
        default: return changed(right, from: watch, facts, policy)
        }
    }

    /// The watch that the decision gets instead of the stored one.
    private func wrong(_ watch: Watch) -> Watch {
        var watch = watch
        for (name, rule) in watch.rules {
            switch self {
            case .flappingRepairs, .flappingClimbs:
                watch.rules[name]?.isFlapping = false
                watch.rules[name]?.trips = CycleHistory()
            case .climbsAfterAcknowledgement: watch.rules[name]?.incident?.acknowledged = nil
            // A person closed the incident, and the condition still holds.
            case .reopensAfterPersonClosed where rule.isTripped && rule.incident == nil:
                watch.rules[name]?.isTripped = false
            default: break
            }
        }
        return watch
    }

    /// The facts that the decision gets instead of the observed ones.
    private func wrong(_ facts: CycleFacts, _ watch: Watch, _ policy: Policy) -> CycleFacts {
        var facts = facts
        switch self {
        case .ignoresPause: facts.operators.pause = nil
        case .ignoresWindow: facts.window = .open
        case .climbsAfterAcknowledgement: facts.operators.acknowledged = [:]
        case .unknownTrips: facts.assume(true, policy) { _, reading in reading.value == nil }
        case .unknownClears: facts.assume(false, policy) { _, reading in reading.value == nil }
        case .repairsWithoutNeed:
            facts.assume(true, policy) { rule, reading in
                reading.value != nil && watch.rules[rule.name]?.incident != nil
            }
        default: break
        }
        return facts
    }

    private func changed(
        _ decision: Decision, from before: Watch, _ facts: CycleFacts, _ policy: Policy
    ) -> Decision {
        var (watch, effects) = decision
        switch self {
        case .diagnosesTwice:
            // Climbs the diagnosing rung a second time.
            effects = effects.flatMap { $0.isDiagnosis ? [$0, $0] : [$0] }
        case .skipsRung:
            for case .climbed(let incident, _) in decision.effects {
                watch.rules[incident.rule]?.incident?.rung += 1
            }
        case .reusesIncidents: watch.nextIncident = before.nextIncident
        case .ageCountsUnknownTime:
            for rule in policy.rules where before.rules[rule.name]?.incident != nil {
                guard facts.observation.reading(rule.when.signal)?.value == nil else { continue }
                watch.rules[rule.name]?.incident?.age += facts.elapsed
            }
        default: break
        }
        return (watch, effects)
    }

    /// A decision, with the rungs that another decision climbed.
    private func climbing(_ decision: Decision, as other: Decision) -> Decision {
        var watch = decision.watch
        let climbed = other.effects.filter { effect in
            guard case .climbed(let incident, _) = effect,
                watch.rules[incident.rule]?.incident?.id == incident.id
            else { return false }
            watch.rules[incident.rule]?.incident?.rung = incident.rung
            return true
        }
        let kept = decision.effects.filter { effect in
            if case .climbed = effect { return false }
            return true
        }
        return (watch, kept + climbed)
    }
}

extension Effect {
    fileprivate var isRepair: Bool {
        if case .repair = self { return true }
        return false
    }

    fileprivate func isRepair(ofOneOf incidents: Set<String>) -> Bool {
        guard case .repair(let proposal) = self, let incident = proposal.incident else { return false }
        return incidents.contains(incident)
    }

    fileprivate var isDiagnosis: Bool {
        guard case .climbed(_, let rung) = self else { return false }
        return rung.step == .diagnose
    }
}

extension CycleFacts {
    /// Replaces readings by values at which the rule's condition holds, or at which the rule clears.
    fileprivate mutating func assume(
        _ holds: Bool, _ policy: Policy, where isAssumed: (Rule, Reading) -> Bool
    ) {
        for rule in policy.rules {
            let signal = rule.when.signal
            guard let place = observation.readings.firstIndex(where: { $0.signal == signal }),
                isAssumed(rule, observation.readings[place]), let value = rule.value(holds: holds)
            else { continue }
            observation.readings[place] = .known(
                signal, value, samples: rule.atLeast > 0 ? rule.atLeast : nil)
        }
    }
}

extension Rule {
    /// A value at which the condition holds, or at which the rule clears.
    fileprivate func value(holds: Bool) -> Double? {
        let thresholds = [when.threshold] + (clear.map { [$0.when.threshold] } ?? [])
        return thresholds.flatMap { [$0, $0 + 1, $0 - 1] }.first { value in
            guard !holds else { return when.holds(for: value) }
            return clear?.when.holds(for: value) ?? !when.holds(for: value)
        }
    }
}
