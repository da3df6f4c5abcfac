import Decisions
import Ledger
import Terraform

/// The guardrails, all of them from this repairer's own look, book and clock.
extension RepairRun {
    /// Every guardrail again, from this look, this book and the switches as they are now. What yields to a person does where
    /// one says why.
    ///
    /// - Parameter next: another tier of the same repair, whose state this very repair has moved.
    func passGuardrails(_ stackObservation: StackObservation, next: Bool = false) async throws(RepairStop)
        -> State
    {
        let facts = try await facts(stackObservation)
        var refusals = policy.guardrails.refusals(facts)
        if let state = stackObservation.observation.snapshot.map(StateVersion.init),
            let decided = request.state,
            state != decided, !next
        {
            refusals.append(
                Refusal(.freshness, "it was decided on \(decided), the state is at \(state) by now"))
        }
        if request.why != nil { refusals.removeAll { $0.guardrail.yieldsToPerson } }
        let traits = request.kind.traits
        refusals.removeAll { !traits.yieldsTo.contains($0.guardrail) }
        // Without it a rehearsal, which takes no lock, would not hear of what keeps the repair itself from starting.
        if traits.writesState == .always, let why = tools.obstacle() {
            refusals.append(Refusal(.lock, why))
        }
        guard refusals.isEmpty, let state = stackObservation.state else {
            throw .refused(.guardrails, refusals)
        }
        let passed = request.why.map { "every guardrail agrees, or yields to a person who says: \($0)" }
        try await record(
            RepairMessage(
                repair: id, step: .guardrails, message: passed ?? "every guardrail agrees",
                addresses: request.addresses, serial: state.serial, lineage: state.lineage))
        return state
    }

    private func facts(_ stackObservation: StackObservation) async throws(RepairStop) -> GuardrailFacts {
        let switches = try await switches()
        do {
            let book = try await repairer.book.facts(
                stack: policy.stack, kind: request.kind, settings: policy.guardrails, resets: switches.resets,
                leavingOut: id, now: tools.now())
            return GuardrailFacts(
                stackObservation.observation, settled: nil, pause: switches.operators.pause,
                window: tools.window(),
                book: book)
        } catch {
            throw .failed(.guardrails, error.description)
        }
    }

    /// The switches as they are now. An incident that a person has taken over or closed is the person's.
    private func switches() async throws(RepairStop) -> StackSwitches {
        let switches: StackSwitches
        do {
            switches = try await tools.switches()
        } catch {
            throw .refused(
                .guardrails,
                [Refusal(.pause, "whether repairs are paused could not be read: \(error.message)")])
        }
        guard let incident = request.incident,
            let who = switches.operators.acknowledged[incident] ?? switches.operators.closed[incident]
        else { return switches }
        throw .refused(.guardrails, [Refusal(.need, "\(incident) is in a person's hands (\(who))")])
    }

    /// What may have changed while it was planned: a person's switch, the clock, whose the credentials are.
    func checkOnceMore() async throws(RepairStop) {
        var refusals: [Refusal] = []
        switch await tools.account() {
        case .shown: break
        case .other(let account, let expected):
            let reason = "the credentials are of account \(account) by now, the stack's is \(expected)"
            refusals.append(Refusal(.account, reason))
        case .unknown(let reason):
            refusals.append(Refusal(.account, "the account could not be shown once more (\(reason))"))
        }
        let operators = try await switches().operators
        if let why = operators.pause {
            refusals.append(Refusal(.pause, "repairs are paused: \(why)"))
        }
        if request.why == nil, case .closed(let why) = tools.window() {
            refusals.append(Refusal(.window, why))
        }
        if !refusals.isEmpty { throw .refused(.inspect, refusals) }
    }
}
