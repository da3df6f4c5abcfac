import Commands
public import Decisions
import Ledger
public import Notifications
public import Repairs

/// Starts repairs, each in a process of its own, and logs, records and notifies their outcomes.
///
/// A repair outlives the cycle that asked for it and a reload of the configuration; nothing here stops one.
public actor RepairDispatcher {
    /// Carries out one request in a process of its own and passes on its lines as they arrive.
    ///
    /// Returns how it ended, once it has.
    public typealias Launch =
        @Sendable (
            _ request: RepairRequest, _ longest: Duration,
            _ line: @escaping @Sendable (RepairMessage) async -> Void
        ) async -> Ending
    /// How a repairer ended.
    public enum Ending: Sendable, Equatable {
        /// `exit code 0`, `signal 9`, `the connection closed`
        case ended(String)
        /// No repairer could be reached: nothing was started.
        case notReached(String)
    }
    /// Runs work that outlives the task that asked for it.
    public typealias Spawn = @Sendable (_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never>

    private let launch: Launch
    let spawn: Spawn
    private let events: EventLog
    private let now: @Sendable () -> Moment
    private var running: [String: Task<Void, Never>] = [:]
    /// No repairer could be reached the last time, and that was logged: it is logged again only after one was reached.
    private var isUnreachable = false
    /// The outcomes of repairs that changed nothing, and when they were logged.
    private var idle: [UnchangedOutcome.Cause: (ending: UnchangedOutcome, said: Moment)] = [:]
    /// When the last repair of a stack and kind ended that could not begin: it is not in the book.
    private var unbegun: [String: [RepairKind: Moment]] = [:]

    public init(
        launch: @escaping Launch, spawn: @escaping Spawn = { work in Task { await work() } },
        events: EventLog,
        now: @escaping @Sendable () -> Moment
    ) {
        self.launch = launch
        self.spawn = spawn
        self.events = events
        self.now = now
    }

    var count: Int { running.count }

    func isBusy(_ stack: String) -> Bool { running[stack] != nil }

    /// - Parameter longest: how long a whole repair may take.
    func start(
        _ request: RepairRequest, longest: Duration, ledger: any WatchStore, outbox: OutboxWriter = .nobody
    ) {
        guard running[request.stack] == nil else { return }
        // A repair may take long: that is no evidence that the loop that asked for it hangs.
        running[request.stack] = Waiting.$observer.withValue(nil) {
            spawn { [self] in
                await perform(request, longest: longest, ledger: ledger, outbox)
                await forget(request.stack)
            }
        }
    }

    private func forget(_ stack: String) { running[stack] = nil }

    /// How long ago the last repair of a stack and kind ended, if it could not begin; nil if it began.
    func sinceUnbegun(_ stack: String, _ kind: RepairKind) -> Duration? {
        unbegun[stack]?[kind].map { now().since($0) }
    }

    /// Remembers a repair that could not begin. One that was refused because another runs need not wait: that one is in the book.
    private func noteBeginning(_ last: RepairMessage?, of request: RepairRequest) {
        // A repairer that ended before its first line began nothing either.
        let couldNotBegin = last.map { $0.isOfNoRepair && !$0.refusals.contains { $0.guardrail == .running } }
        unbegun[request.stack, default: [:]][request.kind] = couldNotBegin ?? true ? now() : nil
    }

    /// The last outcome for the same cause, which need not be logged again for a day; nil if there is none.
    private func idleEnding(of request: RepairRequest) -> UnchangedOutcome? {
        guard !events.wantsRepeats else { return nil }
        idle = idle.filter { now().since($0.value.said) < .seconds(86_400) }
        return idle[UnchangedOutcome.Cause(request)]?.ending
    }

    private func remember(_ ending: UnchangedOutcome?, of request: RepairRequest, wasSaid: Bool) {
        let cause = UnchangedOutcome.Cause(request)
        guard let ending else {
            idle[cause] = nil
            return
        }
        if wasSaid { idle[cause] = (ending, now()) }
    }

    /// Returns when every running repair has ended.
    func drain() async {
        while let task = running.values.first { await task.value }
    }

    private nonisolated func perform(
        _ request: RepairRequest, longest: Duration, ledger: any WatchStore, _ outbox: OutboxWriter
    ) async {
        let started = now()
        let reporter = RepairReporter(request, events, known: await idleEnding(of: request))
        // If no repairer could be reached the last time, the beginning is logged only after one was reached.
        if await !isUnreachable { await reporter.begin() }
        switch await launch(request, longest, { line in await reporter.take(line) }) {
        case .notReached(let why): await miss(request, why, ledger, outbox)
        case .ended(let ending):
            await reach()
            await reporter.begin()
            await conclude(request, reporter, ending, startedAt: started.wall, ledger, outbox)
        }
    }

    private func reach() { isUnreachable = false }

    /// Logs and notifies once that no repairer could be reached: the decision is made again in every cycle.
    private func miss(
        _ request: RepairRequest, _ why: String, _ ledger: any WatchStore, _ outbox: OutboxWriter
    )
        async
    {
        guard !isUnreachable else { return }
        isUnreachable = true
        let (report, at) = (RepairReport(unreachable: why, request), now().wall)
        for event in report.events { await events.write(event, stack: request.stack) }
        do {
            try await ledger.emit(report.notices(at: at), outbox, at: at)
        } catch {
            await events.write(.ledgerFault(error.description), stack: request.stack)
        }
    }

    private nonisolated func conclude(
        _ request: RepairRequest, _ reporter: RepairReporter, _ ending: String, startedAt started: Timestamp,
        _ ledger: any WatchStore, _ outbox: OutboxWriter
    ) async {
        let last = await reporter.last
        await noteBeginning(last, of: request)
        let report = RepairReport(last, of: request, ending: ending)
        // The last line was logged as it arrived.
        if report.source != .lastLine { await reporter.say(report.events) }
        await remember(
            last.flatMap(UnchangedOutcome.init), of: request, wasSaid: await reporter.hasSpoken)
        let action = await reporter.action(report, startedAt: started, endedAt: now().wall)
        do {
            let ended = now().wall
            try await ledger.emit(report.notices(at: ended), outbox, at: ended)
            if let incident = request.incident { try await ledger.addAction(action, to: incident) }
        } catch {
            await events.write(.ledgerFault(error.description), stack: request.stack)
        }
    }
}
