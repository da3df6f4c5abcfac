import Decisions
import Ledger
import Notifications
import Repairs

/// The outcome of a repair that changed nothing. While its incident stays open it repeats after every cooldown, mostly the same.
struct UnchangedOutcome: Sendable, Equatable {
    /// What a repair was for.
    struct Cause: Sendable, Hashable {
        var stack: String
        var kind: RepairKind
        var incident: String?

        init(_ request: RepairRequest) {
            stack = request.stack
            kind = request.kind
            incident = request.incident
        }
    }

    var outcome: RepairOutcome
    var actions: [RepairAction]
    /// Without their reasons, which hold times that differ.
    var guardrails: [Guardrail]
    /// Why it could not begin; nil if it was refused, or ran without applying.
    var fault: String?

    /// Nil for a repair that changed something, or may have, and for one that failed after it began.
    init?(_ line: RepairMessage) {
        guard let outcome = line.outcome, outcome.isFailure == nil || line.isOfNoRepair
        else { return nil }
        self.outcome = outcome
        actions = line.actions
        guardrails = line.refusals.map(\.guardrail)
        if line.isOfNoRepair, outcome == .failed { fault = line.message }
    }
}

/// Turns the repairer's lines into events, and keeps what the incident's record needs.
actor RepairReporter {
    private let request: RepairRequest
    private let events: EventLog
    /// How the last repair for the same cause ended, if it changed nothing and that was logged.
    private let known: UnchangedOutcome?
    private(set) var last: RepairMessage?
    private var actions: [RepairAction] = []
    private var serialBefore: UInt64?
    /// Events held back while this repair may still end like the last one; nil if events are logged as they arrive.
    private var held: [Event]?
    private var hasBegun = false

    init(_ request: RepairRequest, _ events: EventLog, known: UnchangedOutcome?) {
        self.request = request
        self.events = events
        self.known = known
        held = known == nil ? nil : []
    }

    /// Whether any of its events was logged.
    var hasSpoken: Bool { held == nil }

    /// Logs the beginning, once and before anything else.
    func begin() async {
        guard !hasBegun else { return }
        hasBegun = true
        let event = Event.repairStarted(
            kind: request.kind, rule: request.rule, incident: request.incident, addresses: request.addresses,
            apply: request.apply)
        if held == nil { await say([event]) } else { held?.append(event) }
    }

    func take(_ line: RepairMessage) async {
        await begin()
        last = line
        if !line.actions.isEmpty { actions = line.actions }
        if line.step == .snapshot { serialBefore = line.serial }
        let events = line.events(of: request)
        // Once it applies, a repair differs from one that changed nothing.
        let maySpare =
            line.outcome == nil
            ? [.guardrails, .snapshot, .plan, .inspect].contains(line.step)
            : UnchangedOutcome(line) == known
        if held != nil, maySpare { held?.append(contentsOf: events) } else { await say(events) }
    }

    /// Logs events, after those that were held back.
    func say(_ events: [Event]) async {
        let before = held ?? []
        held = nil
        for event in before + events { await self.events.write(event, stack: request.stack) }
    }

    func action(_ report: RepairReport, startedAt: Timestamp, endedAt: Timestamp) -> IncidentAction {
        IncidentAction(
            report, startedAt: startedAt, endedAt: endedAt, actions: actions, serialBefore: serialBefore)
    }
}
