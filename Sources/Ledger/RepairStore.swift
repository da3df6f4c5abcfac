public import Decisions

/// What a repair needs of the book: the SQLite one, or one in memory for rehearsals. Both pass one suite.
public protocol RepairStore: Sendable {
    /// Writes a repair down before anything of it happens.
    ///
    /// Rows of this stack that were left open are of repairers that died: their outcome is unknown, and is said so.
    /// - Throws: `busy` where another repair of the stack is running.
    func begin(_ beginning: RepairBeginning) async throws(LedgerFault) -> RepairAdmission

    /// Records one step of a repair, durably.
    ///
    /// - Parameter changing: what it is about to change, as its inspected plan says: from then on it stands among the repair's
    ///   addresses, whatever it was asked for.
    func step(_ repair: String, _ step: String, detail: String, changing: [Address], at: Timestamp)
        async throws(LedgerFault)

    /// The state before the change, durable before anything is touched.
    func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp)
        async throws(LedgerFault)

    func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) async throws(LedgerFault)

    /// The repairs that the guardrails count for a stack, in the order of their numbers: its own, and those of the others
    /// that changed something.
    ///
    /// - Parameter leavingOut: a repair that asks for itself.
    func past(of stack: String, leavingOut: String?) async throws(LedgerFault) -> [PastRepair]

    /// The repair of the stack that is running now.
    func running(_ stack: String) async throws(LedgerFault) -> String?

    /// The newest first.
    func repairs(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredRepair]

    /// The repairs of a stack that wrote its state, or may have, the newest first; none where none of them can have left
    /// anything out of it. What an apply left out is not forgotten while nobody else writes the state.
    func stateWrites(of stack: String) async throws(LedgerFault) -> [StateWrite]

    /// What repairs of a stack destroyed since an instant, or set out to.
    func destroyed(of stack: String, since: Timestamp) async throws(LedgerFault) -> [Address]

    func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) async throws(LedgerFault)

    func endMutes(stack: String, alarms: [Address], at: Timestamp) async throws(LedgerFault)

    func activeMutes(of stack: String) async throws(LedgerFault) -> [ActiveMute]
}

/// What is known of a repair when it begins: the intent with who asks, under which configuration, and when it began.
///
/// It is no request: the ledger knows none of what the two processes tell each other, and the row keeps no more addresses
/// than say what it is about.
@dynamicMemberLookup
public struct RepairBeginning: Sendable {
    /// As it was asked for; its addresses may be more by the end.
    public var intent: RepairIntent
    public var requestedBy: String
    public var why: String?
    public var configuration: String
    public var at: Moment

    public init(
        _ intent: RepairIntent, requestedBy: String, why: String?, configuration: String, at: Moment
    ) {
        self.intent = intent
        self.requestedBy = requestedBy
        self.why = why
        self.configuration = configuration
        self.at = at
    }

    public init(
        stack: String, kind: RepairKind, rule: String?, incident: String?, tier: String?,
        addresses: [Address], apply: Bool, requestedBy: String, why: String?, configuration: String,
        at: Moment
    ) {
        self.init(
            RepairIntent(
                stack: stack, kind: kind, rule: rule, incident: incident, tier: tier, addresses: addresses,
                apply: apply),
            requestedBy: requestedBy, why: why, configuration: configuration, at: at)
    }

    public subscript<Value>(dynamicMember member: WritableKeyPath<RepairIntent, Value>) -> Value {
        get { intent[keyPath: member] }
        set { intent[keyPath: member] = newValue }
    }
}

/// A repair that has begun. While this value lives, no other repair of the stack begins.
public struct RepairAdmission: Sendable {
    public let id: String
    /// What keeps others out.
    let hold: any AnyObject & Sendable
}

extension RepairStore {
    /// What the guardrails ask of the book.
    public func facts(
        stack: String, kind: RepairKind, settings: GuardrailSettings, resets: [RepairKind: Int64] = [:],
        leavingOut: String? = nil, now: Moment
    ) async throws(LedgerFault) -> GuardrailFacts.Book {
        GuardrailFacts.Book(
            try await past(of: stack, leavingOut: leavingOut), stack: stack, kind: kind, settings: settings,
            resets: resets, running: leavingOut == nil ? try await running(stack) : nil, now: now)
    }

    public func repairs(of stack: String? = nil) async throws(LedgerFault) -> [StoredRepair] {
        try await repairs(of: stack, limit: 100)
    }
}

extension RepairBook: RepairStore {}
