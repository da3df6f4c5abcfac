import Decisions
import Ledger
import Terraform

/// One repair on its way through the steps.
struct RepairRun: Sendable {
    let repairer: Repairer
    let request: RepairRequest
    let id: String
    let say: @Sendable (RepairMessage) async -> Void
    /// Whether anything was changed, or may have been.
    let changes = ApplyMarker()

    var policy: Policy { repairer.policy }
    var tools: RepairTools { repairer.tools }

    /// 1. Guardrails, on a look of its own; then the steps of the kind, which change the world by `change` alone, or mute.
    func carryOut() async throws(RepairStop) -> RepairMessage {
        try checkRequest()
        let stackObservation = await tools.observe()
        let state = try await passGuardrails(stackObservation)
        return try await StepsOfKinds[request.kind].init(self).carryOut(stackObservation, state)
    }

    /// The one way to change the world through Terraform. Every step is recorded, before and after.
    ///
    /// - Returns: the look by which the postcondition was seen to hold.
    /// - Throws: why it went no further; in mode `observe` and with `--dry-run` that the plan would have been applied.
    func change(_ change: Change, from state: State) async throws(RepairStop) -> StackObservation {
        // 2. Snapshot
        try await takeSnapshot(state)
        try await change.first()
        do {
            // 3. Plan to a file, which is deleted whatever comes of it
            let directory = try makeDirectory()
            defer { tools.removeDirectory(directory) }
            let plan = try await plan(change, in: directory, from: state)
            // 4. Inspect it
            try await inspect(plan, change)
            guard request.apply else { throw RepairStop.wouldApply(plan, change) }
            // 5. Apply that very file
            try await checkOnceMore()
            try await apply(plan, settled: change.settled)
        }
        // 6. Verify
        return try await verify(change.postcondition, before: state)
    }

    /// 7. Records a step durably, then tells of it: nothing is done that the book does not know of.
    ///
    /// - Parameter settled: what an apply leaves away for good beside what it changes.
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

    /// Nothing is called unchanged that may have been changed.
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
    /// What the book keeps of a line: addresses and actions, never a plan's body.
    var detail: String {
        actions.isEmpty ? message : message + " [" + actions.words + "]"
    }
}
