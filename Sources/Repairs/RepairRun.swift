import Decisions
import Ledger
import Terraform

/// One repair while its steps run.
struct RepairRun: Sendable {
    let repairer: Repairer
    let request: RepairRequest
    let id: String
    let say: @Sendable (RepairMessage) async -> Void
    /// Whether anything was changed, or may have been.
    let changes = ApplyMarker()

    var policy: Policy { repairer.policy }
    var tools: RepairTools { repairer.tools }

    /// 1. Guardrails, on an observation of its own; then the steps of the kind, which change resources only through `change`, or
    /// mute.
    func carryOut() async throws(RepairStop) -> RepairMessage {
        try checkRequest()
        let stackObservation = await tools.observe()
        _ = try await passGuardrailsOfKind(stackObservation)
        return try await StepsOfKinds[request.kind].init(self).carryOut(stackObservation)
    }

    /// The only function that changes resources through Terraform. Every step is recorded, before and after.
    ///
    /// - Returns: the observation that shows the postcondition.
    /// - Throws: `RepairStop`, why it ended early; in mode `observe` and with `--dry-run` that the plan would have been applied.
    func change(_ change: Change, from state: State) async throws(RepairStop) -> StackObservation {
        try await applied(change, from: state).observation
    }

    /// The same, with the plan that was applied.
    func applied(_ change: Change, from state: State) async throws(RepairStop) -> AppliedChange {
        // 2. Snapshot
        try await takeSnapshot(state)
        try await change.first()
        let plan: SavedPlan
        var change = change
        do {
            // 3. Plan to a file, which is always deleted afterwards
            let directory = try makeDirectory()
            defer { tools.removeDirectory(directory) }
            (plan, change) = try await planAdmitted(change, in: directory, from: state)
            // 4. Inspect it
            try await inspect(plan, change)
            guard request.apply else { throw RepairStop.wouldApply(plan, change) }
            // 5. Apply exactly that file
            try await checkOnceMore(
                Set(plan.addresses.compactMap { state.instance(at: $0)?.configuration.name }))
            try await apply(plan, settled: change.settled)
        }
        // 6. Verify
        let updated = plan.updates(in: change.admission)
        change.postcondition.addresses += updated.filter { !change.postcondition.addresses.contains($0) }
        let observation = try await verify(change.postcondition, before: state)
        try await verifyUnchanged(
            plan.consequences.map(\.address) + updated, change.variables, with: observation)
        return AppliedChange(
            observation: observation, plan: plan, verified: change.postcondition.addresses)
    }

    /// 7. Records a step durably, then reports it: nothing is done before it is in the book.
    ///
    /// - Parameter settled: instances that no longer count as missing after the apply, besides those that it changes.
    func record(_ line: RepairMessage, settled: [Address] = []) async throws(RepairStop) {
        do {
            try await repairer.book.step(
                id, line.step.rawValue, detail: line.detail,
                changing: line.step == .apply ? line.addresses + settled : [], at: tools.now().wall)
        } catch {
            throw .failed(
                line.step,
                "the repair book could not be written, so nothing more is done: \(error.description)")
        }
        await say(line)
    }

    /// The last line for a repair that ended early. If something may have been changed, the outcome is not `failed` or `refused`
    /// but `notVerified`.
    func line(for stop: RepairStop) -> RepairMessage {
        var stop = stop
        if changes.haveBegun, stop.outcome == .failed || stop.outcome == .refused {
            stop.outcome = .notVerified
        }
        return RepairMessage(
            repair: id, step: stop.step, message: stop.message, addresses: stop.addresses,
            actions: stop.actions,
            refusals: stop.refusals, outcome: stop.outcome)
    }
}

extension RepairMessage {
    /// What the book stores of a line: addresses and actions, never the content of a plan.
    var detail: String {
        actions.isEmpty ? message : message + " [" + actions.words + "]"
    }
}
