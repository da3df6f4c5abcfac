public import Decisions

/// What the cycle needs from the ledger: the service's SQLite one, or one in memory for rehearsals. The same tests cover both.
public protocol WatchStore: Sendable {
    /// What was stored about a stack in the cycle before.
    func stackRecord(of stack: String) async throws(LedgerFault) -> StackRecord

    /// The result of the newest plan of a stack; nil if none is stored.
    func lastPlan(of stack: String) async throws(LedgerFault) -> LastPlan?

    /// The highest count of resources among the snapshots that were seen since a time.
    func highestCount(of stack: String, since: Timestamp) async throws(LedgerFault) -> Int?

    /// Stores a cycle, completely or not at all.
    func record(_ cycle: CycleRecord) async throws(LedgerFault)

    /// Adds an attempted repair to an incident's record. Does nothing if there is no such incident.
    func addAction(_ action: IncidentAction, to incident: String) async throws(LedgerFault)

    /// Of these repairs, those whose incident exists and has no record of their outcome. A new ledger beside an old book does not
    /// add repairs of incidents that it never had.
    ///
    /// - Parameter repairs: the incident that requested each repair, by the repair's id.
    func unknownActions(among repairs: [String: String]) async throws(LedgerFault) -> Set<String>

    /// Stores a diagnosis of an incident. Earlier ones are kept.
    func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) async throws(LedgerFault)

    /// The effect of the operators' switches on a stack now.
    func switches(of stack: String, now: Moment) async throws(LedgerFault) -> StackSwitches

    /// Those of the given addresses that were never in a snapshot of the stack.
    func neverSeen(_ addresses: [Address], of stack: String) async throws(LedgerFault) -> [Address]

    /// Adds notices to the outbox that no cycle decided, such as the outcomes of repairs. A notice that is already there is not
    /// added again.
    func addNotices(_ entries: [OutboxEntry]) async throws(LedgerFault)
}

extension Ledger: WatchStore {}
