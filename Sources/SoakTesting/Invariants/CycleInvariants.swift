import Decisions
import Ledger
import Rehearsal
import Repairs
import Synchronization

/// The invariants of every recorded cycle and of every repair that a cycle requests.
extension Invariants {
    func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation) {
        count(simulation)
        guard let policy = simulation.truth.withLock({ $0.file.policy(cycle.stack) }) else { return }
        for rule in policy.rules {
            guard let now = cycle.watch.rules[rule.name] else { continue }
            let was = before.rules[rule.name]
            checkLadder(simulation, rule, policy, was, now)
            if let incident = now.incident, was?.incident?.id != incident.id {
                checkOpening(simulation, cycle, rule, incident, before)
            }
            if let gone = was?.incident, now.incident?.id != gone.id {
                checkClosing(simulation, cycle, rule, gone)
            }
        }
        checkBelievedState(simulation, cycle)
        record.withLock { record in
            var watched = record.watches[cycle.stack] ?? ObservedStack()
            // Ages count from the beginning of a cycle: a cycle may take minutes until it is recorded.
            watched.take(cycle, policy, at: record.cycleStarts[cycle.stack] ?? simulation.clock)
            record.watches[cycle.stack] = watched
        }
        checkAges(simulation, cycle)
    }

    /// The watcher begins to probe a stack.
    func cycleBegins(at stack: String, in simulation: Simulation) {
        record.withLock { $0.cycleStarts[stack] = simulation.clock }
    }

    /// No state of another lineage is believed, and none with a lower serial than before.
    private func checkBelievedState(_ simulation: Simulation, _ cycle: CycleRecord) {
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

    /// The age of an incident does not grow while its signal is unknown. One second of rounding is allowed.
    private func checkAges(_ simulation: Simulation, _ cycle: CycleRecord) {
        let known = record.withLock { $0.watches[cycle.stack]?.knownTime ?? [:] }
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

    private func checkLadder(
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
        if incident.acknowledged != nil {
            violate(simulation, "\(incident.id): climbs although it is acknowledged")
        }
        if now.isFlapping { violate(simulation, "\(incident.id): climbs while its rule flaps") }
    }

    private func checkOpening(
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
        if case .cycles(let wanted) = rule.hold, (watched?.heldInARow[rule.name] ?? 0) + 1 < wanted {
            violate(simulation, "\(incident.id): opened before '\(rule.when)' held for \(wanted) cycles")
        }
        if watched?.closedByPerson.contains(rule.name) == true {
            violate(
                simulation,
                "\(incident.id): opened although a person closed the previous one, and the rule did not clear"
            )
        }
    }

    /// An incident closes as cleared only if its own signal is known and no longer holds.
    private func checkClosing(
        _ simulation: Simulation, _ cycle: CycleRecord, _ rule: Rule, _ incident: Incident
    ) {
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

    /// A cycle requests a repair.
    func requested(_ request: RepairRequest, in simulation: Simulation) {
        if let incident = request.incident,
            record.withLock({ $0.watches[request.stack]?.watch.incidents.contains { $0.id == incident } })
                != true
        {
            violate(simulation, "\(incident): requests a repair before it is recorded")
        }
        guard request.kind != .unmute,
            let policy = simulation.truth.withLock({ $0.file.policy(request.stack) }),
            let rule = policy.rules.first(where: { $0.name == request.rule }),
            let watched = record.withLock({ $0.watches[request.stack] })
        else { return }
        if rule.when.signal.isAboutWatching {
            violate(simulation, "\(rule.name): a rule about the probes themselves requests a repair")
        }
        if watched.watch.rules[rule.name]?.isFlapping == true {
            violate(simulation, "\(rule.name): flaps, and requests a repair")
        }
        let tiers = request.kind == .emergencyDeploy ? policy.tiers.prefix { $0.name != request.tier } : []
        var signals = [rule.when.signal, .awsCredentials, .stateReadable]
        signals += tiers.map { .missing(ofTier: $0.name) }
        if request.kind == .emergencyDeploy, let tier = request.tier {
            signals.append(.missing(ofTier: tier))
        }
        for signal in signals {
            if watched.unknown.contains(signal) {
                violate(simulation, "\(rule.name): requests a repair while \(signal) is unknown")
            } else if let known = watched.knownFor[signal], known < policy.guardrails.settle {
                violate(simulation, "\(rule.name): \(signal) is known for \(known) cycles, not yet settled")
            }
        }
        if watched.heldInARow[rule.name] ?? 0 == 0 {
            violate(simulation, "\(rule.name): requests a repair although '\(rule.when)' does not hold")
        }
        if case .cycles(let wanted) = rule.hold, watched.heldOnState[rule.name] ?? 0 < wanted {
            violate(simulation, "\(rule.name): requests a repair on readings older than the state")
        }
        if request.state != watched.mark {
            violate(simulation, "\(rule.name): requests a repair on a state that was not read")
        }
        if request.kind == .removeAlarms, request.tier != nil,
            watched.watch.rules[rule.name]?.incident?.rung ?? 0 < 3
        {
            violate(simulation, "\(rule.name): sheds before its rung")
        }
    }
}

extension Invariants.ObservedStack {
    mutating func take(_ cycle: CycleRecord, _ policy: Policy, at clock: Duration) {
        let elapsed = clock - (lastCycle ?? clock)
        lastCycle = clock
        watch = cycle.watch
        for (incident, why) in cycle.closed {
            knownTime[incident.id] = nil
            // While a rule flaps, its incident can stay open after the rule has cleared; the next trip then opens another one.
            if case .person = why, cycle.watch.rules[incident.rule]?.isTripped == true {
                closedByPerson.insert(incident.rule)
            }
        }
        if let identity = cycle.state?.believed.identity, mark != StateVersion(identity) {
            mark = StateVersion(identity)
            heldOnState = [:]
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
            // 30 seconds of tolerance: a cycle begins shortly before its probes.
            if let incident = cycle.watch.rules[rule.name]?.incident {
                knownTime[incident.id, default: .seconds(30)] += elapsed
            }
            heldInARow[rule.name] = rule.when.holds(for: value) ? (heldInARow[rule.name] ?? 0) + 1 : 0
            if !rule.when.holds(for: value) { closedByPerson.remove(rule.name) }
            heldOnState[rule.name] = rule.when.holds(for: value) ? (heldOnState[rule.name] ?? 0) + 1 : 0
        }
    }
}
