public import Decisions
import Synchronization

/// A ledger in memory, for rehearsals. It gives the same results as the SQLite one, keeps less of the past, and never waits.
///
/// Its size is bounded, however many cycles are recorded: it keeps the newest snapshots and closed incidents of each stack,
/// and the newest reading of each signal. A state that was dropped and comes back counts as a new snapshot.
public final class MemoryLedger: Sendable {
    /// How much is kept of each stack.
    public enum Kept {
        public static let snapshots = 64
        public static let closedIncidents = 200
        /// For each incident.
        public static let actions = 200
        public static let diagnoses = 20
        /// Repairs whose outcome is recorded with an incident.
        public static let knownRepairs = 4000
        /// Switches. Above this number, those without effect are dropped.
        public static let switches = 64
        /// Notices, each for one sink.
        public static let notices = 1000
    }

    /// Makes writes fail on demand.
    public let faults = MemoryFaults()
    private let contents = Mutex(Contents())

    public init() {}

    fileprivate struct Contents {
        var stacks: [String: MemoryStack] = [:]
        var known = KnownRepairs()
        /// In the order in which they were set. Switches that were ended are removed.
        var switches: [StoredSwitch] = []
        var lastSnapshot: Int64 = 0
        var notices: [OutboxEntry] = []

        /// An entry that is already in the outbox is not added again.
        mutating func add(_ entries: [OutboxEntry]) {
            for entry in entries
            where !notices.contains(where: { $0.notice == entry.notice && $0.sink == entry.sink }) {
                notices.append(entry)
                if notices.count > Kept.notices { notices.removeFirst() }
            }
        }
    }

    private func read<Value: Sendable>(_ body: (Contents) -> Value) -> Value {
        contents.withLock { body($0) }
    }

    /// A write that fails changes nothing, because only the fault check can fail.
    private func write<Value: Sendable>(
        _ write: StoreWrite, _ body: (inout Contents) -> Value
    ) throws(LedgerFault) -> Value {
        try faults.check(write)
        return contents.withLock { body(&$0) }
    }
}

extension MemoryLedger: WatchStore {
    public func stackRecord(of stack: String) -> StackRecord {
        read { contents in
            guard let stack = contents.stacks[stack] else { return StackRecord() }
            return StackRecord(watch: stack.watch, alarms: stack.alarms, believed: stack.believed)
        }
    }

    public func lastPlan(of stack: String) -> LastPlan? {
        read { $0.stacks[stack]?.lastPlan }
    }

    public func highestCount(of stack: String, since: Timestamp) -> Int? {
        read { contents in
            var highest: Int?
            for snapshot in contents.stacks[stack]?.snapshots ?? [] where snapshot.seen >= since {
                highest = max(highest ?? 0, snapshot.identity.resources)
            }
            return highest
        }
    }

    public func record(_ cycle: CycleRecord) throws(LedgerFault) {
        try write(.record) { contents in
            var number = contents.lastSnapshot
            contents.stacks[cycle.stack, default: MemoryStack()].record(cycle, &number)
            contents.lastSnapshot = number
            contents.add(cycle.notices)
            // The operators' switches about a closed incident have been carried out.
            for (incident, _) in cycle.closed {
                contents.switches.removeAll { $0.isAbout(incident: incident.id) }
            }
        }
    }

    public func addAction(_ action: IncidentAction, to incident: String) throws(LedgerFault) {
        try write(.addAction) { contents in
            let isThere = contents.change(incident) { stored in
                stored.actions.append(action)
                if stored.actions.count > Kept.actions { stored.actions.removeFirst() }
            }
            if isThere { contents.known.insert(action.repair) }
        }
    }

    public func unknownActions(among repairs: [String: String]) -> Set<String> {
        let unknown = read { contents in repairs.filter { !contents.known.contains($0.key) } }
        return Set(unknown.filter { incident($0.value) != nil }.keys)
    }

    public func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) throws(LedgerFault) {
        try write(.addDiagnosis) { contents in
            _ = contents.change(incident) { stored in
                stored.diagnoses.append(diagnosis)
                if stored.diagnoses.count > Kept.diagnoses { stored.diagnoses.removeFirst() }
            }
        }
    }

    public func switches(of stack: String, now: Moment) -> StackSwitches {
        read { contents in
            contents.switches.isEmpty
                ? StackSwitches() : StackSwitches(contents.switches, of: stack, now: now)
        }
    }

    public func neverSeen(_ addresses: [Address], of stack: String) -> [Address] {
        read { contents in
            guard let seen = contents.stacks[stack]?.everSeen else { return addresses }
            return addresses.filter { !seen.contains($0) }
        }
    }
}

extension MemoryLedger {
    public func addNotices(_ entries: [OutboxEntry]) throws(LedgerFault) {
        try write(.addNotices) { contents in contents.add(entries) }
    }

    /// The entries of the outbox, oldest first.
    public var notices: [OutboxEntry] { read(\.notices) }
}

extension MemoryLedger: SwitchStore {
    public func storedSwitches(of stack: String?) -> [StoredSwitch] {
        read { contents in
            contents.switches.filter { stack == nil || $0.stack == nil || $0.stack == stack }
        }
    }

