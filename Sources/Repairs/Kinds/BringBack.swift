import Decisions
import Terraform

extension StepsOfKinds {
    static var undelete: any RepairSteps.Type { BringBack.self }
}

/// Brings back what is scheduled for deletion and what `undelete:` lists, without a plan: with the calls of the catalogue.
struct BringBack: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let addresses = try wanted(stackObservation.observation)
        let names = addresses.map(\.description).joined(separator: ", ")
        guard request.apply else {
            throw RepairStop(
                outcome: .wouldApply, step: .inspect, message: "would have brought back: \(names)",
                actions: addresses.map { .undelete($0) }, addresses: addresses)
        }
        try await run.takeSnapshot(state)
        try await run.checkOnceMore(
            Set(addresses.compactMap { state.instance(at: $0)?.configuration.name }))
        try await run.record(
            RepairMessage(
                repair: run.id, step: .apply, message: "bringing back: \(names)", addresses: addresses,
                actions: addresses.map { .undelete($0) }))
        run.changes.begin()
        for address in addresses {
            do {
                try await tools.undelete(address, state)
            } catch {
                throw .failed(.apply, "\(address) could not be brought back: \(error.message)")
            }
        }
        let postcondition = Postcondition(addresses: addresses) { $0.isThere && !$0.isScheduledForDeletion }
        let after = try await run.verify(postcondition, before: state)
        return RepairMessage(
            repair: run.id, step: .verify,
            message:
                "verified: \(names) \(addresses.count == 1 ? "is" : "are") no longer scheduled for deletion",
            addresses: addresses, outcome: .repaired, serial: after.state?.serial,
            lineage: after.state?.lineage)
    }

    /// The resources of the request, or all that may be brought back.
    private func wanted(_ observation: Observation) throws(RepairStop) -> [Address] {
        let ready = policy.undeletable(in: observation)
        if let stray = request.addresses.first(where: { !ready.contains($0) }) {
            let isListed = policy.guardrails.undelete.contains { $0.matches(stray) }
            throw .refused(
                .guardrails,
                [
                    Refusal(
                        .need,
                        isListed
                            ? "AWS does not say that \(stray) is scheduled for deletion"
                            : "'undelete:' does not list \(stray)")
                ])
        }
        let addresses = request.addresses.isEmpty ? ready : request.addresses
        guard !addresses.isEmpty else {
            throw .refused(
                .guardrails,
                [Refusal(.need, "nothing that 'undelete:' lists is scheduled for deletion")])
        }
        return addresses
    }
}
