import Commands
public import Decisions
import Ledger
public import Notifications
public import Repairs

/// Starts repairs, each as a process of its own, and tells what becomes of them.
///
/// A repair outlives the cycle that asked for it and a reload of the configuration; nothing here ever stops one.
public actor RepairDesk {
    /// Carries one request out in a process of its own and gives its lines on as they come.
    ///
    /// Answers, once it has ended, with how.
    public typealias Launch =
        @Sendable (
            _ request: RepairRequest, _ longest: Duration,
            _ line: @escaping @Sendable (RepairLine) async -> Void
        ) async -> Ending
    /// How a repairer ended.
    public enum Ending: Sendable, Equatable {
        /// `exit code 0`, `signal 9`, `the connection closed`
        case ended(String)
        /// There is no repairer to be asked: nothing was begun.
        case notReached(String)
    }
    /// Runs work that outlives whoever asked for it.
    public typealias Spawn = @Sendable (_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never>

    private let launch: Launch
    let spawn: Spawn
    private let events: EventLog
    private let now: @Sendable () -> Moment
    private var running: [String: Task<Void, Never>] = [:]
    /// Nobody could be asked the last time, which was said: it is said again once somebody could.
    private var isUnreachable = false

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
        _ request: RepairRequest, longest: Duration, ledger: any WatchStore, audience: Audience = .nobody
    ) {
        guard running[request.stack] == nil else { return }
        // A repair takes its time: that says nothing of whether the loop that asked for it gets on.
        running[request.stack] = Waiting.$observer.withValue(nil) {
            spawn { [self] in
                await perform(request, longest: longest, ledger: ledger, audience)
                await forget(request.stack)
            }
        }
    }

    private func forget(_ stack: String) { running[stack] = nil }

    /// Returns once every repair under way has ended.
    func drain() async {
        while let task = running.values.first { await task.value }
    }

    private nonisolated func perform(
        _ request: RepairRequest, longest: Duration, ledger: any WatchStore, _ audience: Audience
    ) async {
        let started = now()
        let teller = RepairTeller(request: request, events: events)
        // Where nobody could be asked the last time, that it begins is said once somebody has been.
        if await !isUnreachable { await teller.begin() }
        switch await launch(request, longest, { line in await teller.take(line) }) {
        case .notReached(let why): await miss(request, why, ledger, audience)
        case .ended(let ending):
            await reach()
            await teller.begin()
            await conclude(request, teller, ending, startedAt: started.wall, ledger, audience)
        }
    }

    private func reach() { isUnreachable = false }

    /// Said and told once: the decision is taken anew in every cycle.
    private func miss(_ request: RepairRequest, _ why: String, _ ledger: any WatchStore, _ audience: Audience)
        async
    {
        guard !isUnreachable else { return }
        isUnreachable = true
        await events.write(.repairerUnreachable(why: why), stack: request.stack)
        let at = now().wall
        do {
            try await ledger.tell(request.notices(unreachable: why, at: at), audience, at: at)
        } catch {
            await events.write(.ledgerFault(error.description), stack: request.stack)
        }
    }

    private nonisolated func conclude(
        _ request: RepairRequest, _ teller: RepairTeller, _ ending: String, startedAt started: Timestamp,
        _ ledger: any WatchStore, _ audience: Audience
    ) async {
        let last = await teller.last
        if last?.outcome == nil {
            await events.write(
                .repairOutcomeUnknown(
                    repair: last?.repair, kind: request.kind, incident: request.incident, why: ending),
                stack: request.stack)
        }
        let action = await teller.action(startedAt: started, endedAt: now().wall)
        do {
            let ended = now().wall
            try await ledger.tell(
                last.notices(of: request, ending: ending, began: started, at: ended), audience, at: ended)
            if let incident = request.incident { try await ledger.addAction(action, to: incident) }
        } catch {
            await events.write(.ledgerFault(error.description), stack: request.stack)
        }
    }
}

extension Event {
    fileprivate static func repairStarted(_ request: RepairRequest) -> Event {
        .repairStarted(
            kind: request.kind, rule: request.rule, incident: request.incident,
            addresses: request.addresses, apply: request.apply)
    }
}

/// Turns the repairer's lines into events, and remembers what the incident's record needs.
private actor RepairTeller {
    let request: RepairRequest
    let events: EventLog
    private(set) var last: RepairLine?
    private var actions: [String] = []
    private var serialBefore: UInt64?
    private var hasBegun = false

    init(request: RepairRequest, events: EventLog) {
        self.request = request
        self.events = events
    }

    func begin() async {
        guard !hasBegun else { return }
        hasBegun = true
        await events.write(.repairStarted(request), stack: request.stack)
    }

    func take(_ line: RepairLine) async {
        await begin()
        last = line
        if !line.actions.isEmpty { actions = line.actions }
        if line.step == .snapshot { serialBefore = line.serial }
        for event in line.events(of: request) { await events.write(event, stack: request.stack) }
    }

    func action(startedAt: Timestamp, endedAt: Timestamp) -> IncidentAction {
        IncidentAction(
            repair: last?.repair ?? "none", kind: request.kind.rawValue, startedAt: startedAt.description,
            endedAt: endedAt.description, outcome: last?.outcome?.rawValue ?? "unknown",
            actions: actions,
            reason: last?.message, serialBefore: serialBefore,
            serialAfter: last?.outcome == nil ? nil : last?.serial)
    }
}

extension RepairLine {
    /// What a line says, as events: the last one by its outcome, an inspected plan by its actions.
    public func events(of request: RepairRequest) -> [Event] {
        let (kind, incident) = (request.kind, request.incident)
        switch outcome {
        case .repaired:
            let emptied = addresses.filter { kind == .emergencyDeploy && $0.type == "aws_dynamodb_table" }
            return [
                .repaired(
                    repair: repair, kind: kind, incident: incident, message: message, serial: serial,
                    lineage: lineage)
            ] + emptied.map { .tableEmpty(repair: repair, incident: incident, $0) }
        case .refused:
            return [
                .repairRefused(
                    repair: repair, kind: kind, incident: incident,
                    why: refusals.map(\.description).joined(separator: "; "))
            ]
        case .wouldApply:
            return [.wouldApply(repair: repair, kind: kind, incident: incident, actions: actions)]
        case .failed, .notVerified, .unknown:
            return [.repairFailed(repair: repair, kind: kind, incident: incident, message: message)]
        case nil where step == .inspect:
            return [.repairPlanned(repair: repair, kind: kind, incident: incident, actions: actions)]
        case nil:
            return [
                .repairStep(
                    repair: repair, kind: kind, incident: incident, message: message, serial: serial,
                    lineage: lineage)
            ]
        }
    }
}