    public func set(_ entry: StoredSwitch) throws(LedgerFault) {
        try write(.set) { contents in
            contents.switches.append(entry)
            if contents.switches.count > Kept.switches { contents.dropExpiredSwitches(entry.at) }
        }
    }

    public func endPauses(of stack: String?, who: String, at: Moment) throws(LedgerFault) -> Int {
        try write(.endPauses) { contents in
            let before = contents.switches.count
            contents.switches.removeAll { $0.kind == .pause && $0.stack == stack }
            return before - contents.switches.count
        }
    }
}

extension MemoryLedger {
    /// Forgets which state was believed, so that the next state is believed, whatever its lineage. An operator decides this.
    public func forgetBelieved(_ stack: String) throws(LedgerFault) -> Bool {
        try write(.forgetBelieved) { contents in
            guard contents.stacks[stack]?.believes == true else { return false }
            contents.stacks[stack]?.believes = false
            return true
        }
    }

    /// The incidents that are not closed, oldest first.
    public func openIncidents(of stack: String) -> [StoredIncident] {
        read { $0.stacks[stack]?.open ?? [] }
    }

    /// Newest first.
    public func incidents(of stack: String? = nil, limit: Int = 100) -> [StoredIncident] {
        read { contents in
            let all = contents.stacks.values.flatMap { $0.open + $0.closed }
                .filter { stack == nil || $0.stack == stack }
                .sorted { ($0.openedAt, $0.id) > ($1.openedAt, $1.id) }
            return Array(all.prefix(limit))
        }
    }

    /// The incident with this id; nil if it is not kept.
    public func incident(_ id: String) -> StoredIncident? {
        read { contents in
            for stack in contents.stacks.values {
                let isMeant = { (incident: StoredIncident) in incident.id == id }
                if let found = stack.open.last(where: isMeant) ?? stack.closed.last(where: isMeant) {
                    return found
                }
            }
            return nil
        }
    }

    /// Newest first.
    public func snapshots(of stack: String?, limit: Int = 100) -> [StoredSnapshot] {
        read { contents in
            var all: [(taken: Timestamp, snapshot: StoredSnapshot)] = []
            for (name, kept) in contents.stacks where stack == nil || name == stack {
                all += kept.snapshots.map { ($0.taken, $0.stored(of: name)) }
            }
            return all.sorted { ($0.taken, $0.snapshot.id) > ($1.taken, $1.snapshot.id) }.prefix(limit)
                .map(\.snapshot)
        }
    }

    /// The newest reading of each signal, sorted by signal, and the time since which it has been the newest.
    public func newestReadings(of stack: String) -> [(reading: Reading, since: String)] {
        read { contents in
            (contents.stacks[stack]?.newest ?? [:]).values
                .sorted { $0.reading.signal < $1.reading.signal }
                .map { ($0.reading, $0.since.description) }
        }
    }

    /// How many readings would have been stored: those that differ from the one before.
    public func storedReadings(of stack: String) -> Int {
        read { $0.stacks[stack]?.storedReadings ?? 0 }
    }

    /// When the stack's last cycle was recorded; nil if there was none.
    public func lastCycle(of stack: String) -> String? {
        read { $0.stacks[stack]?.lastCycle?.description }
    }
}

/// The newest repairs whose outcome is recorded with an incident.
private struct KnownRepairs {
    private var ids: Set<String> = []
    private var inOrder: [String] = []

    func contains(_ repair: String) -> Bool { ids.contains(repair) }

    mutating func insert(_ repair: String) {
        guard ids.insert(repair).inserted else { return }
        inOrder.append(repair)
        // Drops half of them, so that this is rarely necessary.
        guard inOrder.count > MemoryLedger.Kept.knownRepairs else { return }
        let half = MemoryLedger.Kept.knownRepairs / 2
        ids.subtract(inOrder.prefix(half))
        inOrder.removeFirst(half)
    }
}

extension MemoryLedger.Contents {
    /// - Returns: whether the incident exists.
    fileprivate mutating func change(_ incident: String, _ body: (inout StoredIncident) -> Void) -> Bool {
        for name in Array(stacks.keys) where stacks[name]?.change(incident, body) == true { return true }
        return false
    }

    /// Drops switches without effect: expired pauses, resets that a later one includes, and switches about incidents that are
    /// not open.
    fileprivate mutating func dropExpiredSwitches(_ now: Moment) {
        let open = Set(stacks.values.flatMap { $0.open.map(\.id) })
        var kept: [StoredSwitch] = []
        for entry in switches.reversed() {
            switch entry.kind {
            case .pause: if entry.holds(at: now) { kept.append(entry) }
            case .acknowledge, .close: if open.contains(entry.subject ?? "") { kept.append(entry) }
            case .reset:
                let isCovered = kept.contains { later in
                    later.kind == .reset && later.stack == entry.stack && later.subject == entry.subject
                        && later.lasts == nil && later.through ?? 0 >= entry.through ?? 0
                }
                if !isCovered { kept.append(entry) }
            }
        }
        switches = kept.reversed()
    }
}

extension StoredSwitch {
    fileprivate func isAbout(incident: String) -> Bool {
        (kind == .acknowledge || kind == .close) && subject == incident
    }
}
