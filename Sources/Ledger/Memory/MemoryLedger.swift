public import Decisions
import Synchronization

/// A ledger that forgets everything with its process: for rehearsals, in which years pass in a minute. It keeps what a
/// rehearsal asks for and no more, however long it lasts.
public final class MemoryLedger: WatchStore, Sendable {
    fileprivate struct StackMemory {
        var memory = Memory()
        var incidents: [StoredIncident] = []
        /// What every snapshot ever named.
        var seen: Set<Address> = []
        /// The newest counts of resources, with when they were last seen.
        var counts: [(resources: Int, seen: Timestamp)] = []
        var lastState: StateMark?
    }

    private struct Inner {
        var stacks: [String: StackMemory] = [:]
        var standing: [StandingSwitch] = []
    }

    /// So many incidents that are over are kept, and so many counts.
    static let kept = 200

    private let inner = Mutex(Inner())

    public init() {}

    public func memory(of stack: String) -> Memory {
        inner.withLock { $0.stacks[stack]?.memory ?? Memory() }
    }

    public func highestCount(of stack: String, since: Timestamp) -> Int? {
        inner.withLock { $0.stacks[stack]?.counts.filter { $0.seen >= since }.map(\.resources).max() }
    }

    public func record(_ cycle: CycleRecord) {
        inner.withLock { inner in
            inner.stacks[cycle.stack, default: StackMemory()].take(cycle)
            for (incident, _) in cycle.closed {
                inner.standing.removeAll {
                    $0.subject == incident.id && ($0.kind == .acknowledge || $0.kind == .close)
                }
            }
        }
    }

    public func addAction(_ action: IncidentAction, to incident: String) {
        change(incident) { $0.actions.append(action) }
    }

    public func unknownActions(among repairs: [String]) -> Set<String> {
        inner.withLock { inner in
            let known = inner.stacks.values.flatMap { $0.incidents.flatMap { $0.actions.map(\.repair) } }
            return Set(repairs).subtracting(known)
        }
    }

    public func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) {
        change(incident) { $0.diagnoses.append(diagnosis) }
    }

    public func neverSeen(_ addresses: [Address], of stack: String) -> [Address] {
        inner.withLock { inner in addresses.filter { inner.stacks[stack]?.seen.contains($0) != true } }
    }

    /// The newest first.
    public func incidents(of stack: String) -> [StoredIncident] {
        inner.withLock { $0.stacks[stack]?.incidents.reversed() ?? [] }
    }

    private func change(_ incident: String, _ change: (inout StoredIncident) -> Void) {
        inner.withLock { inner in
            for stack in inner.stacks.keys {
                guard let place = inner.stacks[stack]?.incidents.firstIndex(where: { $0.id == incident })
                else {
                    continue
                }
                if var found = inner.stacks[stack]?.incidents[place] {
                    change(&found)
                    inner.stacks[stack]?.incidents[place] = found
                }
            }
        }
    }

    // MARK: people

    public func switches(of stack: String, now: Moment) -> Switches {
        inner.withLock { inner in
            inner.standing.isEmpty ? Switches() : Switches(inner.standing, of: stack, now: now)
        }
    }

    public func set(_ entry: StandingSwitch) {
        inner.withLock { inner in
            // Of what says the same, the newest stands for all.
            inner.standing.removeAll {
                $0.kind == entry.kind && $0.stack == entry.stack && $0.subject == entry.subject
                    && entry.kind != .pause
            }
            inner.standing.append(entry)
        }
    }

    /// - Returns: how many there were.
    @discardableResult
    public func endPauses(of stack: String?, who: String, at: Moment) -> Int {
        inner.withLock { inner in
            let before = inner.standing.count
            inner.standing.removeAll { $0.kind == .pause && $0.stack == stack }
            return before - inner.standing.count
        }
    }
}

extension MemoryLedger.StackMemory {
    fileprivate mutating func take(_ cycle: CycleRecord) {
        memory.watch = cycle.watch
        memory.alarms = cycle.alarms
        if let believed = cycle.state?.believed {
            memory.believed = believed
            if lastState != StateMark(believed.identity) {
                lastState = StateMark(believed.identity)
                seen.formUnion(believed.addresses)
                counts.append((believed.identity.resources, cycle.at))
                if counts.count > MemoryLedger.kept { counts.removeFirst() }
            } else if !counts.isEmpty {
                counts[counts.count - 1].seen = cycle.at
            }
        }
        for incident in cycle.opened { incidents.append(StoredIncident(incident, stack: cycle.stack)) }
        for incident in cycle.watch.incidents {
            guard let place = incidents.lastIndex(where: { $0.id == incident.id }) else { continue }
            incidents[place].ageSeconds = incident.age.inSeconds
            incidents[place].rung = incident.rung
            incidents[place].acknowledged = incident.acknowledged
        }
        for (incident, why) in cycle.closed {
            guard let place = incidents.lastIndex(where: { $0.id == incident.id }) else { continue }
            incidents[place].closedAt = cycle.at.description
            incidents[place].closedWhy = why.description
            incidents[place].ageSeconds = incident.age.inSeconds
        }
        if incidents.count > 2 * MemoryLedger.kept {
            incidents.removeFirst(MemoryLedger.kept)
        }
    }
}

extension StoredIncident {
    fileprivate init(_ incident: Incident, stack: String) {
        self.init(
            id: incident.id, stack: stack, rule: incident.rule, severity: incident.severity.rawValue,
            openedAt: incident.openedAt.description, ageSeconds: incident.age.inSeconds,
            addresses: incident.addresses.map(\.description), reading: incident.reading,
            acknowledged: incident.acknowledged, rung: incident.rung, actions: [], diagnoses: [])
    }
}
