import Decisions
import Terraform

extension RepairRun {
    /// A change of what a key of the configuration lists: it may be updated within a scope, and created if it is proven missing.
    ///
    /// - Parameters:
    ///   - variables: what the plan is made with; none to undo it.
    ///   - fresh: those that no believed state ever named, and that may be created.
    ///   - state: the state that it is planned from.
    func change(
        of addresses: [Address], _ scope: UpdateScope, with variables: [PlanVariable],
        _ observation: Observation, _ postcondition: Postcondition, fresh: [Address], from state: State
    ) -> Change {
        let missing = Set(observation.missing)
        var admission = Admission(
            mayCreate: addresses.filter(missing.contains) + fresh, untracked: observation.untracked,
            allow: policy.guardrails.allow, protect: policy.guardrails.protect,
            consequences: policy.guardrails.consequences)
        for address in addresses { admission.updates[address] = scope }
        admission.withheld = observation.leaving.mapValues { "is \($0)" }
        var change = Change(
            targets: addresses, essential: addresses, alsoMissing: fresh,
            // What is listed and neither AWS nor the observation says is missing is asked for once more.
            objection: { addresses.contains($0) ? nil : "an emergency deploy creates it" },
            admission: admission,
            check: { creates throws(RepairStop) in
                let refusals = await EmergencyDeploy(self).keptByTheirData(creates, state).refusals
                if !refusals.isEmpty { throw .refused(.inspect, refusals) }
            },
            postcondition: postcondition)
        change.variables = variables
        change.mustChange = addresses
        return change
    }

    /// Refuses if it is not known whether AWS has one of these, or if AWS has it and the state does not.
    func refuseUnclear(_ addresses: [Address], _ observation: Observation) throws(RepairStop) {
        for report in observation.instances where addresses.contains(report.address) {
            if observation.untracked.contains(report.address) {
                throw .refused(
                    .guardrails,
                    [
                        Refusal(
                            .need, "\(report.address) exists in AWS but is not in the state: import it first")
                    ])
            }
            if case .unknown(let reason) = report.status {
                throw .refused(
                    .guardrails, [Refusal(.need, "\(report.address) is unknown (\(reason))")])
            }
        }
    }

    /// Whether the state lacks a literal address and a tier with `create: true` has it: then it may be created, if no believed
    /// state ever named it.
    func mayBeNew(_ address: Address, in state: State) -> Bool {
        state.instance(at: address) == nil && policy.tiers.contains { $0.create && $0.covers(address) }
    }
}
