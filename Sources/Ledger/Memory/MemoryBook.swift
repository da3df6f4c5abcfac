public import Decisions
import Synchronization

/// A repair book in memory, for rehearsals. It gives the same results as the SQLite one, and never waits. Its repairs have the
/// ids `r-1`, `r-2` and so on.
///
/// Its size is bounded: it keeps the newest repairs, and older ones only if the guardrails count them.
public final class MemoryBook: Sendable {
    /// The number of newest repairs, of all stacks, that are always kept.
    public static let kept = 500

    /// A repair, with everything that was recorded about it.
    public struct Entry: Sendable {
        public struct Step: Sendable, Equatable {
            public var step: String
            public var detail: String
            public var at: Timestamp
        }

        /// A snapshot, and the time at which it was stored.
        public struct Before: Sendable, Equatable {
            public var state: StateVersion
            public var at: Timestamp
            public var body: [UInt8]
        }

        public var id: String
        public var number: Int64
        public var beginning: RepairBeginning
        public var ended: Moment?
        /// Nil while it runs, or if its repairer died and no later repair has recorded that.
        public var outcome: RepairOutcome?
        public var reason: String?
        public var serialAfter: UInt64?
        public var steps: [Step] = []
        /// The alarms that it muted.
        public var muted: [Address] = []
        /// One for each tier, in the order in which they were stored.
        public var before: [Before] = []
    }

    /// Makes writes fail on demand.
    public let faults = MemoryFaults()
    private let contents = Mutex(Contents())
    private let memoryLocks = MemoryLocks()

    public init() {}

    struct Contents {
        /// In the order of their numbers.
        var entries: [Entry] = []
        var lastNumber: Int64 = 0
        /// At this number of entries, those that are not needed are dropped.
        var mostEntries = MemoryBook.kept + 100
        var mutes: [Mute] = []
        /// What the guardrails count for each stack, cached until the next change.
        var past: [String: [PastRepair]] = [:]
    }

    struct Mute {
        var stack: String
        var mute: ActiveMute
    }

    /// Releases the lock of a stack, as the kernel does when a repairer is killed. Another repair may then begin, and finds this
    /// one without an outcome. When the killed repairer's admission is released later, that does not release the new holder's lock.
    public func release(_ stack: String) { memoryLocks.release(stack) }

    private func write<Value: Sendable>(
        _ write: StoreWrite, _ body: (inout Contents) throws(LedgerFault) -> Value
    ) throws(LedgerFault) -> Value {
        try faults.check(write)
        return try contents.withLock { (contents) throws(LedgerFault) in try body(&contents) }
    }
}

extension MemoryBook: RepairStore {
    public func begin(_ beginning: RepairBeginning) throws(LedgerFault) -> RepairAdmission {
        guard let hold = memoryLocks.take(beginning.stack) else {
            throw LedgerFault(.busy, "another repair of \(beginning.stack) is running; wait until it ends")
        }
        let id = try write(.begin) { contents in contents.begin(beginning) }
        return RepairAdmission(id: id, hold: hold)
    }

    public func step(
        _ repair: String, _ step: String, detail: String, changing: [Address] = [], at: Timestamp
    ) throws(LedgerFault) {
        try write(.step) { (contents) throws(LedgerFault) in
            let place = try contents.place(of: repair)
            contents.entries[place].steps.append(Entry.Step(step: step, detail: detail, at: at))
            let addresses = contents.entries[place].beginning.addresses
            contents.entries[place].beginning.addresses = addresses.adding(changing)
        }
    }

