public import Decisions

/// What a repair needs from the book: the SQLite one, or one in memory for rehearsals. The same tests cover both.
public protocol RepairStore: Sendable {
    /// Records a repair before it does anything.
    ///
    /// Open rows of this stack belong to repairers that died. Their outcome is recorded as unknown.
    /// - Throws: `busy` if another repair of the stack is running.
    func begin(_ beginning: RepairBeginning) async throws(LedgerFault) -> RepairAdmission

    /// Records one step of a repair, durably.
    ///
    /// - Parameter changing: what it is about to change, by its inspected plan. These are added to the repair's addresses,
    ///   whatever was requested.
    func step(_ repair: String, _ step: String, detail: String, changing: [Address], at: Timestamp)
        async throws(LedgerFault)

    /// Stores the state before the change, durably, before anything is changed.
    func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp)
        async throws(LedgerFault)

    /// Records how a repair ended.
    ///
    /// - Parameter serialAfter: the state's serial afterwards; nil if it is not known.
    func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) async throws(LedgerFault)

    /// The repairs that the guardrails count for a stack, in the order of their numbers: its own, and those of other stacks
    /// that changed something.
    ///
    /// - Parameter leavingOut: the repair that asks, so that it does not count itself.
    func past(of stack: String, leavingOut: String?) async throws(LedgerFault) -> [PastRepair]

    /// The id of the stack's running repair; nil if none is running.
    func running(_ stack: String) async throws(LedgerFault) -> String?

    /// Newest first, without those whose rows are damaged.
    func repairs(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredRepair]

    /// Newest first, and which rows are damaged.
    func repairRows(of stack: String?, limit: Int) async throws(LedgerFault) -> ReadRows<StoredRepair>

    /// The repairs of a stack that wrote its state, or may have, newest first; empty if none of them can have dropped anything
    /// from it. What an apply dropped is remembered as long as nobody else writes the state.
    func stateWrites(of stack: String) async throws(LedgerFault) -> [StateWrite]

    /// What repairs of a stack destroyed since a time, or tried to destroy.
    func destroyed(of stack: String, since: Timestamp) async throws(LedgerFault) -> [Address]

    /// Records alarms that a repair mutes.
    ///
    /// - Parameter until: when the mute must be undone.
    func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) async throws(LedgerFault)

    /// Records that these alarms are no longer muted.
    func endMutes(stack: String, alarms: [Address], at: Timestamp) async throws(LedgerFault)

    /// The stack's alarms that repairs muted and that are still muted, without those whose rows are damaged.
    func activeMutes(of stack: String) async throws(LedgerFault) -> [ActiveMute]

    /// The same, and which rows are damaged.
    func muteRows(of stack: String) async throws(LedgerFault) -> ReadRows<ActiveMute>
}

/// What is known about a repair when it begins: the intent with who asks, under which configuration, and when it began.
///
/// It is not the request: the ledger knows nothing of what the two processes send to each other, and the row keeps no more
/// addresses than show what the repair is about.
@dynamicMemberLookup
public struct RepairBeginning: Sendable {
    /// The requested repair. Addresses may be added until it ends.
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
        addresses: [Address], subject: String? = nil, apply: Bool, requestedBy: String, why: String?,
        configuration: String,
        at: Moment
    ) {
        self.init(
            RepairIntent(
                stack: stack, kind: kind, rule: rule, incident: incident, tier: tier, addresses: addresses,
                subject: subject, apply: apply),
            requestedBy: requestedBy, why: why, configuration: configuration, at: at)
    }

    public subscript<Value>(dynamicMember member: WritableKeyPath<RepairIntent, Value>) -> Value {
        get { intent[keyPath: member] }
        set { intent[keyPath: member] = newValue }
    }
}

/// A repair that has begun. While this value exists, no other repair of the stack can begin.
public struct RepairAdmission: Sendable {
    public let id: String
    /// The lock that prevents other repairs of the stack.
    let hold: any AnyObject & Sendable
}

extension RepairStore {
    /// The facts from the book that the guardrails need.
    public func facts(
        stack: String, kind: RepairKind, settings: GuardrailSettings, resets: [RepairKind: Int64] = [:],
        leavingOut: String? = nil, now: Moment
    ) async throws(LedgerFault) -> GuardrailFacts.Book {
        GuardrailFacts.Book(
            try await past(of: stack, leavingOut: leavingOut), stack: stack, kind: kind, settings: settings,
            resets: resets, running: leavingOut == nil ? try await running(stack) : nil, now: now)
    }

    // A store in memory is never damaged.
    public func repairRows(of stack: String?, limit: Int) async throws(LedgerFault) -> ReadRows<StoredRepair>
    {
        ReadRows(values: try await repairs(of: stack, limit: limit))
    }

    public func muteRows(of stack: String) async throws(LedgerFault) -> ReadRows<ActiveMute> {
        ReadRows(values: try await activeMutes(of: stack))
    }

    /// The newest 100 repairs, newest first.
    public func repairs(of stack: String? = nil) async throws(LedgerFault) -> [StoredRepair] {
        try await repairs(of: stack, limit: 100)
    }
}

extension RepairBook: RepairStore {}
