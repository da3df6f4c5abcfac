import Decisions
import Terraform

extension StepsOfKinds {
    static var `import`: any RepairSteps.Type { Import.self }
}

/// Takes back into the state what AWS has and the state lacks: one plan that imports exactly these resources and changes nothing,
/// applied as that file, and verified by another plan of the same addresses, which must be empty.
struct Import: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let (wanted, left) = try inCode(try wanted(try await found(stackObservation)))
        let addresses = wanted.map(\.orphan.address)
        // Its instances are not in the state: the earlier one says by which configuration of the provider they are managed.
        let before = state.remembering(
            DroppedInstances(
                lineage: state.lineage, serials: state.serial...state.serial,
                instances: wanted.map(\.instance)))
        try expectEvidence(for: wanted, stackObservation.observation, before)
        var admission = Admission(allow: nil, protect: policy.guardrails.protect)
        admission.imports = addresses
        let change = Change(
            targets: addresses, imports: wanted.compactMap(\.orphan.block).joined(), essential: addresses,
            admission: admission, postcondition: Postcondition(addresses: addresses) { $0.isThere })
        let applied = try await run.applied(change, from: before)
        let names = addresses.map(\.description).joined(separator: ", ")
        let after = applied.observation.state
        let lacking = addresses.filter { after?.instance(at: $0) == nil }
        guard lacking.isEmpty else {
            throw RepairStop(
                outcome: .notVerified, step: .verify,
                message: "not verified: the state does not name "
                    + lacking.map(\.description).joined(separator: ", "), addresses: lacking)
        }
        try await run.verifyUnchanged(addresses, [], "planning once more", with: applied.observation)
        return RepairMessage(
            repair: run.id, step: .verify,
            message:
                "verified: \(names) \(addresses.count == 1 ? "is" : "are") in the state, and a plan is empty\(left)",
            addresses: addresses, outcome: .repaired, serial: after?.serial, lineage: after?.lineage)
    }

    private func found(_ stackObservation: StackObservation) async throws(RepairStop) -> [FoundOrphan] {
        do {
            return try await tools.orphans(stackObservation)
        } catch {
            throw .failed(.guardrails, "what AWS has and the state lacks is not known: \(error.message)")
        }
    }

    /// The orphans of the request, or all whose import id is known.
    private func wanted(_ found: [FoundOrphan]) throws(RepairStop) -> [FoundOrphan] {
        var refusals: [Refusal] = []
        var wanted = found.filter { $0.orphan.importID != nil }
        if !request.addresses.isEmpty {
            wanted.removeAll { !request.addresses.contains($0.orphan.address) }
            for address in Set(request.addresses).sorted()
            where !wanted.contains(where: { $0.orphan.address == address }) {
                let unknown = found.first { $0.orphan.address == address }?.orphan
                refusals.append(Refusal(.need, unknown.map(Self.withoutID) ?? Self.noOrphan(address)))
            }
        } else if wanted.isEmpty {
            let without = found.map { Self.withoutID($0.orphan) }
            let nothing = "nothing that an earlier state had is in AWS and not in the state"
            refusals = [Refusal(.need, without.isEmpty ? nothing : without.joined(separator: "; "))]
        }
        guard refusals.isEmpty else { throw .refused(.guardrails, refusals) }
        return wanted
    }

    /// Those that the code has: Terraform refuses a whole plan if one of its imports has no configuration. The others were removed
    /// from the state and from the code, usually on purpose.
    ///
    /// - Returns: them, and the end of the message, which names the others; empty if there are none.
    private func inCode(_ wanted: [FoundOrphan]) throws(RepairStop) -> ([FoundOrphan], left: String) {
        guard let lacking = tools.notInCode(wanted.map(\.orphan.address)), !lacking.isEmpty else {
            return (wanted, "")
        }
        let rest = wanted.filter { !lacking.contains($0.orphan.address) }
        let names = lacking.map(\.description).joined(separator: ", ")
        guard !rest.isEmpty, request.addresses.allSatisfy({ !lacking.contains($0) }) else {
            throw .refused(
                .guardrails,
                [Refusal(.need, "the code does not have \(names): write it first, or leave it out")])
        }
        return (rest, "; not imported, since the code does not have it: \(names)")
    }

    private static func withoutID(_ orphan: Orphan) -> String {
        "the import id of \(orphan.address) is not known (\(orphan.unknownID ?? "")): import it by hand"
    }

    private static func noOrphan(_ address: Address) -> String {
        "\(address) is no orphan: the state has it, or no state of the last days had it, or AWS does not have it, or it was moved"
    }

    /// Terraform's provider must work in the account in which AWS has them: a resource of the stack, or the orphans themselves, show
    /// it.
    private func expectEvidence(for wanted: [FoundOrphan], _ observation: Observation, _ before: State)
        throws(RepairStop)
    {
        var observation = observation
        let known = Set(observation.instances.map(\.address))
        observation.instances += wanted.map(\.report).filter { !known.contains($0.address) }
        let general = ProviderEvidence.refusal(observation).map { [$0] } ?? []
        let refusals =
            general + ProviderEvidence.refusals(for: wanted.map(\.orphan.address), observation, before)
        guard refusals.isEmpty else { throw .refused(.guardrails, refusals) }
    }
}
