import Decisions
import Foundation
import Ledger
import Notifications
import Probes
import Repairs
import Settings
import Systemd
import Terraform

/// The cycle of one stack: observe, decide, record, and have done what was decided. Level-triggered: each pass looks at
/// the whole world afresh.
struct StackLoop: Sendable {
    let assembly: StackAssembly
    let configuration: Settings.Configuration
    let configurationPath: String
    let ledger: Ledger
    let events: EventLog
    let desk: RepairDesk
    let board: StatusBoard

    private var stack: String { assembly.settings.name }

    /// Passes until the task is cancelled.
    func run() async {
        var announcer = Announcer()
        var lastPlan: ContinuousClock.Instant?
        var lastPass: ContinuousClock.Instant?
        var planNow = false
        var lastMutes: ContinuousClock.Instant?
        await rememberOutcomes()
        while !Task.isCancelled {
            let began = ContinuousClock.now
            let due = lastPlan.map { began - $0 >= configuration.planEvery } ?? true
            let busy = await desk.isBusy(stack)
            // A plan reads what a repair is changing: it waits for the repair's end.
            let plan = (due || planNow) && !busy
            do {
                let opened = try await pass(
                    plan: plan, elapsed: lastPass.map { began - $0 } ?? .zero, announcer: &announcer)
                if plan { lastPlan = began }
                if lastMutes.map({ began - $0 >= .seconds(86_400) }) ?? true {
                    try await announceMutes()
                    lastMutes = began
                }
                planNow = opened || (planNow && !plan)
            } catch is CancellationError {
                return
            } catch let fault as LedgerFault {
                await events.write(.ledgerFault(fault.description), stack: stack)
            } catch {
                await events.write(.ledgerFault("\(error)"), stack: stack)
            }
            await board.beat(stack)
            lastPass = began
            let took = ContinuousClock.now - began
            if took > configuration.interval, !plan {
                await events.write(.cycleOverran(took, interval: configuration.interval), stack: stack)
            }
            try? await Task.sleep(for: max(.milliseconds(100), configuration.interval - took))
        }
    }

    /// One pass. Nothing is done that was not recorded first.
    ///
    /// - Returns: whether an incident opened.
    private func pass(plan: Bool, elapsed: Duration, announcer: inout Announcer) async throws -> Bool {
        let memory = try await ledger.memory(of: stack)
        let now = Timestamp.now
        let highest = try await ledger.highestCount(of: stack, since: now + .seconds(-86_400))
        let look = await assembly.probe().look(
            .init(
                before: memory.believed, highest: highest, alarms: AlarmHistory(text: memory.alarms),
                plan: plan,
                now: now))
        // A look that was cut short saw less than there is.
        try Task.checkCancellation()
        let policy = assembly.policy
        let book = await bookFacts(now)
        let (watch, effects) = decide(
            memory.watch, CycleFacts(observation: look.observation, elapsed: elapsed) { book[$0] ?? .init() },
            policy: policy)
        try await ledger.record(record(look, watch, effects, now))
        let judgement = policy.judge(look.observation)
        await board.report(stack, judgement.verdict)
        ServiceNotifier().tell(.status(await board.line))
        let removed = !look.observation.removed.isEmpty
        let destroyed = removed ? try await destroyed(since: now + .seconds(-86_400)) : []
        for event in announcer.events(
            for: look.observation, stateFault: look.stateFault?.description, judgement: judgement,
            destroyed: destroyed)
        {
            await events.write(event, stack: stack)
        }
        return try await carryOut(effects, now)
    }

    private func record(
        _ look: Look, _ watch: Watch, _ effects: [Effect], _ now: Timestamp
    ) -> CycleRecord {
        var opened: [Incident] = []
        var closed: [(incident: Incident, why: ClosingReason)] = []
        for effect in effects {
            switch effect {
            case .opened(let incident): opened.append(incident)
            case .closed(let incident, let why): closed.append((incident, why))
            case .repair, .heldBack, .flapping: break
            }
        }
        let state = look.state.map { state in
            (
                believed: BelievedState(
                    identity: state.identity, addresses: state.managed.map(\.address), seen: now),
                body: state.raw
            )
        }
        return CycleRecord(
            stack: stack, at: now, state: state, readings: look.observation.readings, watch: watch,
            alarms: look.alarms.text, opened: opened, closed: closed, keepReadings: configuration.keepReadings
        )
    }

    private func carryOut(_ effects: [Effect], _ now: Timestamp) async throws -> Bool {
        var opened = false
        for effect in effects {
            switch effect {
            case .opened(let incident):
                opened = true
                await events.write(.incidentOpened(incident), stack: stack)
            case .closed(let incident, let why):
                await events.write(.incidentClosed(incident, why), stack: stack)
            case .flapping(let rule, let began, let incident):
                await events.write(
                    .ruleFlapping(rule: rule, began: began, incident: incident), stack: stack)
            case .heldBack(let proposal, let refusals):
                await events.write(.repairHeldBack(proposal, refusals), stack: stack)
            case .repair(let proposal):
                await start(
                    RepairRequest(
                        stack: stack, kind: proposal.kind, rule: proposal.rule, incident: proposal.incident,
                        tier: proposal.tier, addresses: proposal.addresses, apply: proposal.apply,
                        requestedBy: "terrier run", configuration: configuration.hash))
            }
        }
        try await undoMutes(now)
        return opened
    }

