import Decisions
import Ledger
import Terraform

extension StepsOfKinds {
    static var restoreState: any RepairSteps.Type { RestoreState.self }
}

/// Puts a stored state back into the backend: with Terraform's comparison of lineage and serial, and a serial above the backend's.
/// It ends as done only if Terraform then plans nothing. It never applies. Over a state that does not look lost, it needs a person's
/// reason, and nothing is written before Terraform has said what it would plan.
struct RestoreState: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        try await carryOut(stackObservation)
    }

    func carryOut(_ stackObservation: StackObservation) async throws(RepairStop) -> RepairMessage {
        let chosen = try await chosenSnapshot()
        let found = try await storedNow()
        let over = RestoreSerial(chosen, found)
        let serial = try over.next()
        if request.apply, request.why == nil, let reason = over.needsReason {
            throw Self.refused("\(reason): \(Self.reasonAdvice(policy.stack))")
        }
        let restored: State
        do {
            restored = try chosen.state.withSerial(serial, stack: policy.stack)
        } catch {
            throw .failed(.plan, error.description)
        }
        let directory = try run.makeDirectory()
        defer { tools.removeDirectory(directory) }
        let name = "\(chosen.name) (\(chosen.state.identity.resources) resources)"
        let what = "\(name) as serial \(serial)"
        guard request.apply else { return try await foresee(restored, what, directory, over.needsReason) }
        if over.overwrites { try await lookFirst(restored, what, directory) }
        if let found { try await run.takeSnapshot(found) }
        try await run.checkOnceMore(Set(chosen.state.managed.map(\.configuration.name)))
        try await clearDigest()
        try await push(restored, over: found, what, directory)
        let now = try await verified(restored)
        // Terraform may have increased it once more.
        return try await planned(now, "\(name) as serial \(now.serial)")
    }

    private func chosenSnapshot() async throws(RepairStop) -> ChosenSnapshot {
        do {
            return try await tools.states.snapshot(request.subject)
        } catch {
            throw .refused(.guardrails, [Refusal(.need, error.message)])
        }
    }

    /// What the backend has; nil if there is no state.
    private func storedNow() async throws(RepairStop) -> State? {
        do throws(TerraformFault) {
            return try await tools.states.stored()
        } catch {
            switch error.code {
            case .noState: return nil
            case .stateNotJSON, .stateMalformed, .stateVersion:
                throw .refused(
                    .guardrails,
                    [
                        Refusal(
                            .need,
                            "Terraform writes over no state that it cannot read: move it away first, and keep it (\(error))"
                        )
                    ])
            default: throw .failed(.guardrails, error.description)
            }
        }
    }

    private static func reasonAdvice(_ stack: String) -> String {
        "look with 'terrier repair restore-state \(stack) --dry-run' (and --snapshot) what Terraform would then plan, and give --why if it is right"
    }

    private func foresee(
        _ state: State, _ what: String, _ directory: String, _ needsReason: String?
    ) async throws(RepairStop) -> RepairMessage {
        let plan = try await foreseen(state, directory)
        let reason = needsReason.map { "; \($0), so that the restore needs --why" } ?? ""
        throw RepairStop(
            outcome: .wouldApply, step: .inspect,
            message: "would have restored \(what); Terraform would then plan \(plan.wordsOfAll)\(reason)",
            actions: plan.actionsOfAll, addresses: plan.changes.map(\.address))
    }

    private func foreseen(_ state: State, _ directory: String) async throws(RepairStop) -> PlanSummary {
        do {
            return try await tools.states.foresee(state, directory)
        } catch {
            // Nothing was tried, so it is no failed repair: it counts for no breaker and starts no cooldown.
            throw .refused(
                .guardrails,
                [
                    Refusal(
                        .need,
                        "what Terraform would plan after the restore is not known, and nothing was written: \(error.message)"
                    )
                ])
        }
    }

    /// Records what Terraform would plan after the restore, before anything is written.
    private func lookFirst(_ state: State, _ what: String, _ directory: String) async throws(RepairStop) {
        let plan = try await foreseen(state, directory)
        try await run.record(
            RepairMessage(
                repair: run.id, step: .inspect,
                message: "after restoring \(what), Terraform would plan \(plan.wordsOfAll)",
                addresses: plan.changes.map(\.address), actions: plan.actionsOfAll))
    }

    private func clearDigest() async throws(RepairStop) {
        let before = run.changes.haveBegun
        do {
            guard let done = try await tools.states.clearDigest({ run.changes.begin() }) else {
                return run.changes.undo(to: before)
            }
            try await run.record(RepairMessage(repair: run.id, step: .plan, message: done))
        } catch let fault as ToolFault {
            throw .stopped(at: .plan, by: fault)
        } catch let stop as RepairStop {
            throw stop
        } catch {
            throw .failed(.plan, "\(error)")
        }
    }

    private func push(
        _ state: State, over found: State?, _ what: String, _ directory: String
    ) async throws(RepairStop) {
        try await run.record(
            RepairMessage(
                repair: run.id, step: .apply, message: "restoring \(what)", serial: state.serial,
                lineage: state.lineage))
        try await expectUnchanged(found)
        if found == nil {
            let isPushed = try await pushed { () throws(ToolFault) in
                try await tools.states.pushEmpty(state, directory)
            }
            if isPushed { try await expectEmpty() }
        }
        try await pushed { () throws(ToolFault) in try await tools.states.push(state, directory) }
    }

    /// One write to the backend. It has not begun if the lock could not be taken.
    @discardableResult
    private func pushed<Value>(
        _ write: () async throws(ToolFault) -> Value
    ) async throws(RepairStop) -> Value {
        let before = run.changes.begin()
        do {
            return try await write()
        } catch {
            if error.kind == .lock { run.changes.undo(to: before) }
            throw .stopped(at: .apply, by: error)
        }
    }

    /// Terraform compares only serials, and that of the pushed state may be far above the backend's: what somebody has applied since
    /// the first read would be overwritten.
    private func expectUnchanged(_ found: State?) async throws(RepairStop) {
        let now = try await storedNow()
        guard now?.identity != found?.identity else { return }
        let has = now.map { "serial \($0.serial) with \($0.identity.resources) resources" } ?? "no state"
        throw Self.refused("the state changed while it was being restored: the backend now has \(has)")
    }

    /// After the empty state: everybody else's apply would have begun with nothing, too.
    private func expectEmpty() async throws(RepairStop) {
        guard let now = try await storedNow(), now.instances.isEmpty else {
            throw RepairStop(
                outcome: .notVerified, step: .apply,
                message:
                    "an empty state was written to the backend, and it is not there any more: somebody else has written since; look what the backend has before anybody applies"
            )
        }
    }

    private static func refused(_ reason: String) -> RepairStop {
        .refused(.guardrails, [Refusal(.need, reason)])
    }

    /// What the backend has after the push.
    private func verified(_ pushed: State) async throws(RepairStop) -> State {
        let now: State
        do throws(TerraformFault) {
            now = try await tools.states.stored()
        } catch {
            throw RepairStop(
                outcome: .notVerified, step: .verify,
                message: "the state was pushed, and could not be read back: \(error)")
        }
        guard now.lineage == pushed.lineage, now.serial >= pushed.serial,
            now.managed.map(\.address) == pushed.managed.map(\.address)
        else {
            throw RepairStop(
                outcome: .notVerified, step: .verify,
                message: "the state was pushed, and the backend now has another one (serial \(now.serial))")
        }
        return now
    }

    private func planned(_ now: State, _ what: String) async throws(RepairStop) -> RepairMessage {
        let plan: PlanSummary
        do {
            plan = try await tools.states.plan(now.identity)
        } catch {
            throw RepairStop(
                outcome: .notVerified, step: .verify,
                message:
                    "restored \(what); whether Terraform would change anything is not known: \(error.message)"
            )
        }
        guard plan.isEmpty else {
            throw RepairStop(
                outcome: .notVerified, step: .verify,
                message:
                    "restored \(what); Terraform now plans \(plan.wordsOfAll): a person decides, nothing was applied",
                actions: plan.actionsOfAll, addresses: plan.changes.map(\.address))
        }
        return RepairMessage(
            repair: run.id, step: .verify, message: "verified: restored \(what); Terraform plans nothing",
            outcome: .repaired, serial: now.serial, lineage: now.lineage)
    }
}

extension PlanSummary {
    fileprivate var isEmpty: Bool { !changes.contains { $0.action != .read } && besides.isEmpty }

    fileprivate var actionsOfAll: [RepairAction] {
        changes.filter { $0.action != .read }.prefix(100).map { .change($0) }
    }

    /// `nothing`, or `2 changes (create a.b, update c.d)`
    fileprivate var wordsOfAll: String {
        guard !isEmpty else { return "nothing" }
        let all = changes.filter { $0.action != .read }
        let named = all.prefix(10).map { RepairAction.change($0).description }.joined(separator: ", ")
        let rest = all.count > 10 ? " and \(all.count - 10) more" : ""
        let parts = all.isEmpty ? [] : ["\(all.count) change\(all.count == 1 ? "" : "s") (\(named)\(rest))"]
        return (parts + besides).joined(separator: ", ")
    }
}
