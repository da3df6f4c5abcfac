import Catalogue
import Decisions
import Terraform

/// The plan of a repair that may not be admitted as it is: it is made again without what is not admitted.
extension RepairRun {
    /// Plans. If the plan is not admitted by addresses and actions alone, and the change has essential targets, reads the
    /// details of the plan; if it is still not admitted, plans once more with the essential targets, which usually leaves out
    /// what depends on them; and if something that is not admitted is needed by some of these, a third time without those.
    ///
    /// - Returns: the last plan, and the change with what was learned about this plan. The inspection decides on them.
    func planAdmitted(_ change: Change, in directory: String, from state: State)
        async throws(RepairStop) -> (SavedPlan, Change)
    {
        let whole = try await plan(change, in: directory, from: state)
        guard let essential = change.essential else { return (whole, change) }
        let first = await informed(change, about: whole, state)
        guard !first.change.admits(first.plan) else { return first }
        let faults = first.change.admission.faults(of: first.plan.summary.changes)
        let narrower = change.planning(essential, and: first, without: faults)
        guard Set(narrower.targets) != Set(change.targets) else { return first }
        var second = await informed(
            narrower, about: try await plan(narrower, in: directory, from: state), state)
        let open = second.change.admission.faults(of: second.plan.summary.changes)
        let needing = state.needing(open, among: essential)
        let rest = essential.filter { needing[$0] == nil }
        if !needing.isEmpty, !rest.isEmpty, second.plan.summary.besides.isEmpty {
            var restoring = change.planning(rest, and: second, without: open)
            restoring.giveUp(Array(needing.keys))
            second = await informed(
                restoring, about: try await plan(restoring, in: directory, from: state), state)
            second.plan.unrestored = needing.sorted { $0.key < $1.key }.map {
                Refusal(.inspection, "\($0.key) is not restored: it needs \($0.value)")
            }
        }
        let held = Set(second.plan.addresses)
        var left: [String] = []
        for fault in faults + open where !held.contains(fault.address) && !left.contains(fault.leftToPerson) {
            left.append(fault.leftToPerson)
        }
        second.plan.left = left
        return second
    }
}

extension Change {
    /// The same change with these targets and with what only follows from them.
    fileprivate func planning(
        _ targets: [Address], and before: (plan: SavedPlan, change: Change), without faults: [InspectionFault]
    ) -> Change {
        let others = faults.map(\.address)
        var narrower = self
        narrower.targets =
            targets
            + before.plan.consequences.map(\.address).filter { address in
                // A plan of what depends on the others would contain the others.
                before.change.admission.facts?.depends(address, onOneOf: others) == false
            }
        return narrower
    }

    /// These are no longer created.
    fileprivate mutating func giveUp(_ addresses: [Address]) {
        admission.creates.removeAll(where: addresses.contains)
        postcondition.addresses.removeAll(where: addresses.contains)
        essential?.removeAll(where: addresses.contains)
    }
}

extension State {
    /// Of these addresses, those that are not admitted or depend on something that is not, with its address. Empty if the plan
    /// lacks something: then AWS and Terraform disagree about what is missing, and nothing of the plan is believed.
    func needing(_ faults: [InspectionFault], among addresses: [Address]) -> [Address: Address] {
        guard !faults.contains(where: \.isLack) else { return [:] }
        let refused = faults.map(\.address)
        var needing: [Address: Address] = [:]
        for address in addresses {
            // What a resource that is not in the state depends on is not known.
            guard let instance = instance(at: address) else {
                needing[address] = refused.first
                continue
            }
            needing[address] =
                refused.contains(address)
                ? address
                : InspectionFacts.needed(instance.dependencies, by: address, among: refused).min()
        }
        giveUpRoles(&needing, among: addresses)
        return needing
    }

    /// A role is not well without the policies that the state names, so it is given up with them, and so is what needs it.
    private func giveUpRoles(_ needing: inout [Address: Address], among addresses: [Address]) {
        func needed(by address: Address, among others: [Address]) -> [Address] {
            InspectionFacts.needed(instance(at: address)?.dependencies ?? [], by: address, among: others)
        }
        let open = addresses.filter { needing[$0] == nil }
        for policy in needing.keys.filter({ rolePolicies.contains($0.type) }).sorted() {
            let roles = open.filter { $0.type == ResourceType.iamRole.name }
            for role in needed(by: policy, among: roles) { needing[role] = policy }
        }
        let roles = open.filter { needing[$0] != nil }
        for address in open where needing[address] == nil {
            needing[address] = needed(by: address, among: roles).min()
        }
    }
}

/// The types whose instances give a role its policies.
private let rolePolicies: Set<String> = [
    ResourceType.iamRolePolicy.name, ResourceType.iamRolePolicyAttachment.name,
    ResourceType.iamPolicyAttachment.name, ResourceType.iamRolePoliciesExclusive.name,
    ResourceType.iamRoleAttachmentsExclusive.name,
]
