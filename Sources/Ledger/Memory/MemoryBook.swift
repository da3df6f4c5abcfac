public import Decisions
import Synchronization

/// A repair book that forgets everything with its process: for rehearsals. Its repairs are numbered, and told apart by
/// nothing else.
public final class MemoryBook: RepairStore, Sendable {
    fileprivate struct Entry {
        var past: PastRepair
        var stored: StoredRepair
        var apply: Bool
        var snapshots: [StateMark] = []
    }

    private struct Mute {
        var stack: String
        var mute: ActiveMute
    }

    private struct Inner {
        var entries: [Entry] = []
        var mutes: [Mute] = []
        var next: Int64 = 1
        /// By stack, the number of the repair that holds it.
        var holds: [String: Int64] = [:]
    }

    /// So many repairs are kept at least.
    static let kept = 500

    private let inner = Mutex(Inner())

    public init() {}

    /// Keeps other repairs of a stack out while it lives.
    private final class Hold: Sendable {
        let book: MemoryBook
        let stack: String
        let number: Int64

        init(_ book: MemoryBook, _ stack: String, _ number: Int64) {
            self.book = book
            self.stack = stack
            self.number = number
        }

        deinit {
            book.inner.withLock { inner in
                // Another may hold it by now, where this one's process was killed.
                if inner.holds[stack] == number { inner.holds[stack] = nil }
            }
        }
    }

    /// The process that holds a stack was killed: the kernel lets go of it.
    public func release(_ stack: String) {
        inner.withLock { $0.holds[stack] = nil }
    }

    public func begin(_ beginning: RepairBeginning) throws(LedgerFault) -> RepairAdmission {
        let number = inner.withLock { inner -> Int64? in
            guard inner.holds[beginning.stack] == nil else { return nil }
            let number = inner.next
            inner.next += 1
            inner.holds[beginning.stack] = number
            for place in inner.entries.indices
            where inner.entries[place].past.stack == beginning.stack
                && inner.entries[place].past.outcome == nil
            {
                inner.entries[place].end(
                    .unknown, "the repairer ended without a word; what it did is not known", nil, beginning.at
                )
            }
            inner.entries.append(Entry(number, beginning))
            if inner.entries.count > 2 * Self.kept { inner.entries.removeFirst(Self.kept) }
            return number
        }
        guard let number else {
            throw LedgerFault(.busy, "another repair of \(beginning.stack) is running; wait for its end")
        }
        return RepairAdmission(id: "r-\(number)", hold: Hold(self, beginning.stack, number))
    }

    private func change(_ repair: String, _ change: (inout Entry) -> Void) {
        inner.withLock { inner in
            guard let place = inner.entries.lastIndex(where: { $0.past.id == repair }) else { return }
            change(&inner.entries[place])
        }
    }

    public func step(_ repair: String, _ step: String, detail: String, at: Timestamp) {
        change(repair) { $0.stored.steps.append("\(step): \(detail)") }
    }

    public func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp) {
        change(repair) { entry in
            entry.snapshots.append(StateMark(identity))
            entry.stored.serialBefore = entry.stored.serialBefore ?? identity.serial
        }
    }

    public func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) {
        change(admission.id) { $0.end(outcome, reason, serialAfter, at) }
    }

    public func past(of stack: String, leavingOut: String?) -> [PastRepair] {
        inner.withLock { inner in
            inner.entries.map(\.past).filter {
                $0.id != leavingOut && ($0.stack == stack || $0.outcome?.mayHaveChanged ?? true)
            }
        }
    }

    public func running(_ stack: String) -> String? {
        inner.withLock { $0.holds[stack].map { "r-\($0)" } }
    }

    public func repairs(of stack: String?, limit: Int) -> [StoredRepair] {
        inner.withLock { inner in
            inner.entries.reversed().map(\.stored).filter { stack == nil || $0.stack == stack }.prefix(limit)
                .map { $0 }
        }
    }

    /// The states that were kept before a repair's changes.
    public func snapshots(of repair: String) -> [StateMark] {
        inner.withLock { $0.entries.last { $0.past.id == repair }?.snapshots ?? [] }
    }

    public func destroyed(of stack: String, since: Timestamp) -> [Address] {
        inner.withLock { inner in
            inner.entries.filter {
                $0.past.stack == stack && $0.apply && $0.past.began.wall >= since
                    && ($0.past.kind == .removeAlarms || $0.past.kind == .rollback)
            }.flatMap { $0.stored.addresses }.compactMap { try? Address($0) }
        }
    }

    public func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) {
        inner.withLock { inner in
            for alarm in alarms {
                let mute = ActiveMute(
                    address: alarm.address, alarm: alarm.name, incident: incident, since: since.description,
                    until: until)
                inner.mutes.append(Mute(stack: stack, mute: mute))
            }
        }
    }

    public func endMutes(stack: String, alarms: [Address], at: Timestamp) {
        inner.withLock { $0.mutes.removeAll { $0.stack == stack && alarms.contains($0.mute.address) } }
    }

    public func activeMutes(of stack: String) -> [ActiveMute] {
        inner.withLock { $0.mutes.filter { $0.stack == stack }.map(\.mute) }
    }
}

extension MemoryBook.Entry {
    fileprivate init(_ number: Int64, _ beginning: RepairBeginning) {
        let id = "r-\(number)"
        past = PastRepair(
            number: number, id: id, stack: beginning.stack, kind: beginning.kind, began: beginning.at,
            ended: nil,
            outcome: nil)
        stored = StoredRepair(
            id: id, stack: beginning.stack, kind: beginning.kind.rawValue, rule: beginning.rule,
            incident: beginning.incident, requestedBy: beginning.requestedBy, why: beginning.why,
            addresses: beginning.addresses.map(\.description), startedAt: beginning.at.wall.description,
            steps: [])
        apply = beginning.apply
    }

    fileprivate mutating func end(
        _ outcome: RepairOutcome, _ reason: String, _ serialAfter: UInt64?, _ at: Moment
    ) {
        past.outcome = outcome
        past.ended = at
        stored.outcome = outcome.rawValue
        stored.reason = reason
        stored.serialAfter = serialAfter
        stored.endedAt = at.wall.description
    }
}
