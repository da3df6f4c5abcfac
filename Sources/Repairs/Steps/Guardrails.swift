import Decisions
import Ledger
import Terraform

/// Checks the guardrails from this repairer's own observation, book and clock.
extension RepairRun {
    /// Checks every guardrail again, with this observation, this book and the current switches. Guardrails that yield to a person
    /// do so if the request has a person's reason.
    ///
    /// - Parameter next: whether this is a further tier of the same repair, which has itself changed the state's serial.
    func passGuardrails(_ stackObservation: StackObservation, next: Bool = false) async throws(RepairStop)
        -> State
    {
        let state = try await passGuardrailsOfKind(stackObservation, next: next)
        guard let state else { throw .refused(.guardrails, []) }
        return state
    }

    /// The same.
    ///
    /// - Returns: the state; nil if there is none and the kind of repair does not need one.
    func passGuardrailsOfKind(_ stackObservation: StackObservation, next: Bool = false)
        async throws(RepairStop) -> State?
    {
        let facts = try await facts(stackObservation)
        var refusals = policy.guardrails.refusals(facts)
        if let state = stackObservation.observation.snapshot.map(StateVersion.init),
            let decided = request.state,
            state != decided, !next
        {
            refusals.append(
                Refusal(.freshness, "it was decided on \(decided), the state is now at \(state)"))
        }
        if request.why != nil { refusals.removeAll { $0.guardrail.yieldsToPerson } }
        let traits = request.kind.traits
        refusals.removeAll { !traits.isStopped(by: $0.guardrail) }
        if traits.needsKnownLock, let why = stackObservation.observation.lock.unreadable {
            refusals.append(Refusal(.lock, "whether somebody holds the state lock is not known (\(why))"))
        }
        // Otherwise a dry run, which takes no lock, would not report what prevents the repair itself.
        if traits.writesState == .always, let why = tools.obstacle() {
            refusals.append(Refusal(.lock, why))
        }
        let state = stackObservation.state
        guard refusals.isEmpty, state != nil || traits.regardlessOf.contains(.state) else {
            throw .refused(.guardrails, refusals)
        }
        let passed = request.why.map { "every guardrail agrees, or yields to a person who says: \($0)" }
        try await record(
            RepairMessage(
                repair: id, step: .guardrails, message: passed ?? "every guardrail agrees",
                addresses: request.addresses, serial: state?.serial, lineage: state?.lineage))
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

    /// The switches as they are now. Nothing is repaired for an incident that a person has acknowledged or closed.
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
        throw .refused(.guardrails, [Refusal(.need, "\(incident) was acknowledged or closed by \(who)")])
    }

    /// Checks again what may have changed while it was planned: the operators' switches, the maintenance window, the account of the
    /// credentials.
    ///
    /// - Parameter providers: the configurations of the provider of what the plan changes.
    func checkOnceMore(_ providers: Set<String>) async throws(RepairStop) {
        var refusals: [Refusal] = []
        switch await tools.account(providers) {
        case .shown: break
        case .other(let account, let expected):
            let reason =
                "the credentials now belong to account \(account), the stack's account is \(expected)"
            refusals.append(Refusal(.account, reason))
        case .unknown(let reason):
            refusals.append(Refusal(.account, "the account could not be verified again (\(reason))"))
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
