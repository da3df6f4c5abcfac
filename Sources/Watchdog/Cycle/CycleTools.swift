public import Decisions
public import Ledger
public import Notifications
public import Probes

/// The functions through which the cycle of a stack reads and writes. `StackAssembly` makes those for the real AWS; a rehearsal
/// has its own.
public struct CycleTools: Sendable {
    /// Runs all probes of the stack once.
    public var observe: @Sendable (StackProbe.ProbeOptions) async -> ProbeResult
    /// Collects the diagnosis that the first rung offers to a person.
    public var diagnose: @Sendable (Incident, ProbeResult) async -> Diagnosis
    /// Asks CloudTrail who removed missing resources. In a rehearsal nobody is asked.
    public var trail: @Sendable ([TrailQuestion], ProbeResult) async -> TrailAnswer = { _, _ in TrailAnswer()
    }
    /// Searches for orphans; nil in a rehearsal, which has none.
    var orphans: OrphanTools?
    public var ledger: any WatchStore
    /// The recorded repair of Terrier that wrote a state with this serial, in words; nil if none did. A rehearsal does not ask.
    public var repairBehind: (@Sendable (_ serial: UInt64) async -> String?)?
    /// Removes the snapshots that are not kept any more. A rehearsal keeps few, and removes none this way.
    public var prune: (@Sendable () async throws(LedgerFault) -> Void)?
    /// The repair book as it is now; nil if no repair has been tried yet.
    public var book: @Sendable () async throws(LedgerFault) -> (any RepairStore)?
    /// The reason in the pause file for pausing repairs; nil if there is no such file.
    public var pauseFile: @Sendable () async -> String?
    /// Whether the maintenance windows let repairs start now.
    public var window: @Sendable () -> WindowState
    /// Decides from what is remembered and what was read. Only tests replace it; nothing that is installed does.
    package var decide: @Sendable (Watch, CycleFacts, Policy) -> (watch: Watch, effects: [Effect]) = {
        watch, facts, policy in
        Decisions.decide(watch, facts, policy: policy)
    }
    public var events: EventLog
    public var now: @Sendable () -> Moment
    /// Returns early if the task is cancelled.
    public var sleep: @Sendable (Duration) async -> Void
    /// Returns memory that is no longer used to the system: a new state was parsed and stored, and most cycles need much less. A
    /// rehearsal keeps it.
    var returnMemory: @Sendable () -> Void = {}
    /// Where notices go, besides the journal.
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