    /// Undoes the mutes whose incident has closed, or whose time has passed. A person's mute belongs to no incident.
    private func undoMutes(_ now: Timestamp) async throws {
        guard assembly.policy.mode == .act,
            let book = try await RepairBook.openReading(configuration.repairBook),
            !(await desk.isBusy(stack))
        else { return }
        let open = Set(try await ledger.memory(of: stack).watch.incidents.map(\.id))
        let over = try await book.activeMutes(of: stack).filter { mute in
            mute.until <= now || mute.incident.map { !open.contains($0) } ?? false
        }
        guard !over.isEmpty else { return }
        let facts = try await book.facts(stack: stack, kind: .unmute, within: .seconds(60), now: now)
        let lastWasUnmute =
            try await book.repairs(of: stack, limit: 1).first?.kind == RepairKind.unmute.rawValue
        let cooldown = assembly.policy.guardrails.cooldown
        // One that failed is tried again, and not in every cycle.
        guard facts.running == nil, !lastWasUnmute || (facts.sinceLast ?? cooldown) >= cooldown else {
            return
        }
        await start(
            RepairRequest(
                stack: stack, kind: .unmute, addresses: over.map(\.address), apply: true,
                requestedBy: "terrier run",
                configuration: configuration.hash))
    }

    /// Repairs that went on while no watcher listened, or died with it: their outcome is in the book, or is unknown, and the
    /// incident that asked for them is told.
    private func rememberOutcomes() async {
        do {
            guard !(await desk.isBusy(stack)),
                let book = try await RepairBook.openReading(configuration.repairBook)
            else { return }
            let now = Timestamp.now
            guard try await book.facts(stack: stack, kind: .unmute, within: .zero, now: now).running == nil
            else { return }
            let repairs = try await book.repairs(of: stack, limit: 20).filter { $0.incident != nil }
            let unknown = try await ledger.unknownActions(among: repairs.map(\.id))
            for repair in repairs.reversed() where unknown.contains(repair.id) {
                let kind = RepairKind(rawValue: repair.kind) ?? .emergencyDeploy
                try await ledger.addAction(
                    IncidentAction(
                        repair: repair.id, kind: repair.kind, startedAt: repair.startedAt,
                        endedAt: repair.endedAt,
                        outcome: repair.outcome ?? "unknown", reason: repair.reason,
                        serialBefore: repair.serialBefore,
                        serialAfter: repair.serialAfter), to: repair.incident ?? "")
                await events.write(Self.event(for: repair, kind), stack: stack)
            }
        } catch {
            await events.write(.ledgerFault("\(error)"), stack: stack)
        }
    }

    private static func event(for repair: StoredRepair, _ kind: RepairKind) -> Event {
        switch repair.outcome {
        case RepairOutcome.repaired.rawValue:
            return .repaired(
                repair: repair.id, kind: kind, incident: repair.incident, message: repair.reason ?? "",
                serial: repair.serialAfter, lineage: nil)
        case nil, "unknown":
            return .repairOutcomeUnknown(
                repair: repair.id, kind: kind, incident: repair.incident, why: "no watcher listened")
        default:
            return .repairFailed(
                repair: repair.id, kind: kind, incident: repair.incident, message: repair.reason ?? "")
        }
    }

    /// A mute is not forgotten: it is said at the start, and once a day.
    private func announceMutes() async throws {
        guard let book = try await RepairBook.openReading(configuration.repairBook) else { return }
        for mute in try await book.activeMutes(of: stack) {
            await events.write(.muteStands(mute.address, since: mute.since, until: mute.until), stack: stack)
        }
    }

    /// What repairs of this stack destroyed: its going from the state is no news.
    private func destroyed(since: Timestamp) async throws -> [Address] {
        guard let book = try await RepairBook.openReading(configuration.repairBook) else { return [] }
        return try await book.destroyed(of: stack, since: since)
    }

    private func start(_ request: RepairRequest) async {
        // A plan, an apply, and what surrounds them; each has a deadline of its own, far shorter.
        let longest = assembly.policy.guardrails.timeout * 2 + .seconds(900)
        await desk.start(request, configuration: configurationPath, longest: longest, ledger: ledger)
    }

    /// A book that cannot be read holds every repair back; the watching goes on.
    private func bookFacts(_ now: Timestamp) async -> [RepairKind: GuardrailFacts.Book] {
        var facts: [RepairKind: GuardrailFacts.Book] = [:]
        let busy = await desk.isBusy(stack) ? "of this process" : nil
        do {
            let book = try await RepairBook.openReading(configuration.repairBook)
            for kind in RepairKind.allCases {
                var fact =
                    try await book?.facts(
                        stack: stack, kind: kind, within: assembly.policy.guardrails.budget.within, now: now)
                    ?? .init()
                fact.running = fact.running ?? busy
                facts[kind] = fact
            }
        } catch {
            await events.write(.ledgerFault("no repair starts: \(error)"), stack: stack)
            for kind in RepairKind.allCases {
                facts[kind] = .init(running: "unknown, as the book cannot be read,")
            }
        }
        return facts
    }
}
