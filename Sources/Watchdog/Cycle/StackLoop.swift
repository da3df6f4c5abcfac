import Commands
public import Decisions
import Ledger
import Notifications
import Probes
import Repairs
import Terraform

/// The loop of one stack. Each cycle observes, decides, records, and starts what was decided. Level-triggered: each cycle reads
/// everything again.
public struct StackLoop: Sendable {
    let policy: Policy
    /// The hash of the configuration that holds the policy.
    let configuration: String
    let intervals: LoopIntervals
    let tools: CycleTools
    let dispatcher: RepairDispatcher
    let board: StatusBoard

    /// How often the cycle runs and plans, and how long readings are kept.
    public struct LoopIntervals: Sendable {
        public var interval: Duration
        public var planEvery: Duration
        public var keepReadings: Duration

        public init(interval: Duration, planEvery: Duration, keepReadings: Duration) {
            self.interval = interval
            self.planEvery = planEvery
            self.keepReadings = keepReadings
        }
    }

    public init(
        policy: Policy, configuration: String, intervals: LoopIntervals, tools: CycleTools,
        dispatcher: RepairDispatcher,
        board: StatusBoard
    ) {
        self.policy = policy
        self.configuration = configuration
        self.intervals = intervals
        self.tools = tools
        self.dispatcher = dispatcher
        self.board = board
    }

    var stack: String { policy.stack }
    var ledger: any WatchStore { tools.ledger }

    /// Runs cycles until the task is cancelled. A running diagnosis is then cancelled too.
    public func run() async {
        let (diagnoses, inquiries) = (DiagnosisQueue(dispatcher.spawn), DiagnosisQueue(dispatcher.spawn))
        let upkeep = DiagnosisQueue(dispatcher.spawn)
        await Waiting.$observer.withValue(board.life(of: stack)) {
            await cycle(LoopState(diagnoses, inquiries, upkeep))
        }
        await upkeep.stop()
        await diagnoses.stop()
        await inquiries.stop()
    }

    private func cycle(_ beginning: LoopState) async {
        var loopState = beginning
        while !Task.isCancelled {
            if !loopState.hasHeardOutcomes {
                loopState.hasHeardOutcomes = await rememberOutcomes(&loopState.troubles)
            }
            let began = tools.now()
            let due = isPlanDue(loopState, began)
            // A plan reads what a repair changes, so it waits for the end of the repair. A diagnosis runs a plan of its own.
            let isRepairing = await dispatcher.isBusy(stack)
            let isDiagnosing = await loopState.diagnoses.isBusy
            let busy = isRepairing || isDiagnosing
            let plan = (due || loopState.planNow) && !busy
            loopState.beginDay(began)
            loopState.isRecorded = false
            loopState.isRepairing = isRepairing
            do {
                let opened = try await pass(plan: plan, &loopState, began)
                loopState.planNow = opened || (loopState.planNow && !plan)
                try await remind(&loopState, began)
                await pruneDaily(&loopState, began)
            } catch is CancellationError {
                return
            } catch {
                // A LedgerFault describes itself.
                await say(loopState.troubles.fault("\(error)"))
                if !loopState.isRecorded { await board.missed(stack) }
            }
            loopState.troubles.endCycle()
            board.life(of: stack)?.move()
            loopState.lastPass = began
            let took = tools.now().since(began)
            // A cycle with a plan may take longer.
            if !plan { await say(loopState.troubles.cycle(took: took, interval: intervals.interval)) }
            let pause = max(.milliseconds(100), intervals.interval - took)
            // If a cycle took longer than it can, the machine was asleep during it.
            loopState.expected = min(took, .seconds(300) + (plan ? policy.guardrails.timeout : .zero)) + pause
            await Waiting.atMost(pause + .seconds(60)) { await tools.sleep(pause) }
        }
    }

