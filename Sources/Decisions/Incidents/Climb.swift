extension Watch {
    /// Moves an open incident up its ladder, at most one rung in a cycle. No rung is skipped or reached twice.
    ///
    /// An incident does not climb if a person has acknowledged it, if its rule flaps, or if its signal is unknown in this
    /// cycle.
    mutating func climb(_ rule: Rule, _ facts: CycleFacts, _ policy: Policy, _ effects: inout [Effect]) {
        guard let incident = rules[rule.name]?.incident,
            incident.acknowledged == nil,
            rules[rule.name]?.isFlapping == false,
            let ladder = policy.ladder(for: rule),
            incident.rung < ladder.rungs.count
        else { return }
        let rung = ladder.rungs[incident.rung]
        guard incident.age >= rung.after,
            let reading = facts.observation.reading(rule.when.signal),
            rule.clears(for: reading) == false
        else { return }
        rules[rule.name]?.incident?.rung += 1
        var climbed = incident
        climbed.rung += 1
        effects.append(.climbed(climbed, rung))
    }
}