    public func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp)
        throws(LedgerFault)
    {
        try write(.storeSnapshot) { (contents) throws(LedgerFault) in
            let place = try contents.place(of: repair)
            let before = Entry.Before(state: StateVersion(identity), at: at, body: body)
            if let same = contents.entries[place].before.firstIndex(where: {
                $0.state.serial == identity.serial
            }) {
                contents.entries[place].before[same] = before
            } else {
                contents.entries[place].before.append(before)
            }
        }
    }

    public func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) throws(LedgerFault) {
        try write(.end) { (contents) throws(LedgerFault) in
            let place = try contents.place(of: admission.id)
            contents.entries[place].ended = at
            contents.entries[place].outcome = outcome
            contents.entries[place].reason = reason
            contents.entries[place].serialAfter = serialAfter
            contents.past = [:]
        }
    }

    public func past(of stack: String, leavingOut: String?) -> [PastRepair] {
        let past = contents.withLock { contents in
            if let known = contents.past[stack] { return known }
            let past = contents.counted(of: stack).map { contents.entries[$0].past }
            contents.past[stack] = past
            return past
        }
        guard let leavingOut else { return past }
        return past.filter { $0.id != leavingOut }
    }

    public func running(_ stack: String) -> String? {
        guard memoryLocks.isHeld(stack) else { return nil }
        return contents.withLock { contents in
            contents.entries.lastIndex { $0.beginning.stack == stack }.map { contents.entries[$0].id }
        } ?? "unknown"
    }

    public func repairs(of stack: String?, limit: Int) -> [StoredRepair] {
        let all = entries.reversed().filter { stack == nil || $0.beginning.stack == stack }
        return all.prefix(limit).map(\.stored)
    }

    public func stateWrites(of stack: String) -> [StateWrite] {
        contents.withLock { contents in
            var writes: [StateWrite] = []
            for entry in contents.entries.reversed() where entry.beginning.stack == stack {
                guard let write = entry.stateWrite else { continue }
                writes.append(write)
                if writes.count == StateWrite.most { break }
            }
            return writes.contains(where: \.mayHaveDropped) ? writes : []
        }
    }

    public func destroyed(of stack: String, since: Timestamp) -> [Address] {
        contents.withLock { contents in
            var addresses: [Address] = []
            for place in contents.entries.indices {
                guard contents.entries[place].beginning.kind.traits.mayDestroy,
                    contents.entries[place].beginning.apply,
                    contents.entries[place].outcome?.mayHaveChanged ?? true,
                    contents.entries[place].beginning.at.wall >= since,
                    contents.entries[place].beginning.stack == stack
                else { continue }
                let muted = contents.entries[place].muted
                addresses += contents.entries[place].beginning.addresses.filter { !muted.contains($0) }
            }
            return addresses
        }
    }

    public func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) throws(LedgerFault) {
        try write(.storeMutes) { (contents) throws(LedgerFault) in
            let place = try contents.place(of: repair)
            contents.entries[place].muted += alarms.map(\.address)
            for alarm in alarms {
                let mute = ActiveMute(
                    address: alarm.address, alarm: alarm.name, incident: incident, since: since.description,
                    until: until)
                contents.mutes.append(Mute(stack: stack, mute: mute))
            }
        }
    }

    public func endMutes(stack: String, alarms: [Address], at: Timestamp) throws(LedgerFault) {
        try write(.endMutes) { contents in
            contents.mutes.removeAll { $0.stack == stack && alarms.contains($0.mute.address) }
        }
    }

    public func activeMutes(of stack: String) -> [ActiveMute] {
        contents.withLock { contents in
            guard !contents.mutes.isEmpty else { return [] }
            return contents.mutes.filter { $0.stack == stack }.map(\.mute)
        }
    }
}

extension MemoryBook {
    /// Every repair that is kept, in the order of their numbers.
    public var entries: [Entry] { contents.withLock { $0.entries } }

    /// The number of the newest repair; 0 if there was none.
    public var lastNumber: Int64 { contents.withLock { $0.lastNumber } }

    /// The repair with this id; nil if it is not kept.
    public func entry(_ repair: String) -> Entry? {
        contents.withLock { $0.entries.last { $0.id == repair } }
    }
}