    /// One cycle. Nothing is done before it is recorded.
    ///
    /// - Returns: whether an incident opened.
    private func pass(plan: Bool, _ loopState: inout LoopState, _ now: Moment) async throws -> Bool {
        let stackRecord = try await ledger.stackRecord(of: stack)
        for fault in stackRecord.damage { await say(loopState.troubles.fault(fault.description)) }
        let destroyed = await self.destroyed(since: now.wall + .seconds(-86_400))
        let highest = try await ledger.highestCount(of: stack, since: now.wall + .seconds(-86_400))
        if !loopState.hasReadPlan {
            loopState.planResult = try await ledger.lastPlan(of: stack)
            loopState.hasReadPlan = true
        }
        let probeResult = await tools.observe(
            .init(
                before: stackRecord.believed, highest: highest, alarms: loopState.alarms(stackRecord.alarms),
                destroyed: destroyed, dropped: await dropped(), plan: plan, lastPlan: loopState.planResult,
                planLifetime: intervals.planEvery * 2, now: now.wall))
        // A cycle that was cancelled has read only a part.
        try Task.checkCancellation()
        // Read after the probes, which take some time: a switch that a person set meanwhile applies.
        let switches = try await self.switches()
        if plan { loopState.lastPlan = now }
        let view = await repairBookView(switches, isRepairing: loopState.isRepairing)
        if let fault = view.fault { await say(loopState.troubles.fault("no repair starts: \(fault)")) }
        let book = view.facts
        let (watch, effects) = tools.decide(
            stackRecord.watch,
            CycleFacts(
                observation: await withAbandonedLock(probeResult.observation),
                elapsed: elapsed(loopState, now),
                operators: switches.operators, window: tools.window(), book: book),
            policy)
        let told = effects.flatMap { $0.notices(policy, diagnoses: stackRecord.diagnoses, at: now.wall) }
        let notices = tools.outbox.entries(told + breakerNotices(book, at: now.wall), at: now.wall)
        var record = record(
            probeResult, watch, effects, loopState.text(of: probeResult.alarms), notices, now.wall)
        record.isFirst = loopState.lastPass == nil
        record.origin = await origin(of: probeResult, &loopState)
        record.hasLost = !probeResult.observation.removed.isEmpty
        let sights = Sights(probeResult.observation)
        if loopState.sights != sights { record.sights = sights }
        if loopState.planResult != probeResult.lastPlan { record.lastPlan = probeResult.lastPlan }
        try await ledger.record(record)
        loopState.sights = sights
        loopState.take(probeResult.lastPlan, wasPlanned: plan)
        loopState.isRecorded = true
        if !told.isEmpty { tools.outbox.wakeDeliverer() }
        await reportCycle(probeResult, pause: switches.operators.pause, view, &loopState)
        let opened = try await carryOut(effects, probeResult, &loopState)
        await askTrail(probeResult, open: watch.incidents, loopState)
        try await findOrphans(probeResult, loopState)
        // It is stored with a new state.
        if record.origin != nil { tools.returnMemory() }
        return opened
    }

    /// Whether a plan is due: after `plan_every`, or sooner if the result of the last one no longer applies because the state or
    /// the code changed.
    private func isPlanDue(_ loopState: LoopState, _ now: Moment) -> Bool {
        guard let last = loopState.lastPlan else { return true }
        return now.since(last) >= (loopState.isPlanOutdated ? intervals.planEvery / 5 : intervals.planEvery)
    }

    /// What is added to the age of an incident. Nothing was observed while the machine was asleep, however long that was: like a
    /// restart, it makes no incident older, and no ladder is climbed overnight.
    private func elapsed(_ loopState: LoopState, _ now: Moment) -> Duration {
        guard let last = loopState.lastPass else { return .zero }
        let since = now.since(last)
        return since <= loopState.expected + max(intervals.interval, .seconds(30)) ? since : .zero
    }

