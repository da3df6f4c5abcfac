import Decisions
import Ledger
import Notifications
import Probes
import Repairs
import Terraform

/// What lasts longer than a cycle: mutes that must be undone, outcomes that no watcher received, and reminders for a person.
extension StackLoop {
    /// How much longer than `mute_for` a mute may last by the wall clock. A longer one shows that the clock was set back.
    private static let doubtfulMute = Duration.seconds(86_400)

    /// Undoes the mutes whose incident has closed, or whose time has passed. A person's mute belongs to no incident. If the clock
    /// was set back by more than a day, the time counts as passed: nobody asked for silence until the clock is there again.
    ///
    /// A mute whose alarm this cycle did not see, although the state names it, waits until the alarm is seen. All mutes wait for
    /// mode `act` and the end of a pause, during which nothing is changed; until then a reminder is logged every day.
    func undoMutes(_ probeResult: ProbeResult) async throws {
        // That the book cannot be read is logged where repairs are decided.
        guard !(await dispatcher.isBusy(stack)), let kind = RepairKind.endOfMute,
            let book = (try? await tools.book()) ?? nil
        else { return }
        let mutes = try await book.activeMutes(of: stack)
        guard !mutes.isEmpty, policy.mode == .act, try await switches().operators.pause == nil else { return }
        let now = tools.now()
        let open = Set(try await ledger.stackRecord(of: stack).watch.incidents.map(\.id))
        let over = mutes.filter { mute in
            now.wall >= mute.until
                || mute.until - now.wall > policy.guardrails.muteFor + Self.doubtfulMute
                || mute.incident.map { !open.contains($0) } ?? false
        }.filter { mute in
            guard let state = probeResult.state else { return false }
            return state.instance(at: mute.address) == nil
                || probeResult.observation.alarms.contains { $0.address == mute.address }
        }
        guard !over.isEmpty, try await book.running(stack) == nil else { return }
        let past = try await book.past(of: stack, leavingOut: nil).filter { $0.stack == stack }
        // One that failed, or could not begin, is tried again after the cooldown, not in every cycle.
        if let unbegun = await dispatcher.sinceUnbegun(stack, kind), unbegun < policy.guardrails.cooldown {
            return
        }
        if let last = past.last, last.kind == kind,
            now.since(last.ended ?? last.began) < policy.guardrails.cooldown
        {
            return
        }
        await start(
            RepairRequest(
                stack: stack, kind: kind, addresses: over.map(\.address), apply: true,
                requestedBy: "terrier run", configuration: configuration, askedAt: tools.now()))
    }

    /// Repairs that ran while no watcher received their lines, or that ended with the watcher: their outcome is in the book, or
    /// is unknown. It is recorded for the incident that asked for them.
    ///
    /// - Returns: whether that is done; false while a repair still runs, so that it is tried again.
    func rememberOutcomes(_ troubles: inout LoopHealth) async -> Bool {
        do {
            if await dispatcher.isBusy(stack) { return false }
            guard let book = try await tools.book() else { return true }
            guard try await book.running(stack) == nil else { return false }
            let repairs = try await book.repairs(of: stack, limit: 20)
            let asked = repairs.compactMap { repair in repair.incident.map { (repair.id, $0) } }
            let unknown = try await ledger.unknownActions(
                among: Dictionary(asked) { first, _ in first })
            for repair in repairs.reversed() where unknown.contains(repair.id) {
                try await ledger.addAction(IncidentAction(repair), to: repair.incident ?? "")
                guard let report = RepairReport(repair) else { continue }
                for event in report.events { await say(event) }
                let now = tools.now().wall
                try await ledger.emit(report.notices(at: now), tools.outbox, at: now)
            }
            return true
        } catch {
            if let fault = troubles.fault("\(error)") { await say(fault) }
            return false
        }
    }

    /// Logs the active mutes at the start and once a day, so that they are not forgotten.
    func remind(_ loopState: inout LoopState, _ now: Moment) async throws {
        if let last = loopState.lastReminder, now.since(last) < .seconds(86_400) { return }
        let mutes = try await tools.book()?.muteRows(of: stack)
        loopState.lastReminder = now
        // A mute whose row is damaged is never undone.
        for fault in mutes?.damage ?? [] { await say(.ledgerFault(fault.description)) }
        for mute in mutes?.values ?? [] {
            await say(
                .muteStands(mute.address, incident: mute.incident, since: mute.since, until: mute.until))
        }
    }
}
