import Decisions
import Terraform

extension RepairRun {
    /// Destroys the alarms that `destroy:` lists, mutes the others.
    func removeAlarms(_ sighting: Sighting, _ state: State) async throws(Stop) -> RepairLine {
        let alarms = try existingAlarms(sighting)
        try checkNeed(sighting)
        let destroyed = alarms.filter { policy.mayDestroy($0.address, in: sighting.observation) }
        let muted = alarms.filter { $0.actionsEnabled && !destroyed.contains($0) }
        guard !destroyed.isEmpty || !muted.isEmpty else {
            throw .refused(.guardrails, [Refusal(.need, "the alarms are muted already")])
        }
        try await takeSnapshot(state)
        var done: [String] = []
        var last: Sighting?
        if !muted.isEmpty, request.apply || destroyed.isEmpty { done.append(try await mute(muted, state)) }
        if !destroyed.isEmpty {
            let addresses = destroyed.map(\.address)
            let admission = Admission(
                deletes: addresses, allow: .init(), protect: policy.guardrails.protect)
            try await planAndApply(
                targets: addresses, destroy: true, state: state, admission: admission,
                besides: muted.map { "mute \($0.address)" }
            ) { _ throws(Stop) in
            }
            last = try await verifyGone(destroyed, state)
            done.append("destroyed: \(addresses.map(\.description).joined(separator: ", "))")
        }
        return RepairLine(
            repair: id, step: .verify, message: "verified: " + done.joined(separator: "; "),
            addresses: alarms.map(\.address), outcome: .repaired,
            // A mute alone writes no state.
            serial: destroyed.isEmpty ? state.serial : last?.state?.serial,
            lineage: destroyed.isEmpty ? state.lineage : last?.state?.lineage)
    }

    /// Where a rule asks, its alarms must still be what the rule, or the tier that it sheds, is about, as this look shows
    /// them.
    private func checkNeed(_ sighting: Sighting) throws(Stop) {
        guard let name = request.rule else { return }
        guard let rule = policy.rules.first(where: { $0.name == name }) else {
            throw .refused(.guardrails, [Refusal(.need, "the configuration has no rule '\(name)'")])
        }
        let needed: Set<Address>
        if let tier = request.tier {
            let shed = policy.nextToShed(in: sighting.observation)
            guard let shed, shed.tier == tier else {
                throw .refused(.guardrails, [Refusal(.need, "tier \(tier) is not the next one to shed")])
            }
            needed = Set(shed.addresses)
        } else {
            needed = Set(policy.targets(of: .removeAlarms, for: rule, in: sighting.observation))
        }
        let quiet = request.addresses.filter { !needed.contains($0) }
        guard quiet.isEmpty else {
            let names = quiet.map(\.description).joined(separator: ", ")
            throw .refused(.guardrails, [Refusal(.need, "no longer what rule \(name) is about: \(names)")])
        }
    }

    private func existingAlarms(_ sighting: Sighting) throws(Stop) -> [AlarmReport] {
        let wanted = Set(request.addresses)
        let alarms = sighting.observation.alarms.filter { wanted.contains($0.address) }
        let found = Set(alarms.map(\.address))
        let lacking = request.addresses.filter { !found.contains($0) }
        guard lacking.isEmpty, !alarms.isEmpty else {
            let names = lacking.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [
                    Refusal(
                        .need,
                        "AWS shows no such alarm of this stack: \(names.isEmpty ? "none named" : names)")
                ])
        }
        return alarms
    }

    /// The postcondition of a removal: AWS, asked by the alarm's name, no longer has it.
    private func verifyGone(_ alarms: [AlarmReport], _ before: State) async throws(Stop) -> Sighting {
        let addresses = alarms.map(\.address)
        // The state no longer names what was destroyed, so the look is asked for by what the state said before.
        return try await verify(addresses, before: before) { status in status == .missing }
    }
}
