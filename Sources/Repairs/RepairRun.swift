import Decisions
import Foundation
import Ledger
import Terraform

/// One repair on its way through the steps.
struct RepairRun: Sendable {
    let repairer: Repairer
    let request: RepairRequest
    let id: String
    let say: @Sendable (RepairLine) async -> Void
    /// Whether anything was changed, or may have been.
    let changes = Changes()

    var policy: Policy { repairer.policy }
    var tools: RepairTools { repairer.tools }

    func carryOut() async throws(Stop) -> RepairLine {
        try checkRequest()
        let sighting = await tools.look()
        let state = try await passGuardrails(sighting)
        switch request.kind {
        case .emergencyDeploy: return try await deploy(sighting, state)
        case .removeAlarms: return try await removeAlarms(sighting, state)
        case .rollback: return try await rollback(sighting, state)
        case .unmute: return try await unmute(sighting, state)
        }
    }

    /// Nothing is called unchanged that may have been changed.
    func line(for stop: Stop) -> RepairLine {
        var stop = stop
        if changes.haveBegun, stop.outcome == .failed || stop.outcome == .refused {
            stop.outcome = .notVerified
        }
        return RepairLine(
            repair: id, step: stop.step, message: stop.message, addresses: stop.addresses,
            actions: stop.actions,
            refusals: stop.refusals, outcome: stop.outcome)
    }

