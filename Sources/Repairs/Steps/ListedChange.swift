import Decisions

extension RepairRun {
    /// A change of what a key of the configuration lists: it may be updated within a scope, and what is not there created.
    ///
    /// - Parameter variables: what the plan is made with; none to undo it.
    func change(
        of addresses: [Address], _ scope: UpdateScope, with variables: [PlanVariable],
        _ observation: Observation, _ postcondition: Postcondition
    ) -> Change {
        let there = observation.instances.filter { $0.status.isThere }.map(\.address)
        var admission = Admission(
            mayCreate: addresses.filter { !there.contains($0) }, untracked: observation.untracked,
            allow: policy.guardrails.allow, protect: policy.guardrails.protect,
            consequences: policy.guardrails.consequences)
        for address in addresses { admission.updates[address] = scope }
        admission.withheld = observation.leaving.mapValues { "is \($0)" }
        var change = Change(
            targets: addresses, essential: addresses,
            objection: { _ in "an emergency deploy creates it" }, admission: admission,
            postcondition: postcondition)
        change.variables = variables
        change.mustChange = addresses
        return change
    }
}
