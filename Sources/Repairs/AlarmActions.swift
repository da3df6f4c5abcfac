import Decisions
import Ledger
import Terraform

/// Alarms' actions are turned off and on without a plan, but are also recorded before and verified afterwards.
extension RepairRun {
    /// Mutes alarms, and verifies that.
    ///
    /// - Returns: when the mute ends at the latest.
    func mute(_ alarms: [AlarmReport], _ state: State) async throws(RepairStop) -> Timestamp {
        let names = alarms.map(\.address.description).joined(separator: ", ")
        guard request.apply else {
            throw RepairStop(
                outcome: .wouldApply, step: .inspect, message: "would have muted: \(names)",
                actions: alarms.map { .mute($0.address) }, addresses: alarms.map(\.address))
        }
        let since = tools.now().wall
        let until = since + policy.guardrails.muteFor
        do {
            // The mute is stored in the book before the alarms are muted; otherwise a killed repairer would leave a mute that nothing
            // undoes.
            try await repairer.book.storeMutes(
                id, stack: policy.stack, incident: request.incident,
                alarms: alarms.map { ($0.address, $0.name) }, since: since, until: until)
        } catch {
            throw .failed(.apply, error.description)
        }
        try await record(
            RepairMessage(
                repair: id, step: .apply, message: "muting until \(until): \(names)",
                addresses: alarms.map(\.address),
                actions: alarms.map { .mute($0.address) }))
        try await setActions(alarms, enabled: false)
        try await verifyActions(alarms.map(\.address), state, enabled: false)
        return until
    }

    func setActions(_ alarms: [AlarmReport], enabled: Bool) async throws(RepairStop) {
        changes.begin()
        do {
            try await tools.setActions(alarms, enabled)
        } catch {
            throw .failed(.apply, error.message)
        }
    }

    func verifyActions(_ addresses: [Address], _ state: State, enabled: Bool) async throws(RepairStop) {
        let began = tools.now()
        while true {
            let alarms = await tools.ask(addresses, state).observation.alarms
            let done = addresses.allSatisfy { address in
                alarms.contains { $0.address == address && $0.actionsEnabled == enabled }
            }
            if done { return }
            guard tools.now().since(began) < repairer.verifyWithin else {
                throw RepairStop(
                    outcome: .notVerified, step: .verify,
                    message: "not verified within \(repairer.verifyWithin.words): the alarms' actions",
                    addresses: addresses)
            }
            await tools.pause(.seconds(2))
        }
    }
}
