import Decisions
import Terraform

extension RepairRun {
    /// Asks AWS for so many addresses until all are as wanted or the time is up.
    ///
    /// - Parameter before: the state before the change, for what the one after no longer names.
    func verify(_ postcondition: Postcondition, before: State) async throws(RepairStop) -> StackObservation {
        let addresses = postcondition.addresses
        // A book that cannot be written any more is no reason not to look.
        _ = try? await record(
            RepairMessage(
                repair: id, step: .verify, message: "asking AWS for what was changed", addresses: addresses))
        let began = tools.now()
        while true {
            let stackObservation = await tools.ask(addresses, before)
            let open = addresses.filter { address in
                let status = stackObservation.observation.instances.first { $0.address == address }?.status
                // An address that the state does not name after a create was not created.
                return !postcondition.isWanted(
                    status ?? .unknown(Unknown(.noState, "the state does not name it")))
            }
            if open.isEmpty { return stackObservation }
            guard tools.now().since(began) < repairer.verifyWithin else {
                let names = open.map(\.description).joined(separator: ", ")
                throw RepairStop(
                    outcome: .notVerified, step: .verify,
                    message: "not verified within \(repairer.verifyWithin.words): \(names); look by hand",
                    addresses: open)
            }
            await tools.pause(.seconds(2))
        }
    }
}
