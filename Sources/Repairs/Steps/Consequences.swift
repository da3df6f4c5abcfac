import Decisions
import Terraform

/// A change that was applied and verified.
struct AppliedChange: Sendable {
    /// The observation that shows the postcondition.
    var observation: StackObservation
    /// The plan that was applied.
    var plan: SavedPlan
    /// What was read from AWS afterwards, and is as it should be.
    var verified: [Address]
}

/// What is known of a plan that is not admitted by addresses and actions alone, and what followed from it.
extension RepairRun {
    /// The plan and the change, with what is known about the plan: what in detail it updates and replaces, and whether what
    /// else it creates is missing.
    func informed(_ change: Change, about plan: SavedPlan, _ state: State) async
        -> (plan: SavedPlan, change: Change)
    {
        var (plan, change) = (plan, change)
        guard !change.admits(plan) else {
            change.verifyAlso(plan.creates)
            return (plan, change)
        }
        var facts = InspectionFacts()
        let refused = Set(change.admission.faults(of: plan.summary.changes).map(\.address))
        let changes = plan.summary.changes.filter { refused.contains($0.address) }
        if changes.contains(where: { $0.action == .update || $0.action == .replace }) {
            await readDetails(of: plan, into: &facts)
        }
        for change in changes where change.action == .update {
            facts.dependencies[change.address] = state.instance(at: change.address)?.dependencies ?? []
        }
        let creates = changes.filter { $0.action == .create }.map(\.address).filter {
            !change.admission.untracked.contains($0) && change.admission.withheld[$0] == nil
        }
        for address in creates {
            facts.unproven[address] = change.objection(address).map { .init($0, isAllowable: false) }
        }
        let open = creates.filter { facts.unproven[$0] == nil }
        if !open.isEmpty {
            let found = await proveMissing(open, state)
            change.admission.mayCreate += found.missing
            change.alsoMissing += found.missing
            facts.unproven.merge(found.unproven) { why, _ in why }
        }
        change.admission.facts = facts
        if change.admission.consequences == .admit {
            plan.consequences = change.admission.consequences(of: plan.summary.changes)
                .filter { refused.contains($0.address) }
        }
        change.verifyAlso(plan.creates)
        return (plan, change)
    }

    private func readDetails(of plan: SavedPlan, into facts: inout InspectionFacts) async {
        do throws(ToolFault) {
            facts.details = try await tools.details(plan.file)
        } catch {
            facts.withoutDetails = error.message
        }
    }

    /// Asks AWS for exactly these instances, and Terraform's provider for those of types that AWS cannot be asked for.
    ///
    /// - Returns: those that it does not have, and why the others are not proven missing.
    private func proveMissing(_ addresses: [Address], _ state: State) async
        -> (missing: [Address], unproven: [Address: InspectionFacts.Unproven])
    {
        var observed = await tools.ask(addresses, state)
        let notAsked = observed.notAsked(among: addresses.contains)
        if let proven = try? await provenByRefresh(notAsked, observed, state) { observed = proven }
        let reports = observed.observation.instances
        var missing: [Address] = []
        var unproven: [Address: InspectionFacts.Unproven] = [:]
        for address in addresses {
            switch reports.first(where: { $0.address == address })?.status {
            case .missing: missing.append(address)
            case .healthy, .unhealthy: unproven[address] = .init("AWS has it", isAllowable: false)
            case .unknown(let why): unproven[address] = .init("AWS was asked, and it is unknown: \(why)")
            case .notAsked:
                unproven[address] = .init("Terrier cannot ask AWS for a resource of type \(address.type)")
            case nil:
                unproven[address] = .init("the state does not name it, so it is new in the code")
            }
        }
        return (missing, unproven)
    }

    /// Plans these addresses once more, without a lock: if the plan would change one of them, the repair is not verified.
    ///
    /// - Parameter what: what the recorded step says, before the addresses.
    func verifyUnchanged(
        _ addresses: [Address], _ variables: [PlanVariable] = [],
        _ what: String = "planning once more what followed", with observation: StackObservation
    ) async throws(RepairStop) {
        guard !addresses.isEmpty else { return }
        let names = addresses.map(\.description).joined(separator: ", ")
        guard let state = observation.state else {
            throw .unverified(names, "the state could not be read again", addresses)
        }
        _ = try? await record(
            RepairMessage(
                repair: id, step: .verify, message: "\(what): \(names)",
                addresses: addresses))
        var order = PlanOrder(
            file: nil, targets: addresses, destroy: false, lock: false, state: state.identity)
        let summary: PlanSummary
        do {
            if !variables.isEmpty {
                order.variables = variables
                order.variableFile = try makeDirectory() + Self.variableFile
            }
        } catch {
            throw .unverified(names, "the plan that verifies them failed: \(error.message)", addresses)
        }
        defer { if !variables.isEmpty { tools.removeDirectory(repairer.planDirectory + "/" + id) } }
        do {
            summary = try await tools.plan(order)
        } catch {
            throw .unverified(names, "the plan that verifies them failed: \(error.message)", addresses)
        }
        let left = summary.changes.filter { $0.action != .read && addresses.contains($0.address) }
        guard left.isEmpty else {
            throw .unverified(
                names,
                "a plan still holds \(left.map { "\($0.action.rawValue) \($0.address)" }.joined(separator: ", "))",
                left.map(\.address))
        }
    }
}

extension Change {
    /// Whether nothing in the plan needs to be known in more detail.
    func admits(_ plan: SavedPlan) -> Bool {
        admission.faults(of: plan.summary.changes).isEmpty && plan.summary.besides.isEmpty
    }

    /// Of what the plan creates, what is proven missing is verified like what the repair is about.
    fileprivate mutating func verifyAlso(_ creates: [Address]) {
        let verified = Set(postcondition.addresses)
        let also = Set(alsoMissing).subtracting(verified)
        postcondition.addresses += creates.filter(also.contains)
    }
}

extension RepairStop {
    fileprivate static func unverified(_ names: String, _ why: String, _ addresses: [Address]) -> RepairStop {
        RepairStop(
            outcome: .notVerified, step: .verify, message: "not verified: \(names): \(why)",
            addresses: addresses)
    }
}
