public import Decisions
public import Ledger
public import Notifications
public import Probes

/// What the cycle of a stack touches of the world. `StackAssembly` makes the live ones; a rehearsal brings its own.
public struct CycleTools: Sendable {
    /// One whole look.
    public var observe: @Sendable (StackProbe.ProbeOptions) async -> ProbeResult
    /// What the first rung gathers for a person.
    public var diagnose: @Sendable (Incident, ProbeResult) async -> Diagnosis
    public var ledger: any WatchStore
    /// The repair book as it is now; nil where no repair has been tried yet.
    public var book: @Sendable () async throws(LedgerFault) -> (any RepairStore)?
    /// Why the pause file says that repairs are paused; nil where there is none.
    public var pauseFile: @Sendable () async -> String?
    /// Whether the maintenance windows let repairs start now.
    public var window: @Sendable () -> WindowState
    /// What is decided, of what is remembered and what was seen. Nothing that is installed sets it.
    package var decide: @Sendable (Watch, CycleFacts, Policy) -> (watch: Watch, effects: [Effect]) = {
        watch, facts, policy in
        Decisions.decide(watch, facts, policy: policy)
    }
    public var events: EventLog
    public var now: @Sendable () -> Moment
    /// Returns early where the task is cancelled.
    public var sleep: @Sendable (Duration) async -> Void
    /// Who is told, besides the journal.
    public var outbox: OutboxWriter

    public init(
        observe: @escaping @Sendable (StackProbe.ProbeOptions) async -> ProbeResult,
        diagnose: @escaping @Sendable (Incident, ProbeResult) async -> Diagnosis, ledger: any WatchStore,
        book: @escaping @Sendable () async throws(LedgerFault) -> (any RepairStore)?,
        pauseFile: @escaping @Sendable () async -> String?, window: @escaping @Sendable () -> WindowState,
        events: EventLog, now: @escaping @Sendable () -> Moment,
        sleep: @escaping @Sendable (Duration) async -> Void, outbox: OutboxWriter = .nobody
    ) {
        self.observe = observe
        self.diagnose = diagnose
        self.ledger = ledger
        self.book = book
        self.pauseFile = pauseFile
        self.window = window
        self.events = events
        self.now = now
        self.sleep = sleep
        self.outbox = outbox
    }
}
