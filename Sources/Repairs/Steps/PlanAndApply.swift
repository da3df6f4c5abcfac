import Decisions
import Ledger
import Terraform

/// A plan in a file.
struct SavedPlan: Sendable {
    var file: String
    var summary: PlanSummary
    /// The updates in it that only follow from what it creates.
    var consequences: [Consequence] = []
    /// What a plan of more targets held that is not admitted, and is left for a person; one line each.
    var left: [String] = []
    /// What the repair is about and does not restore, because it needs something that is not admitted.
    var unrestored: [Refusal] = []

    var addresses: [Address] { summary.changes.map(\.address) }
    var creates: [Address] { summary.changes.filter { $0.action == .create }.map(\.address) }
    /// What it updates within the scope of the admission.
    func updates(in admission: Admission) -> [Address] {
        summary.changes.filter { $0.action == .update && admission.updates[$0.address] != nil }.map(\.address)
    }
    /// Without what is only read.
    var actions: [RepairAction] {
        summary.changes.filter { $0.action != .read }.map { change in
            let consequence = consequences.first { change == PlannedChange($0.address, .update) }
            return consequence.map { .consequence($0) } ?? .change(change)
        }
    }
    /// What is not restored and what is left for a person, as the end of a message; empty if nothing is.
    var leftWords: String {
        unrestored.map { "; \($0.reason)" }.joined()
            + (left.isEmpty ? "" : "; left for a person: \(left.joined(separator: "; "))")
    }
}

/// Snapshot, plan, inspection and apply.
extension RepairRun {
    /// Stores the snapshot of the state in the book before anything is changed.
    func takeSnapshot(_ state: State) async throws(RepairStop) {
        do {
            try await repairer.book.storeSnapshot(id, state.identity, body: state.raw, at: tools.now().wall)
        } catch {
            throw .failed(
                .snapshot, "the snapshot could not be stored, so nothing is touched: \(error.description)")
        }
        try await record(
            RepairMessage(
                repair: id, step: .snapshot,
                message: "snapshot of serial \(state.serial) stored, \(state.identity.resources) resources",
                serial: state.serial, lineage: state.lineage))
    }

    /// Creates the directory for the plan file, which only this user may enter.
    func makeDirectory() throws(RepairStop) -> String {
        let directory = repairer.planDirectory + "/" + id
        do {
            try tools.makeDirectory(directory)
        } catch {
            throw .stopped(at: .plan, by: error)
        }
        return directory
    }

    func plan(_ change: Change, in directory: String, from state: State) async throws(RepairStop) -> SavedPlan
    {
        let file = directory + "/plan"
        try await record(
            RepairMessage(
                repair: id, step: .plan, message: "planning \(change.targets.count) targets to a file",
                addresses: change.targets))
        do {
            var order = PlanOrder(
                file: file, targets: change.targets, destroy: change.destroy, lock: request.apply,
                state: state.identity)
            order.variables = change.variables
            order.variableFile = directory + Self.variableFile
            order.imports = change.imports
            let summary = try await tools.plan(order)
            return SavedPlan(file: file, summary: summary)
        } catch {
            throw .stopped(at: .plan, by: error)
        }
    }

    /// The name of the file with the variables of a repair, in the directory of its plan file.
    static let variableFile = "/repair.tfvars.json"

    func inspect(_ plan: SavedPlan, _ change: Change) async throws(RepairStop) {
        let faults =
            change.admission.faults(of: plan.summary.changes).map(\.description)
            + plan.summary.besides.map { "it would do more than change resources (\($0))" }
        guard faults.isEmpty else {
            throw .refused(.inspect, faults.map { Refusal(.inspection, $0) }, actions: plan.actions)
        }
        try expectChange(in: plan, change)
        try await change.check(plan.creates)
        try await record(
            RepairMessage(
                repair: id, step: .inspect,
                message: "the plan holds what is admitted and nothing else\(plan.leftWords)",
                addresses: plan.addresses, actions: plan.actions))
    }

    private func expectChange(in plan: SavedPlan, _ change: Change) throws(RepairStop) {
        let wanted = Set(change.mustChange)
        guard !wanted.isEmpty, !plan.summary.changes.contains(where: { wanted.contains($0.address) }) else {
            return
        }
        let names = change.mustChange.map(\.description).joined(separator: ", ")
        throw .refused(.inspect, [Refusal(.need, "the plan has no change of \(names)")])
    }

    func apply(_ plan: SavedPlan, settled: [Address]) async throws(RepairStop) {
        try await record(
            RepairMessage(
                repair: id, step: .apply, message: "applying: \(plan.actions.words)",
                addresses: plan.addresses, actions: plan.actions), settled: settled)
        let (id, say) = (id, say)
        let before = changes.begin()
        do {
            try await tools.apply(plan.file) { message in
                await say(RepairMessage(repair: id, step: .apply, message: message))
            }
        } catch {
            var stop = RepairStop.stopped(at: .apply, by: error)
            // A refused apply changed nothing; what an apply did before it failed is not known here.
            if error.kind != .failed { changes.undo(to: before) }
            stop.actions = plan.actions
            throw stop
        }
    }
}

extension RepairStop {
    static func wouldApply(_ plan: SavedPlan, _ change: Change) -> RepairStop {
        let all = plan.actions + change.besides
        return RepairStop(
            outcome: .wouldApply, step: .inspect,
            message: "would have applied: \(all.words)\(plan.leftWords)", actions: all,
            addresses: plan.addresses)
    }

    static func stopped(at step: RepairStep, by fault: ToolFault) -> RepairStop {
        switch fault.kind {
        case .lock: return .refused(step, [Refusal(.lock, fault.message)])
        case .stale: return .refused(step, [Refusal(.inspection, fault.message)])
        case .account: return .refused(step, [Refusal(.account, fault.message)])
        case .failed: return .failed(step, fault.message)
        }
    }
}
