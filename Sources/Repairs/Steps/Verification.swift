import Decisions
import Terraform

extension RepairRun {
    /// Reads the addresses from AWS until all have a wanted status or the time is over.
    ///
    /// - Parameter before: the state before the change, for addresses that the state after it no longer names.
    func verify(_ postcondition: Postcondition, before: State) async throws(RepairStop) -> StackObservation {
        let addresses = postcondition.addresses
        // Verified even if the book can no longer be written.
        _ = try? await record(
            RepairMessage(
                repair: id, step: .verify, message: "asking AWS for what was changed", addresses: addresses))
        let began = tools.now()
        while true {
            var stackObservation = await tools.ask(addresses, before)
            if !postcondition.isWanted(.notAsked) {
                stackObservation = await refreshed(
                    stackObservation.notAsked(among: addresses.contains), stackObservation)
            }
            let pending = addresses.filter { address in
                let status = stackObservation.observation.instances.first { $0.address == address }?.status
                // An address that the state does not name after a create was not created.
                return !postcondition.isWanted(
                    status ?? .unknown(Unknown(.noState, "the state does not name it")))
            }
            if pending.isEmpty { return stackObservation }
            guard tools.now().since(began) < repairer.verifyWithin else {
                let names = pending.map(\.description).joined(separator: ", ")
                throw RepairStop(
                    outcome: .notVerified, step: .verify,
                    message:
                        "not verified within \(repairer.verifyWithin.words): \(names); check them in AWS",
                    addresses: pending)
            }
            await tools.pause(.seconds(2))
        }
    }
}
