import Decisions
import Ledger
import Terraform

/// Muting is the one repair without a plan: recorded and verified the same way, undone by `unmute`.
extension RepairRun {
    func mute(_ alarms: [AlarmReport], _ state: State) async throws(Stop) -> String {
        let names = alarms.map(\.address.description).joined(separator: ", ")
        guard request.apply else {
            throw Stop(
                outcome: .wouldApply, step: .inspect, message: "would have muted: \(names)",
                actions: alarms.map { "mute \($0.address)" }, addresses: alarms.map(\.address))
        }
        let now = tools.now().wall
        let until = now + policy.guardrails.muteFor
        do {
            // The mute is in the book before it is in the world, or a killed repairer would leave one that nobody undoes.
            if !planted(.mutesUnrecorded) {
                try await repairer.book.storeMutes(
                    id, stack: policy.stack, incident: request.incident,
                    alarms: alarms.map { ($0.address, $0.name) }, since: now, until: until)
            }
        } catch {
            throw .failed(.apply, error.description)
        }
        try await record(
            RepairLine(
                repair: id, step: .apply, message: "muting until \(until): \(names)",
                addresses: alarms.map(\.address),
                actions: alarms.map { "mute \($0.address)" }))
        try await setActions(alarms, enabled: false)
        try await verifyActions(alarms.map(\.address), state, enabled: false)
        return "muted until \(until): \(names)"
    }

    func unmute(_ sighting: Sighting, _ state: State) async throws(Stop) -> RepairLine {
        try await expectMuted()
        for address in request.addresses { try expectKnown(address, sighting, state) }
        let wanted = Set(request.addresses)
        let alarms = sighting.observation.alarms.filter { wanted.contains($0.address) && !$0.actionsEnabled }
        let addresses = alarms.map(\.address)
        if !alarms.isEmpty {
            guard request.apply else {
                throw Stop(
                    outcome: .wouldApply, step: .inspect,
                    message: "would have unmuted: \(addresses.map(\.description).joined(separator: ", "))",
                    actions: addresses.map { "unmute \($0)" }, addresses: addresses)
            }
            try await record(
                RepairLine(
                    repair: id, step: .apply,
                    message: "unmuting: \(addresses.map(\.description).joined(separator: ", "))",
                    addresses: addresses, actions: addresses.map { "unmute \($0)" }))
            try await setActions(alarms, enabled: true)
            try await verifyActions(addresses, state, enabled: true)
        }
        do {
            try await repairer.book.endMutes(
                stack: policy.stack, alarms: request.addresses, at: tools.now().wall)
        } catch {
            throw .failed(.record, error.description)
        }
        return RepairLine(
            repair: id, step: .verify, message: "verified: the alarms' actions are on again",
            addresses: request.addresses, outcome: .repaired)
    }

    /// Without a person's word only what a repair muted is undone: an alarm that is off for another reason is off by
    /// somebody's will.
    private func expectMuted() async throws(Stop) {
        guard request.why == nil else { return }
        let muted: [ActiveMute]
        do {
            muted = try await repairer.book.activeMutes(of: policy.stack)
        } catch {
            throw .failed(.guardrails, error.description)
        }
        let others = request.addresses.filter { address in !muted.contains { $0.address == address } }
        guard others.isEmpty else {
            let names = others.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails, [Refusal(.need, "no repair has muted \(names); a person says why with --why")])
        }
    }

    /// An alarm that AWS did not show may be muted still, also one that a list lacked: its mute stays in the book until the
    /// alarm is seen, or the state no longer names it.
    private func expectKnown(_ address: Address, _ sighting: Sighting, _ state: State) throws(Stop) {
        let isDescribed = sighting.observation.alarms.contains { $0.address == address }
        guard isDescribed || state.instance(at: address) == nil else {
            throw .failed(
                .guardrails, "\(address) was not shown by AWS, so it is not known whether it is muted")
        }
    }

    private func setActions(_ alarms: [AlarmReport], enabled: Bool) async throws(Stop) {
        changes.begin()
        do {
            try await tools.setActions(alarms, enabled)
        } catch {
            throw .failed(.apply, error.message)
        }
    }

    private func verifyActions(_ addresses: [Address], _ state: State, enabled: Bool) async throws(Stop) {
        let began = tools.now()
        while true {
            let alarms = await tools.ask(addresses, state).observation.alarms
            let done = addresses.allSatisfy { address in
                alarms.contains { $0.address == address && $0.actionsEnabled == enabled }
            }
            if done { return }
            guard tools.now().since(began) < repairer.verifyWithin else {
                throw Stop(
                    outcome: .notVerified, step: .verify,
                    message: "not verified within \(repairer.verifyWithin.words): the alarms' actions",
                    addresses: addresses)
            }
            await tools.pause(.seconds(2))
        }
    }
}
