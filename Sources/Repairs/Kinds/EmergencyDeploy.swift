import Decisions
import Terraform

extension StepsOfKinds {
    static var emergencyDeploy: any RepairSteps.Type { EmergencyDeploy.self }
}

/// Creates what is proven missing in the tiers from the first to the requested one, and nothing else: one tier at a time, each
/// verified before the next.
struct EmergencyDeploy: RepairSteps {
    let run: RepairRun
    /// What it is planned with, besides what the stack always plans with, and the updates that this causes.
    var variables: [PlanVariable] = []
    var updates: [Address: UpdateScope] = [:]

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let last = try chosenTier()
        if let refusal = ProviderEvidence.refusal(stackObservation.observation) {
            throw .refused(.guardrails, [refusal])
        }
        if let done = try await restore(upTo: last, stackObservation, state) { return done }
        let leaving = policy.tiers(upTo: last).flatMap { tier in
            stackObservation.observation.leaving.filter { tier.covers($0.key) }
        }.sorted { $0.key < $1.key }.map { "\($0.key) is \($0.value)" }
        let nothing = "nothing of tier \(last.name) or of those before it is missing"
        throw .refused(.guardrails, [Refusal(.need, ([nothing] + leaving).joined(separator: "; "))])
    }

    /// Restores one tier after the other. Nil if nothing in them is missing.
    func restore(upTo last: Tier, _ stackObservation: StackObservation, _ state: State)
        async throws(RepairStop) -> RepairMessage?
    {
        var (stackObservation, state) = (stackObservation, state)
        var done: RepairMessage?
        for tier in policy.tiers(upTo: last) {
            do {
                if done != nil {
                    stackObservation = await tools.observe()
                    state = try await run.passGuardrails(stackObservation, next: true)
                }
                guard let line = try await restore(tier, stackObservation, state) else { continue }
                done = done.map { $0.followed(by: line) } ?? line
                // This tier is verified: why a later tier is refused does not concern it.
                run.changes.undo()
                // What is left of this tier comes before later ones.
                if !line.refusals.isEmpty { break }
            } catch {
                guard let done else { throw error }
                guard !run.changes.haveBegun else {
                    // The message keeps what was created before, above all what was recreated empty.
                    var stop = error
                    stop.message = "\(done.message); then tier \(tier.name): \(error.message)"
                    throw stop
                }
                var line = done
                line.message += "; then tier \(tier.name) was not restored: \(error.message)"
                line.refusals += error.refusals
                return line
            }
        }
        return done
    }

    /// Nil if nothing in the tier is missing.
    private func restore(_ tier: Tier, _ observed: StackObservation, _ state: State)
        async throws(RepairStop) -> RepairMessage?
    {
        let stackObservation = try await withProviderReads(of: tier, observed, state)
        let missing = stackObservation.observation.missing.filter { tier.covers($0) }
        let before = policy.tiers(upTo: tier).dropLast()
        // Resources of earlier tiers may have gone missing while a later tier was restored: they come first, in a repair of their
        // own.
        let lost = stackObservation.observation.missing.filter { address in
            before.contains { $0.covers(address) }
        }
        guard lost.isEmpty || missing.isEmpty else {
            let names = lost.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [Refusal(.need, "now missing in a tier before tier \(tier.name): \(names)")])
        }
        let unknown = stackObservation.observation.instances.compactMap {
            report -> (address: Address, reason: Unknown)? in
            guard case .unknown(let reason) = report.status,
                tier.covers(report.address) || before.contains(where: { $0.covers(report.address) })
            else { return nil }
            return (report.address, reason)
        }
        if let first = unknown.first {
            let names = unknown.map(\.address.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [
                    Refusal(
                        .need,
                        "not everything up to tier \(tier.name) is known: \(names) (\(first.reason))")
                ])
        }
        guard !missing.isEmpty else { return nil }
        let unproven = ProviderEvidence.refusals(for: missing, stackObservation.observation, state)
        guard unproven.isEmpty else { throw .refused(.guardrails, unproven) }
        return try await create(missing, of: tier, stackObservation, state)
    }

    /// Adds what Terraform's provider reads of the tier's instances that AWS cannot be asked for, if it may matter: if something of
    /// the tier is missing, if the request names one of them, or if a person asks.
    private func withProviderReads(of tier: Tier, _ observed: StackObservation, _ state: State)
        async throws(RepairStop) -> StackObservation
    {
        let notAsked = observed.notAsked(among: tier.covers)
        let matters =
            request.why != nil || request.rule == nil
            || observed.observation.missing.contains(where: tier.covers)
            || notAsked.contains(where: request.addresses.contains)
        return matters ? try await run.provenByRefresh(notAsked, observed, state) : observed
    }

    private func create(
        _ missing: [Address], of tier: Tier, _ stackObservation: StackObservation, _ state: State
    ) async throws(RepairStop) -> RepairMessage {
        let kept = await keptByTheirData(missing, state)
        let restored = missing.filter { kept[$0] == nil }
        guard !restored.isEmpty else { throw .refused(.guardrails, kept.refusals) }
        let change = await change(restored, of: tier, kept, stackObservation, state)
        do {
            var line = line(for: try await run.applied(change, from: state))
            line.refusals += kept.refusals
            return line
        } catch {
            throw emptied(restored, by: error)
        }
    }

    /// - Parameter kept: what of the tier is missing and is not created, because of its data.
    private func change(
        _ missing: [Address], of tier: Tier, _ kept: [Address: String],
        _ stackObservation: StackObservation, _ state: State
    ) async -> Change {
        let fresh = await freshAddresses(of: tier, in: state)
        let untracked = stackObservation.observation.untracked
        // What is missing in other tiers, or in none, may be created if something of this tier depends on it.
        let others = stackObservation.observation.missing.filter { !missing.contains($0) && kept[$0] == nil }
        let before = policy.tiers(upTo: tier).dropLast()
        var admission = Admission(
            creates: missing, mayCreate: fresh + others, untracked: untracked,
            allow: policy.guardrails.allow, protect: policy.guardrails.protect,
            consequences: policy.guardrails.consequences)
        admission.updates = updates
        admission.withheld = stackObservation.observation.leaving.mapValues { "is \($0)" }
            .merging(kept) { leaving, _ in leaving }
        var change = Change(
            targets: targets(of: tier, in: state).filter { !untracked.contains($0) } + fresh,
            essential: missing + fresh, alsoMissing: others,
            // Tiers are restored in their order, each verified before the next.
            objection: { address in
                before.first { $0.covers(address) }.map {
                    "it is of tier \($0.name), which is restored first"
                }
            },
            admission: admission,
            check: { creates throws(RepairStop) in
                let kept = await keptByTheirData(creates, state).refusals
                let refusals = try await kept + madeBefore(creates, state)
                if !refusals.isEmpty { throw .refused(.inspect, refusals) }
            },
            postcondition: Postcondition(addresses: missing) { $0 == .healthy })
        change.variables = variables
        return change
    }

    /// The error, with what exists and is empty, or may be, added.
    private func emptied(_ missing: [Address], by error: RepairStop) -> RepairStop {
        var stop = error
        if stop.step == .verify {
            stop.message += DataBearing.emptied(missing.filter { !error.addresses.contains($0) })
        } else if run.changes.haveBegun {
            stop.message += DataBearing.maybeEmptied(missing)
        }
        return stop
    }

    private func chosenTier() throws(RepairStop) -> Tier {
        guard let name = request.tier else {
            if let first = policy.tiers.first { return first }
            throw .refused(
                .guardrails, [Refusal(.need, "the stack has no tiers: nothing says what must exist")])
        }
        guard let tier = policy.tiers.first(where: { $0.name == name }) else {
            throw .refused(.guardrails, [Refusal(.need, "the configuration has no tier '\(name)'")])
        }
        return tier
    }

    /// All concrete addresses of the tier, as the state names them, including those remembered from a failed apply.
    private func targets(of tier: Tier, in state: State) -> [Address] {
        state.managed.map(\.address).filter { tier.covers($0) }
    }

    /// For a tier with `create: true`: its literal addresses that no believed state ever named, of types that can be queried. One
    /// that existed once and does not now was removed by somebody, and is not created again.
    private func freshAddresses(of tier: Tier, in state: State) async -> [Address] {
        guard tier.create else { return [] }
        let literal = tier.addresses.compactMap(\.literal)
            .filter { state.instance(at: $0) == nil && run.repairer.askable.contains($0.type) }
        return literal.isEmpty ? [] : await tools.neverSeen(literal)
    }

    private func line(for applied: AppliedChange) -> RepairMessage {
        let names = applied.verified.map(\.description).joined(separator: ", ")
        let state = applied.observation.state
        return RepairMessage(
            repair: run.id, step: .verify,
            message: "verified: \(names) exist and are well" + DataBearing.emptied(applied.verified)
                + applied.plan.consequences.map { "; \($0), has no change left" }.joined()
                + applied.plan.leftWords,
            addresses: applied.verified, refusals: applied.plan.unrestored, outcome: .repaired,
            serial: state?.serial, lineage: state?.lineage)
    }
}

extension RepairMessage {
    /// Joins the last lines of two tiers into one.
    fileprivate func followed(by next: RepairMessage) -> RepairMessage {
        var line = next
        line.message = "\(message); then \(next.message)"
        line.addresses = addresses + next.addresses
        return line
    }
}
