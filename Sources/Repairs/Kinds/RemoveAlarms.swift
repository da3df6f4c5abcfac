import Decisions
import Synchronization
import Terraform

extension StepsOfKinds {
    static var removeAlarms: any RepairSteps.Type { RemoveAlarms.self }
}

/// Destroys the alarms that `destroy:` lists, and mutes the others.
struct RemoveAlarms: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let alarms = try existingAlarms(stackObservation)
        try checkNeed(stackObservation)
        let destroyed = alarms.filter { policy.mayDestroy($0.address, in: stackObservation.observation) }
        let muted = alarms.filter { $0.actionsEnabled && !destroyed.contains($0) }
        guard !destroyed.isEmpty || !muted.isEmpty else {
            throw .refused(.guardrails, [Refusal(.need, "the alarms are muted already")])
        }
        let until: Timestamp?
        var last: State? = state
        if destroyed.isEmpty {
            // A mute alone writes no state.
            try await run.takeSnapshot(state)
            until = try await run.mute(muted, state)
        } else {
            let (after, mutedUntil) = try await destroy(destroyed, muting: muted, state)
            (last, until) = (after.state, mutedUntil)
        }
        let done = [
            until.map { "muted until \($0): \(Self.names(muted))" },
            destroyed.isEmpty ? nil : "destroyed: \(Self.names(destroyed))",
        ].compactMap { $0 }
        return RepairMessage(
            repair: run.id, step: .verify, message: "verified: " + done.joined(separator: "; "),
            addresses: alarms.map(\.address), outcome: .repaired, serial: last?.serial,
            lineage: last?.lineage)
    }

    /// Destroys alarms. The others are muted before anything is planned. That the destroyed ones are gone is verified in AWS, by
    /// their names.
    private func destroy(
        _ alarms: [AlarmReport], muting muted: [AlarmReport], _ state: State
    ) async throws(RepairStop) -> (after: StackObservation, mutedUntil: Timestamp?) {
        let addresses = alarms.map(\.address)
        let until = Mutex<Timestamp?>(nil)
        let change = Change(
            targets: addresses, destroy: true,
            admission: Admission(deletes: addresses, allow: nil, protect: policy.guardrails.protect),
            first: { () throws(RepairStop) in
                guard request.apply, !muted.isEmpty else { return }
                let end = try await run.mute(muted, state)
                until.withLock { $0 = end }
            },
            besides: muted.map { .mute($0.address) },
            postcondition: Postcondition(addresses: addresses) { $0 == .missing })
        // The state no longer names what was destroyed, so it is queried with the attributes from the state before.
        let after = try await run.change(change, from: state)
        return (after, until.withLock { $0 })
    }

    private static func names(_ alarms: [AlarmReport]) -> String {
        alarms.map(\.address.description).joined(separator: ", ")
    }

    /// If a rule asks, its alarms must still be the ones that the rule, or the tier that it sheds, selects in this observation.
    private func checkNeed(_ stackObservation: StackObservation) throws(RepairStop) {
        guard let name = request.rule else { return }
        guard let rule = policy.rules.first(where: { $0.name == name }) else {
            throw .refused(.guardrails, [Refusal(.need, "the configuration has no rule '\(name)'")])
        }
        let needed: Set<Address>
        if let tier = request.tier {
            let shed = policy.nextToShed(in: stackObservation.observation)
            guard let shed, shed.tier == tier else {
                throw .refused(.guardrails, [Refusal(.need, "tier \(tier) is not the next one to shed")])
            }
            needed = Set(shed.addresses)
        } else {
            needed = Set(policy.targets(of: request.kind, for: rule, in: stackObservation.observation))
        }
        let unneeded = request.addresses.filter { !needed.contains($0) }
        guard unneeded.isEmpty else {
            let names = unneeded.map(\.description).joined(separator: ", ")
            throw .refused(.guardrails, [Refusal(.need, "no longer what rule \(name) is about: \(names)")])
        }
    }

    private func existingAlarms(_ stackObservation: StackObservation) throws(RepairStop) -> [AlarmReport] {
        let wanted = Set(request.addresses)
        let alarms = stackObservation.observation.alarms.filter { wanted.contains($0.address) }
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
}
