import Decisions
import Terraform

extension StepsOfKinds {
    static var openCORS: any RepairSteps.Type { OpenCORS.self }
}

/// Plans with the variables that `open_cors:` lists, and changes exactly the addresses that it lists; a preflight request proves
/// the result. Undone, it plans without the variables.
struct OpenCORS: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        guard let settings = policy.openCORS else {
            throw .refused(.guardrails, [Refusal(.need, "the stack has no 'open_cors:'")])
        }
        let isUndo = try run.isUndo()
        let (addresses, fresh) = try await wanted(state)
        try run.expectDeclared(settings.variables.map(\.name))
        try await run.expectCondition(on: .apiCORS)
        try expectEvidence(for: addresses, stackObservation.observation, state)
        try run.refuseUnclear(addresses, stackObservation.observation)
        let change = change(
            addresses, fresh, isUndo ? [] : settings.variables, stackObservation.observation, state)
        let applied = try await run.applied(change, from: state)
        if !isUndo { try await expectPreflight(applied.plan.addresses) }
        let names = applied.plan.actions.words
        return RepairMessage(
            repair: run.id, step: .verify,
            message: isUndo
                ? "verified: \(names), without the variables of 'open_cors:'"
                : "verified: \(names); a preflight request allows the origin; undo it with: terrier repair \(request.kind.rawValue) \(policy.stack) --undo",
            addresses: applied.plan.addresses, outcome: .repaired, serial: applied.observation.state?.serial,
            lineage: applied.observation.state?.lineage)
    }

    /// What the request names, or all that `open_cors:` lists, and what of it may be created although no state ever named it.
    /// A literal address that a state named and the newest one does not is left out: somebody removed it.
    private func wanted(_ state: State) async throws(RepairStop) -> ([Address], fresh: [Address]) {
        var addresses = try run.listed(
            policy.corsTargets(among: state.managed.map(\.address)), by: "open_cors")
        let lacking = addresses.filter { state.instance(at: $0) == nil }
        guard !lacking.isEmpty else { return (addresses, []) }
        let new = await tools.neverSeen(lacking)
        addresses.removeAll { lacking.contains($0) && !new.contains($0) }
        guard !addresses.isEmpty else {
            let names = lacking.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [Refusal(.need, "an earlier state had \(names), and the newest one does not")])
        }
        return (addresses, new.filter { run.mayBeNew($0, in: state) })
    }

    private func expectEvidence(for addresses: [Address], _ observation: Observation, _ state: State)
        throws(RepairStop)
    {
        let general = ProviderEvidence.refusal(observation).map { [$0] } ?? []
        let missing = addresses.filter(observation.missing.contains)
        let refusals = general + ProviderEvidence.refusals(for: missing, observation, state)
        guard refusals.isEmpty else { throw .refused(.guardrails, refusals) }
    }

    private func change(
        _ addresses: [Address], _ fresh: [Address], _ variables: [PlanVariable], _ observation: Observation,
        _ state: State
    ) -> Change {
        let present = addresses.filter { state.instance(at: $0) != nil }
        return run.change(
            of: addresses, .everything, with: variables, observation,
            Postcondition(addresses: present) { $0 == .healthy || $0 == .notAsked }, fresh: fresh, from: state
        )
    }

    /// Sends preflight requests until one allows the origin, or the time is over: API Gateway takes some seconds to serve what
    /// was deployed.
    private func expectPreflight(_ addresses: [Address]) async throws(RepairStop) {
        let began = tools.now()
        while true {
            let reading = await tools.reading(.apiCORS)
            if reading.value == 1 { return }
            guard tools.now().since(began) < run.repairer.verifyWithin else {
                throw RepairStop(
                    outcome: .notVerified, step: .verify,
                    message:
                        "not verified within \(run.repairer.verifyWithin.words): \(reading); an API of API Gateway serves a change only after a deployment",
                    addresses: addresses)
            }
            await tools.pause(.seconds(2))
        }
    }
}
