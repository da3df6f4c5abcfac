import Decisions
import Ledger
import Terraform

extension StepsOfKinds {
    static var unmute: any RepairSteps.Type { Unmute.self }
}

/// Turns the actions of muted alarms on again.
struct Unmute: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        try await expectMuted()
        for address in request.addresses { try expectKnown(address, stackObservation, state) }
        let wanted = Set(request.addresses)
        let alarms = stackObservation.observation.alarms.filter {
            wanted.contains($0.address) && !$0.actionsEnabled
        }
        let addresses = alarms.map(\.address)
        if !alarms.isEmpty {
            guard request.apply else {
                throw RepairStop(
                    outcome: .wouldApply, step: .inspect,
                    message: "would have unmuted: \(addresses.map(\.description).joined(separator: ", "))",
                    actions: addresses.map { .unmute($0) }, addresses: addresses)
            }
            try await run.record(
                RepairMessage(
                    repair: run.id, step: .apply,
                    message: "unmuting: \(addresses.map(\.description).joined(separator: ", "))",
                    addresses: addresses, actions: addresses.map { .unmute($0) }))
            try await run.setActions(alarms, enabled: true)
            try await run.verifyActions(addresses, state, enabled: true)
        }
        do {
            try await run.repairer.book.endMutes(
                stack: policy.stack, alarms: request.addresses, at: tools.now().wall)
        } catch {
            throw .failed(.record, error.description)
        }
        return RepairMessage(
            repair: run.id, step: .verify, message: "verified: the alarms' actions are on again",
            addresses: request.addresses, outcome: .repaired)
    }

    /// Without a person's reason only a mute that a repair made is undone: if an alarm's actions are off for another reason,
    /// somebody turned them off on purpose.
    private func expectMuted() async throws(RepairStop) {
        guard request.why == nil else { return }
        let muted: [ActiveMute]
        do {
            muted = try await run.repairer.book.activeMutes(of: policy.stack)
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

    /// An alarm that AWS did not return, for example because a list was incomplete, may still be muted: its mute stays in the
    /// book until the alarm is seen, or the state no longer names it.
    private func expectKnown(_ address: Address, _ stackObservation: StackObservation, _ state: State)
        throws(RepairStop)
    {
        let isDescribed = stackObservation.observation.alarms.contains { $0.address == address }
        guard isDescribed || state.instance(at: address) == nil else {
            throw .failed(
                .guardrails, "\(address) was not shown by AWS, so it is not known whether it is muted")
        }
    }
}
