import Decisions
import Ledger
import Rehearsal
import Repairs
import Synchronization

/// What must hold of every cycle that is recorded, and of every repair that a cycle asks for.
extension Invariants {
    func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation) {
        count(simulation)
        guard let policy = simulation.truth.withLock({ $0.file.policy(cycle.stack) }) else { return }
        for rule in policy.rules {
            guard let now = cycle.watch.rules[rule.name] else { continue }
            let was = before.rules[rule.name]
            climbs(simulation, rule, policy, was, now)
            if let incident = now.incident, was?.incident?.id != incident.id {
                opens(simulation, cycle, rule, incident, before)
            }
            if let gone = was?.incident, now.incident?.id != gone.id {
                closes(simulation, cycle, rule, gone)
            }
        }
        believes(simulation, cycle)
        record.withLock { record in
            var watched = record.watches[cycle.stack] ?? Watched()
            // From look to look, as ages are counted: a pass may take minutes until it is recorded.
            watched.take(cycle, policy, at: record.probeResults[cycle.stack] ?? simulation.clock)
            record.watches[cycle.stack] = watched
        }
        ages(simulation, cycle)
    }

    /// The watcher begins a look at a stack.
    func probeResults(at stack: String, in simulation: Simulation) {
        record.withLock { $0.probeResults[stack] = simulation.clock }
    }

    /// No other history, and nothing older than what was believed before.
    private func believes(_ simulation: Simulation, _ cycle: CycleRecord) {
        guard let now = cycle.state?.believed.identity,
            let before = record.withLock({ $0.watches[cycle.stack]?.mark })
        else { return }
        if now.lineage != before.lineage {
            violate(simulation, "\(cycle.stack): another lineage is believed")
        }
        if now.lineage == before.lineage, now.serial < before.serial {
            violate(simulation, "\(cycle.stack): serial \(now.serial) is believed after \(before.serial)")
        }
    }

    /// Blind time makes no incident older.
    private func ages(_ simulation: Simulation, _ cycle: CycleRecord) {
        let known = record.withLock { $0.watches[cycle.stack]?.known ?? [:] }
        for incident in cycle.watch.incidents
        where incident.age > (known[incident.id] ?? .zero) + .seconds(1) {
            violate(
                simulation,
                "\(incident.id): \(incident.age.words) old, its signal was known for \((known[incident.id] ?? .zero).words)"
            )
        }
    }

    private func count(_ simulation: Simulation) {
        let isFaulty = simulation.truth.withLock { truth in
            truth.host.isTroubled(at: simulation.clock)
                || truth.stacks.contains { !$0.isWhole || $0.lock != nil }
        }
        counts.withLock { counts in
            if isFaulty { counts.faultyCycles += 1 } else { counts.quietCycles += 1 }
        }
    }

    private func climbs(
        _ simulation: Simulation, _ rule: Rule, _ policy: Policy, _ was: Watch.RuleWatch?,
        _ now: Watch.RuleWatch
    ) {
        guard let incident = now.incident else { return }
        let rung = was?.incident?.id == incident.id ? was?.incident?.rung ?? 0 : 0
        guard incident.rung != rung else { return }
        let ladder = policy.ladder(for: rule)?.rungs ?? []
        guard incident.rung == rung + 1, incident.rung <= ladder.count else {
            return violate(simulation, "\(incident.id): from rung \(rung) to rung \(incident.rung)")
        }
        if incident.age < ladder[rung].after {
            violate(simulation, "\(incident.id): rung \(incident.rung) at the age of \(incident.age.words)")
        }
        if incident.acknowledged != nil { violate(simulation, "\(incident.id): climbs in a person's hands") }
        if now.isFlapping { violate(simulation, "\(incident.id): climbs while its rule flaps") }
    }

    private func opens(
        _ simulation: Simulation, _ cycle: CycleRecord, _ rule: Rule, _ incident: Incident, _ before: Watch
    ) {
        let number = Int(incident.id.split(separator: "-").last ?? "") ?? 0
        let highest = record.withLock { record in
            defer { record.opened[cycle.stack] = max(record.opened[cycle.stack] ?? 0, number) }
            return record.opened[cycle.stack] ?? 0
        }
        if number <= highest { violate(simulation, "\(incident.id): opened a second time") }
        guard let reading = cycle.readings.of(rule.when.signal), let value = reading.value else {
            return violate(simulation, "\(incident.id): opened while \(rule.when.signal) is unknown")
        }
        if !rule.when.holds(for: value) {
            violate(simulation, "\(incident.id): opened although '\(rule.when)' does not hold")
        }
        let watched = record.withLock { $0.watches[cycle.stack] }
        if case .cycles(let wanted) = rule.hold, (watched?.ran[rule.name] ?? 0) + 1 < wanted {
            violate(simulation, "\(incident.id): opened before '\(rule.when)' held for \(wanted) cycles")
        }
        if watched?.closedByPerson.contains(rule.name) == true {
            violate(
                simulation,
                "\(incident.id): opened although a person closed the one before, and nothing cleared")
        }
    }

    /// By the world, when its own condition has cleared and is known; by a person, who said so.
    private func closes(_ simulation: Simulation, _ cycle: CycleRecord, _ rule: Rule, _ incident: Incident) {
        guard case .cleared? = cycle.closed.first(where: { $0.incident.id == incident.id })?.why else {
            return
        }
        guard let value = cycle.readings.of(rule.when.signal)?.value else {
            return violate(simulation, "\(incident.id): cleared while \(rule.when.signal) is unknown")
        }
        if rule.when.holds(for: value), (rule.clear?.when.holds(for: value) ?? false) == false,
            rule.hold == .cycles(1)
        {
            violate(simulation, "\(incident.id): cleared although '\(rule.when)' holds")
        }
    }

    /// A cycle asks for a repair.
    func asked(_ request: RepairRequest, in simulation: Simulation) {
        if let incident = request.incident,
            record.withLock({ $0.watches[request.stack]?.watch.incidents.contains { $0.id == incident } })
                != true
        {
            violate(simulation, "\(incident): asks for a repair before it is recorded")
        }
        guard request.kind != .unmute,
            let policy = simulation.truth.withLock({ $0.file.policy(request.stack) }),
            let rule = policy.rules.first(where: { $0.name == request.rule }),
            let watched = record.withLock({ $0.watches[request.stack] })
        else { return }
        if rule.when.signal.isAboutWatching {
            violate(simulation, "\(rule.name): a rule on the watching itself asks for a repair")
        }
        if watched.watch.rules[rule.name]?.isFlapping == true {
            violate(simulation, "\(rule.name): flaps, and asks for a repair")
        }
        let tiers = request.kind == .emergencyDeploy ? policy.tiers.prefix { $0.name != request.tier } : []
        var signals = [rule.when.signal, .awsCredentials, .stateReadable]
        signals += tiers.map { .missing(ofTier: $0.name) }
        if request.kind == .emergencyDeploy, let tier = request.tier {
            signals.append(.missing(ofTier: tier))
        }
        for signal in signals {
            if watched.unknown.contains(signal) {
                violate(simulation, "\(rule.name): asks for a repair while \(signal) is unknown")
            } else if let known = watched.knownFor[signal], known < policy.guardrails.settle {
                violate(simulation, "\(rule.name): \(signal) is known for \(known) cycles, not yet settled")
            }
        }
        if watched.ran[rule.name] ?? 0 == 0 {
            violate(simulation, "\(rule.name): asks for a repair although '\(rule.when)' does not hold")
        }
        if case .cycles(let wanted) = rule.hold, watched.held[rule.name] ?? 0 < wanted {
            violate(simulation, "\(rule.name): asks for a repair on readings older than the state")
        }
        if request.state != watched.mark {
            violate(simulation, "\(rule.name): asks on a state that nobody read")
        }
        if request.kind == .removeAlarms, request.tier != nil,
            watched.watch.rules[rule.name]?.incident?.rung ?? 0 < 3
        {
            violate(simulation, "\(rule.name): sheds before its rung")
        }
    }
}

