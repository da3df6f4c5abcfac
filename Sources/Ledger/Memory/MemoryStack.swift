import Decisions

/// What the ledger in memory keeps of one stack.
struct MemoryStack {
    struct Snapshot {
        var id: Int64
        var identity: SnapshotIdentity
        var addresses: [Address]
        var taken: Timestamp
        var seen: Timestamp
        var origin: SnapshotOrigin?

        func stored(of stack: String) -> StoredSnapshot {
            StoredSnapshot(
                id: id, stack: stack, identity: identity, takenAt: taken.description,
                seenAt: seen.description, origin: origin ?? SnapshotOrigin(),
                types: TypeCounts.count(addresses))
        }
    }

    struct Newest {
        var reading: Reading
        var since: Timestamp
    }

    var watch = Watch()
    var alarms = ""
    var lastPlan: LastPlan?
    var lastCycle: Timestamp?
    /// In the order in which they were last recorded. The last one is the believed state, unless that was forgotten.
    var snapshots: [Snapshot] = []
    var believes = false
    var everSeen: Set<Address> = []
    /// The readings of the cycle before.
    var readings = Readings()
    var newest: [Signal: Newest] = [:]
    var storedReadings = 0
    /// `open` in the order of opening, `closed` in the order of closing.
    var open: [StoredIncident] = []
    var closed: [StoredIncident] = []

    var believed: BelievedState? {
        guard believes, let last = snapshots.last else { return nil }
        return BelievedState(identity: last.identity, addresses: last.addresses, seen: last.seen)
    }

    mutating func record(_ cycle: CycleRecord, _ lastSnapshot: inout Int64) {
        if let believed = cycle.state?.believed { store(believed, cycle, &lastSnapshot) }
        store(cycle.readings, cycle.at)
        storeIncidents(cycle)
        watch = cycle.watch
        alarms = cycle.alarms
        if let plan = cycle.lastPlan { lastPlan = plan }
        lastCycle = cycle.at
    }

    /// An unchanged state is stored once; only the time at which it was last seen changes.
    private mutating func store(_ state: BelievedState, _ cycle: CycleRecord, _ lastSnapshot: inout Int64) {
        let at = cycle.at
        believes = true
        if let place = snapshots.lastIndex(where: { $0.identity.isSame(as: state.identity) }) {
            snapshots[place].seen = at
            if place != snapshots.count - 1 { snapshots.append(snapshots.remove(at: place)) }
            return
        }
        lastSnapshot += 1
        snapshots.append(
            Snapshot(
                id: lastSnapshot, identity: state.identity, addresses: state.addresses, taken: at, seen: at,
                origin: cycle.origin))
        if snapshots.count > MemoryLedger.Kept.snapshots { snapshots.removeFirst() }
        everSeen.formUnion(state.addresses)
    }

    private mutating func store(_ readings: Readings, _ at: Timestamp) {
        let before = self.readings
        self.readings = readings
        for (place, reading) in readings.enumerated() {
            // Unchanged since the cycle before, as most readings are.
            if place < before.count, before[place] == reading { continue }
            if let newest = newest[reading.signal] {
                if reading.reason?.cause == .notAsked || newest.reading.isStored(as: reading) { continue }
            }
            newest[reading.signal] = Newest(reading: reading, since: at)
            storedReadings += 1
        }
    }

    private mutating func storeIncidents(_ cycle: CycleRecord) {
        for incident in cycle.opened {
            open.removeAll { $0.id == incident.id }
            open.append(StoredIncident(incident, of: cycle.stack))
        }
        if !open.isEmpty {
            for incident in cycle.watch.incidents {
                if let place = open.lastIndex(where: { $0.id == incident.id }) {
                    open[place].follow(incident)
                }
            }
        }
        for (incident, why) in cycle.closed {
            guard let place = open.lastIndex(where: { $0.id == incident.id }) else { continue }
            var stored = open.remove(at: place)
            stored.follow(incident)
            stored.closedAt = cycle.at.description
            stored.closedWhy = why.description
            closed.append(stored)
            if closed.count > MemoryLedger.Kept.closedIncidents { closed.removeFirst() }
        }
    }
    /// - Returns: whether the incident exists.
    mutating func change(_ incident: String, _ body: (inout StoredIncident) -> Void) -> Bool {
        if let place = open.lastIndex(where: { $0.id == incident }) {
            body(&open[place])
            return true
        }
        guard let place = closed.lastIndex(where: { $0.id == incident }) else { return false }
        body(&closed[place])
        return true
    }
}

extension SnapshotIdentity {
    /// Whether both are the same stored snapshot.
    fileprivate func isSame(as other: SnapshotIdentity) -> Bool {
        serial == other.serial && sha256 == other.sha256 && lineage == other.lineage
    }
}

extension StoredIncident {
    fileprivate init(_ incident: Incident, of stack: String) {
        self.init(
            id: incident.id, stack: stack, rule: incident.rule, severity: incident.severity.rawValue,
            openedAt: incident.openedAt.description, ageSeconds: incident.age.inSeconds,
            addresses: incident.addresses.map(\.description), reading: incident.reading,
            acknowledged: incident.acknowledged, rung: incident.rung, actions: [], diagnoses: [])
    }

    /// Updates what a cycle can change.
    fileprivate mutating func follow(_ incident: Incident) {
        ageSeconds = incident.age.inSeconds
        rung = incident.rung
        acknowledged = incident.acknowledged
    }
}

extension Reading {
    /// Whether both are stored as the same row: `about` and the samples may differ, and durations within the same minute.
    fileprivate func isStored(as other: Reading) -> Bool {
        if outcome == other.outcome { return true }
        guard value != nil, other.value != nil, signal.unit == .duration else { return false }
        return ReadingRow(self).value == ReadingRow(other).value
    }
}
