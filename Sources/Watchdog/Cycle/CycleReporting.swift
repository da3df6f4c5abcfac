import Decisions
import Notifications
import Probes
import Terraform

/// What a cycle writes to the journal.
extension StackLoop {
    func say(_ event: Event) async { await tools.events.write(event, stack: stack) }

    /// Writes nothing if the event is nil.
    func say(_ event: Event?) async {
        if let event { await tools.events.write(event, stack: stack) }
    }

    /// Logs what has changed since the last cycle.
    ///
    /// - Parameter pause: who paused repairs, and why; nil if they are not paused.
    func reportCycle(
        _ probeResult: ProbeResult, pause: String?, _ book: RepairBookView, _ loopState: inout LoopState
    ) async {
        let checkResult = policy.judge(probeResult.observation, breakers: book.breakers)
        await board.report(stack, checkResult.verdict)
        let seen = loopState.cycleReporter.events(
            for: probeResult.observation, stateFault: probeResult.stateFault?.description,
            checkResult: checkResult,
            isRepairing: book.isRepairing)
        for event in seen { await say(event) }
        for event in loopState.cycleReporter.events(pause: pause, breakers: book.breakers) {
            await say(event)
            if case .breakerOpen = event { tools.outbox.wakeDeliverer() }
        }
    }

    /// Logs that a repair is held back. A cooldown follows every repair that changed nothing: it is logged once for an incident.
    func sayHeldBack(_ proposal: Proposal, _ refusals: [Refusal], _ loopState: inout LoopState) async {
        let isCooldown = refusals.map(\.guardrail) == [.cooldown]
        if isCooldown, !loopState.cooling.insert(proposal.incident ?? "").inserted, !tools.events.wantsRepeats
        {
            return
        }
        await say(.repairHeldBack(proposal, refusals))
    }
}

extension StackLoop.LoopState {
    /// Once a day what persists is logged again, as nobody reads yesterday's entries.
    mutating func beginDay(_ now: Moment) {
        guard let began = dayBegan else {
            dayBegan = now
            return
        }
        guard now.since(began) >= .seconds(86_400) else { return }
        dayBegan = now
        cycleReporter.beginDay()
        troubles.beginDay()
    }
}
