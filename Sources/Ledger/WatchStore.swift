public import Decisions

/// What the cycle needs of the ledger: the SQLite one of the service, or one in memory for rehearsals. Both pass one suite.
public protocol WatchStore: Sendable {
    /// What is remembered of a stack from the cycle before.
    func stackRecord(of stack: String) async throws(LedgerFault) -> StackRecord

    /// The highest count of resources among the snapshots that were seen since an instant.
    func highestCount(of stack: String, since: Timestamp) async throws(LedgerFault) -> Int?

    /// Remembers a cycle, whole or not at all.
    func record(_ cycle: CycleRecord) async throws(LedgerFault)

    /// Adds a repair that was tried to an incident's record. An incident that is not there is none to add to.
    func addAction(_ action: IncidentAction, to incident: String) async throws(LedgerFault)

    /// Of these repairs, those whose incident is there and does not know their outcome. A new ledger beside an old book has
    /// nothing to learn of incidents that it never had.
    ///
    /// - Parameter repairs: by their ids, the incidents that asked for them.
    func unknownActions(among repairs: [String: String]) async throws(LedgerFault) -> Set<String>

    /// Keeps what was gathered for an incident, beside what was gathered before.
    func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) async throws(LedgerFault)

    /// What people's switches say of a stack now.
    func switches(of stack: String, now: Moment) async throws(LedgerFault) -> StackSwitches

    /// Addresses that no snapshot of the stack ever named, of those given.
    func neverSeen(_ addresses: [Address], of stack: String) async throws(LedgerFault) -> [Address]

    /// Lays what is to be told into the outbox: the outcomes of repairs, which no cycle decides. What stands there already is
    /// not laid there again.
    func addNotices(_ entries: [OutboxEntry]) async throws(LedgerFault)
}

extension Ledger: WatchStore {}
