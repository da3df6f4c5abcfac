import Decisions
import Ledger
import Terraform

/// The guardrails, all of them from this repairer's own look, book and clock.
extension RepairRun {
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
    func checkOnceMore() async throws(Stop) {
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
        if let why = people.pause {
            refusals.append(Refusal(.pause, "repairs are paused: \(why)"))
        }
        if request.why == nil, case .closed(let why) = tools.window() {
            refusals.append(Refusal(.window, why))
        }
        if !refusals.isEmpty { throw .refused(.inspect, refusals) }
    }
}