    /// Records a step durably, then tells of it: nothing is done that the book does not know of.
    ///
    /// - Parameter settled: what an apply leaves away for good beside what it changes.
    func record(_ line: RepairLine, settled: [Address] = []) async throws(Stop) {
        if planted(.skipsTheRecord), line.step == .apply { return }
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

    private func checkRequest() throws(Stop) {
        var refusals: [Refusal] = []
        if request.version != RepairRequest.currentVersion {
            refusals.append(
                Refusal(
                    .configuration,
                    "the request is of version \(request.version); upgrade both sides together"))
        }
        let now = repairer.tools.now()
        if request.askedAt.boot != now.boot || now.since(request.askedAt) > RepairRequest.longestWait {
            refusals.append(
                Refusal(
                    .request, "it was made more than \(RepairRequest.longestWait.words) ago: ask anew"))
        }
        if request.configuration != repairer.configuration, !planted(.ignoresConfiguration) {
            refusals.append(
                Refusal(
                    .configuration,
                    "it was decided under another configuration than the file holds now: reload terrier first"
                ))
        }
        if request.apply, policy.mode != .act, request.why == nil {
            refusals.append(Refusal(.mode, "the stack's mode is observe"))
        }
        if let rule = request.rule, request.configuration == repairer.configuration,
            let refusal = policy.refusal(of: request.kind, tier: request.tier, for: rule)
        {
            refusals.append(Refusal(.need, refusal))
        }
        if !refusals.isEmpty { throw .refused(.guardrails, refusals) }
    }

    /// Every guardrail again, from this look, this book and the switches as they are now. What yields to a person does where
    /// one says why.
    ///
    /// - Parameter next: another tier of the same repair, whose state this very repair has moved.
    func passGuardrails(_ sighting: Sighting, next: Bool = false) async throws(Stop) -> State {
        let facts = try await facts(sighting)
        var refusals = policy.guardrails.refusals(facts)
        if let state = sighting.observation.snapshot.map(StateMark.init), let decided = request.state,
            state != decided, !next
        {
            refusals.append(
                Refusal(.freshness, "it was decided on \(decided), the state is at \(state) by now"))
        }
        if request.why != nil { refusals.removeAll { $0.guardrail.yieldsToPerson } }
        let traits = request.kind.traits
        refusals.removeAll { !traits.yieldsTo.contains($0.guardrail) }
        // Without it a rehearsal, which takes no lock, would not hear of what keeps the repair itself from starting.
        if traits.writesState == .always, let why = tools.hindrance() {
            refusals.append(Refusal(.lock, why))
        }
        guard refusals.isEmpty, let state = sighting.state else { throw .refused(.guardrails, refusals) }
        let passed = request.why.map { "every guardrail agrees, or yields to a person who says: \($0)" }
        try await record(
            RepairLine(
                repair: id, step: .guardrails, message: passed ?? "every guardrail agrees",
                addresses: request.addresses, serial: state.serial, lineage: state.lineage))
        return state
    }

    private func facts(_ sighting: Sighting) async throws(Stop) -> GuardrailFacts {
        let switches = try await switches()
        do {
            let book = try await repairer.book.facts(
                stack: policy.stack, kind: request.kind, settings: policy.guardrails, resets: switches.resets,
                leavingOut: id, now: tools.now())
            return GuardrailFacts(
                sighting.observation, settled: nil, pause: switches.people.pause, window: tools.window(),
                book: book)
        } catch {
            throw .failed(.guardrails, error.description)
        }
    }

    /// The switches as they are now. An incident that a person has taken over or closed is the person's.
    private func switches() async throws(Stop) -> Switches {
        let switches: Switches
        do {
            switches = try await tools.switches()
        } catch {
            throw .refused(
                .guardrails,
                [Refusal(.pause, "whether repairs are paused could not be read: \(error.message)")])
        }
        guard let incident = request.incident,
            let who = switches.people.acknowledged[incident] ?? switches.people.closed[incident]
        else { return switches }
        throw .refused(.guardrails, [Refusal(.need, "\(incident) is in a person's hands (\(who))")])
    }

    /// What may have changed while it was planned: a person's switch, the clock, whose the credentials are.
    private func checkOnceMore() async throws(Stop) {
        var refusals: [Refusal] = []
        switch await tools.account() {
        case .shown: break
        case .other(let account, let expected):
            let reason = "the credentials are of account \(account) by now, the stack's is \(expected)"
            refusals.append(Refusal(.account, reason))
        case .unknown(let reason):
            refusals.append(Refusal(.account, "the account could not be shown once more (\(reason))"))
        }
        let people = try await switches().people
        if let why = people.pause, !planted(.ignoresPause) {
            refusals.append(Refusal(.pause, "repairs are paused: \(why)"))
        }
        if request.why == nil, !planted(.ignoresWindow), case .closed(let why) = tools.window() {
            refusals.append(Refusal(.window, why))
        }
        if !refusals.isEmpty { throw .refused(.inspect, refusals) }
    }

    /// The snapshot before the change, durable in the book before anything is touched.
    func takeSnapshot(_ state: State) async throws(Stop) {
        if planted(.skipsTheSnapshot) { return }
        do {
            try await repairer.book.storeSnapshot(id, state.identity, body: state.raw, at: tools.now().wall)
        } catch {
            throw .failed(
                .snapshot, "the snapshot could not be stored, so nothing is touched: \(error.description)")
        }
        try await record(
            RepairLine(
                repair: id, step: .snapshot,
                message: "snapshot of serial \(state.serial) stored, \(state.identity.resources) resources",
                serial: state.serial, lineage: state.lineage))
    }

    /// Plans to a file, inspects it, and applies that very file unless this is a rehearsal.
    ///
    /// - Parameters:
    ///   - besides: what the repair does without a plan, for the words of a rehearsal.
    ///   - settled: what is not there, and is not missed from then on.
    func planAndApply(
        targets: [Address], destroy: Bool, state: State, admission: Admission, besides: [String] = [],
        settled: [Address] = [],
        beforeApplying check: (_ creates: [Address]) async throws(Stop) -> Void
    ) async throws(Stop) {
        let directory = repairer.planDirectory + "/" + id
        let file = directory + "/plan"
        do {
            try tools.makeDirectory(directory)
        } catch {
            throw stop(for: error, at: .plan)
        }
        defer { tools.removeDirectory(directory) }
        try await record(
            RepairLine(
                repair: id, step: .plan, message: "planning \(targets.count) targets to a file",
                addresses: targets))
        let summary = try await plan(
            PlanOrder(
                file: file, targets: targets, destroy: destroy, lock: request.apply, state: state.identity))
        let actions = summary.changes.filter { $0.action != .read }.map {
            "\($0.action.rawValue) \($0.address)"
        }
        let faults =
            admission.faults(of: summary.changes)
            + summary.besides.map { "it would do more than change resources (\($0))" }
        guard faults.isEmpty || planted(.skipsInspection) else {
            throw .refused(.inspect, faults.map { Refusal(.inspection, $0) }, actions: actions)
        }
        let creates = summary.changes.filter { $0.action == .create }.map(\.address)
        try await check(creates)
        try await record(
            RepairLine(
                repair: id, step: .inspect, message: "the plan holds what is admitted and nothing else",
                addresses: summary.changes.map(\.address), actions: actions))
        guard request.apply || planted(.appliesInObserve) else {
            let all = actions + besides
            throw Stop(
                outcome: .wouldApply, step: .inspect,
                message: "would have applied: \(all.joined(separator: ", "))",
                actions: all, addresses: summary.changes.map(\.address))
        }
        try await checkOnceMore()
        try await record(
            RepairLine(
                repair: id, step: .apply, message: "applying: \(actions.joined(separator: ", "))",
                addresses: summary.changes.map(\.address), actions: actions), settled: settled)
        try await apply(file, actions: actions)
    }

    private func plan(_ order: PlanOrder) async throws(Stop) -> PlanSummary {
        do {
            return try await tools.plan(order)
        } catch {
            throw stop(for: error, at: .plan)
        }
    }

    private func apply(_ file: String, actions: [String]) async throws(Stop) {
        let (id, say) = (id, say)
        let before = changes.begin()
        do {
            try await tools.apply(file) { message in
                await say(RepairLine(repair: id, step: .apply, message: message))
            }
        } catch {
            var stop = stop(for: error, at: .apply)
            // What was refused was not begun with; what an apply did before it failed is not known here.
            if error.kind != .failed { changes.undo(to: before) }
            stop.actions = actions
            throw stop
        }
    }

    private func stop(for fault: ToolFault, at step: RepairStep) -> Stop {
        switch fault.kind {
        case .lock: return .refused(step, [Refusal(.lock, fault.message)])
        case .stale: return .refused(step, [Refusal(.inspection, fault.message)])
        case .account: return .refused(step, [Refusal(.account, fault.message)])
        case .failed: return .failed(step, fault.message)
        }
    }
}

extension RepairLine {
    /// What the book keeps of a line: addresses and actions, never a plan's body.
    var detail: String {
        actions.isEmpty ? message : message + " [" + actions.joined(separator: ", ") + "]"
    }
}