extension Invariants.Watched {
    mutating func take(_ cycle: CycleRecord, _ policy: Policy, at clock: Duration) {
        let elapsed = clock - (lastCycle ?? clock)
        lastCycle = clock
        watch = cycle.watch
        for (incident, why) in cycle.closed {
            known[incident.id] = nil
            // While it flaps, an incident may be open whose rule has cleared: the next trip opens another.
            if case .person = why, cycle.watch.rules[incident.rule]?.isTripped == true {
                closedByPerson.insert(incident.rule)
            }
        }
        if let identity = cycle.state?.believed.identity, mark != StateVersion(identity) {
            mark = StateVersion(identity)
            held = [:]
        }
        for reading in cycle.readings {
            if let reason = reading.reason {
                guard reason.cause != .notAsked else { continue }
                unknown.insert(reading.signal)
                knownFor[reading.signal] = 0
            } else {
                unknown.remove(reading.signal)
                if let known = knownFor[reading.signal] { knownFor[reading.signal] = known + 1 }
            }
        }
        for rule in policy.rules {
            guard let value = cycle.readings.of(rule.when.signal)?.value else { continue }
            // A pass begins a moment before its look.
            if let incident = cycle.watch.rules[rule.name]?.incident {
                known[incident.id, default: .seconds(30)] += elapsed
            }
            ran[rule.name] = rule.when.holds(for: value) ? (ran[rule.name] ?? 0) + 1 : 0
            if !rule.when.holds(for: value) { closedByPerson.remove(rule.name) }
            held[rule.name] = rule.when.holds(for: value) ? (held[rule.name] ?? 0) + 1 : 0
        }
    }
}
