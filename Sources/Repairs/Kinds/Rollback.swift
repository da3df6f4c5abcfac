import Decisions
import Terraform

extension StepsOfKinds {
    static var rollback: any RepairSteps.Type { Rollback.self }
}

/// Destroys what exists in the tiers after the requested one: from the last tier backwards, one at a time, each verified to be
/// gone before the next. `destroy:` must list everything in them, or nothing is changed. What is only remembered from a failed
/// deploy is not in the state, so no plan can delete it: if it may exist, nothing is changed either.
struct Rollback: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let tiers = try tiersToRemove()
        let listed = tiers.map { tier in (tier, state.written.map(\.address).filter { tier.covers($0) }) }
        let kept = listed.flatMap(\.1).filter { !policy.mayDestroy($0) }
        guard kept.isEmpty else {
            let names = kept.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [Refusal(.need, "'destroy:' does not list, or 'protect:' does: \(names); nothing is touched")]
            )
        }
        let remembered = listed.map { tier, _ in state.remembered.filter { tier.covers($0) } }
        let dropped = stackObservation.observation.instances.filter { report in
            remembered.contains { $0.contains(report.address) }
        }
        try refuseIfItMayExist(dropped)
        guard !listed.allSatisfy(\.1.isEmpty) else {
            throw .refused(.guardrails, [Refusal(.need, "nothing exists in the tiers after it")])
        }
        var state = state
        var last: StackObservation?
        let all = listed.flatMap(\.1)
        let absent = zip(listed, remembered).filter(\.0.1.isEmpty).flatMap(\.1)
        var removed = 0
        for ((_, addresses), lacking) in zip(listed, remembered) where !addresses.isEmpty {
            if last != nil { state = try await run.passGuardrails(await tools.observe(), next: true) }
            removed += addresses.count
            last = try await remove(
                addresses, state, before: all.dropFirst(removed), settled: absent + lacking)
        }
        // It may have been created and not written to the state.
        let unseen = dropped.filter { $0.status == .notAsked }.map(\.address.description)
        return RepairMessage(
            repair: run.id, step: .verify,
            message: "verified: destroyed: \(all.map(\.description).joined(separator: ", "))"
                + (unseen.isEmpty
                    ? "" : "; not in the state, and left alone: \(unseen.joined(separator: ", "))"),
            addresses: all, outcome: .repaired, serial: last?.state?.serial, lineage: last?.state?.lineage)
    }

    private func refuseIfItMayExist(_ dropped: [InstanceReport]) throws(RepairStop) {
        let existing = dropped.filter { $0.status != .missing && $0.status != .notAsked }
        guard existing.isEmpty else {
            let names = existing.map(\.address.description).joined(separator: ", ")
            let reason = "not in the state, and not shown to be gone from AWS: \(names)"
            throw .refused(
                .guardrails, [Refusal(.need, "\(reason); import it, or delete it by hand and from the code")])
        }
    }

    /// The tiers to destroy, the last one first.
    private func tiersToRemove() throws(RepairStop) -> [Tier] {
        guard request.why != nil, request.rule == nil else {
            throw .refused(
                .guardrails, [Refusal(.need, "only a person may ask for a rollback, with a reason")])
        }
        guard let name = request.tier, let place = policy.tiers.firstIndex(where: { $0.name == name }) else {
            let names = policy.tiers.map(\.name).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [Refusal(.need, "name the tier to roll back to with --to; the stack has \(names)")])
        }
        return policy.tiers[(place + 1)...].reversed()
    }

    /// - Parameters:
    ///   - others: what is removed after that: a dry run plans the first tier only, and lists the rest.
    ///   - settled: what is remembered of the tier from a failed apply. If it were still counted as missing, the watcher would
    ///     create the tier again.
    private func remove(
        _ addresses: [Address], _ state: State, before others: ArraySlice<Address>, settled: [Address]
    ) async throws(RepairStop) -> StackObservation {
        let change = Change(
            targets: addresses, destroy: true,
            admission: Admission(deletes: addresses, allow: nil, protect: policy.guardrails.protect),
            besides: others.map { .change(PlannedChange($0, .delete)) }, settled: settled,
            postcondition: Postcondition(addresses: addresses) { $0 == .missing || $0 == .notAsked })
        let stackObservation = try await run.change(change, from: state)
        // For types that cannot be queried, the state is the only evidence.
        let left = addresses.filter { stackObservation.state?.instance(at: $0) != nil }
        guard left.isEmpty else {
            throw RepairStop(
                outcome: .notVerified, step: .verify,
                message: "the state still names \(left.map(\.description).joined(separator: ", "))",
                addresses: left)
        }
        return stackObservation
    }
}