    /// What repairs of this stack destroyed: that it is no longer in the state is expected. That the book cannot be read is
    /// logged where repairs are decided.
    private func destroyed(since: Timestamp) async -> [Address] {
        (try? await tools.book()?.destroyed(of: stack, since: since)) ?? []
    }

    /// What our own applies left out of the state.
    private func dropped() async -> DroppedInstances? {
        await DroppedInstances(of: stack, in: try? tools.book())
    }

    /// The operators' switches, from the ledger and the pause file: repairs are paused if either says so.
    func switches() async throws(LedgerFault) -> StackSwitches {
        var switches = try await ledger.switches(of: stack, now: tools.now())
        if let why = await tools.pauseFile() { switches.operators.pause = switches.operators.pause ?? why }
        return switches
    }

    private func record(
        _ probeResult: ProbeResult, _ watch: Watch, _ effects: [Effect], _ alarms: String,
        _ notices: [OutboxEntry],
        _ now: Timestamp
    ) -> CycleRecord {
        var opened: [Incident] = []
        var closed: [(incident: Incident, why: ClosingReason)] = []
        for effect in effects {
            switch effect {
            case .opened(let incident): opened.append(incident)
            case .closed(let incident, let why): closed.append((incident, why))
            case .repair, .heldBack, .flapping, .acknowledged, .climbed: break
            }
        }
        let state = probeResult.state.map { state in
            (
                believed: BelievedState(
                    identity: state.identity, addresses: state.managed.map(\.address), seen: now),
                body: state.raw
            )
        }
        return CycleRecord(
            stack: stack, at: now, state: state, readings: probeResult.observation.readings, watch: watch,
            alarms: alarms, opened: opened, closed: closed, keepReadings: intervals.keepReadings,
            notices: notices)
    }

    private func carryOut(
        _ effects: [Effect], _ probeResult: ProbeResult, _ loopState: inout LoopState
    ) async throws -> Bool {
        let diagnoses = loopState.diagnoses
        var opened = false
        for effect in effects {
            switch effect {
            case .opened(let incident):
                opened = true
                await say(.incidentOpened(incident))
            case .closed(let incident, let why):
                loopState.cooling.remove(incident.id)
                await say(.incidentClosed(incident, why))
            case .acknowledged(let incident, let who): await say(.incidentAcknowledged(incident, by: who))
            case .climbed(let incident, let rung):
                await say(.incidentClimbed(incident, rung))
                if rung.step == .diagnose { await diagnoses.start { await diagnose(incident, probeResult) } }
            case .flapping(let rule, let began, let incident):
                await say(.ruleFlapping(rule: rule, began: began, incident: incident))
            case .heldBack(let proposal, let refusals):
                await sayHeldBack(proposal, refusals, &loopState)
            case .repair(let proposal):
                await start(
                    RepairRequest(
                        proposal.intent, requestedBy: "terrier run", configuration: configuration,
                        state: proposal.state, askedAt: tools.now()))
            }
        }
        try await undoMutes(probeResult)
        return opened
    }

    private func diagnose(_ incident: Incident, _ probeResult: ProbeResult) async {
        let diagnosis = await tools.diagnose(incident, probeResult)
        // In a task of its own, because the ledger writes nothing for a cancelled task: what was collected before a stop is kept.
        await dispatcher.spawn {
            do throws(LedgerFault) {
                try await ledger.addDiagnosis(diagnosis, to: incident.id)
                await say(.incidentDiagnosed(incident, diagnosis))
            } catch {
                await say(.ledgerFault(error.description))
            }
        }.value
    }

    func start(_ request: RepairRequest) async {
        // For each tier a plan, an apply, and what comes before and after; each step has its own, much shorter deadline.
        let longest = (policy.guardrails.timeout * 2 + .seconds(900)) * max(1, policy.tiers.count)
        await dispatcher.start(request, longest: longest, ledger: ledger, outbox: tools.outbox)
    }
}
