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
        let addresses = try run.listed(
            policy.corsTargets(among: state.managed.map(\.address)), by: "open_cors")
        try run.expectDeclared(settings.variables.map(\.name))
        try await run.expectCondition(on: .apiCORS)
        if let refusal = ProviderEvidence.refusal(stackObservation.observation) {
            throw .refused(.guardrails, [refusal])
        }
        let change = change(addresses, isUndo ? [] : settings.variables, stackObservation.observation, state)
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

    private func change(
        _ addresses: [Address], _ variables: [PlanVariable], _ observation: Observation, _ state: State
    ) -> Change {
        let present = addresses.filter { state.instance(at: $0) != nil }
        return run.change(
            of: addresses, .everything, with: variables, observation,
            Postcondition(addresses: present) { $0 == .healthy || $0 == .notAsked })
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
