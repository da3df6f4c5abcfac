import Decisions
import Ledger
import Synchronization

/// The ledger of the simulated machine as one process uses it. The process may be killed before or after each write. Writes
/// fail while the disk is full.
struct ProcessLedger: WatchStore {
    let simulation: Simulation
    let process: SimulatedProcess

    private var store: any WatchStore { simulation.stores.ledger }

    private func read<Value>(_ body: () async throws(LedgerFault) -> Value) async throws(LedgerFault) -> Value
    {
        guard process.isAlive else { throw Self.killed }
        return try await body()
    }

    private func write(_ body: () async throws(LedgerFault) -> Void) async throws(LedgerFault) {
        simulation.step(process)
        guard process.isAlive else { throw Self.killed }
        guard !simulation.has(.fullDisk) else { throw LedgerFault(.full, "the disk is full") }
        try await body()
        simulation.step(process)
        guard process.isAlive else { throw Self.killed }
    }

    static let killed = LedgerFault(.failed, "killed")

    func stackRecord(of stack: String) async throws(LedgerFault) -> StackRecord {
        try await read { () throws(LedgerFault) in try await store.stackRecord(of: stack) }
    }

    func lastPlan(of stack: String) async throws(LedgerFault) -> LastPlan? {
        try await read { () throws(LedgerFault) in try await store.lastPlan(of: stack) }
    }

    func highestCount(of stack: String, since: Timestamp) async throws(LedgerFault) -> Int? {
        try await read { () throws(LedgerFault) in try await store.highestCount(of: stack, since: since) }
    }

    func record(_ cycle: CycleRecord) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in
            let before = try await store.stackRecord(of: cycle.stack).watch
            try await store.record(cycle)
            simulation.observer.recorded(cycle, before: before, in: simulation)
        }
    }

    func addAction(_ action: IncidentAction, to incident: String) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in try await store.addAction(action, to: incident) }
    }

    func unknownActions(among repairs: [String: String]) async throws(LedgerFault) -> Set<String> {
        try await read { () throws(LedgerFault) in try await store.unknownActions(among: repairs) }
    }

    func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in try await store.addDiagnosis(diagnosis, to: incident) }
    }

    func addNotices(_ entries: [OutboxEntry]) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in try await store.addNotices(entries) }
    }

    func switches(of stack: String, now: Moment) async throws(LedgerFault) -> StackSwitches {
        try await read { () throws(LedgerFault) in try await store.switches(of: stack, now: now) }
    }

    func neverSeen(_ addresses: [Address], of stack: String) async throws(LedgerFault) -> [Address] {
        try await read { () throws(LedgerFault) in try await store.neverSeen(addresses, of: stack) }
    }
}

/// The repair book of the simulated machine as one process uses it; see `ProcessLedger`.
struct ProcessBook: RepairStore {
    let simulation: Simulation
    let process: SimulatedProcess

    private var store: any RepairStore { simulation.stores.book }

    private func read<Value>(_ body: () async throws(LedgerFault) -> Value) async throws(LedgerFault) -> Value
    {
        guard process.isAlive else { throw ProcessLedger.killed }
        return try await body()
    }

    private func write<Value>(_ body: () async throws(LedgerFault) -> Value) async throws(LedgerFault)
        -> Value
    {
        simulation.step(process)
        guard process.isAlive else { throw ProcessLedger.killed }
        guard !simulation.has(.fullDisk) else { throw LedgerFault(.full, "the disk is full") }
        let value = try await body()
        simulation.step(process)
        guard process.isAlive else { throw ProcessLedger.killed }
        return value
    }

    func begin(_ beginning: RepairBeginning) async throws(LedgerFault) -> RepairAdmission {
        try await write { () throws(LedgerFault) in
            let admission = try await store.begin(beginning)
            simulation.observer.began(admission.id, beginning, by: process, in: simulation)
            simulation.truth.withLock { $0.repairers[beginning.stack] = process }
            return admission
        }
    }

    func step(_ repair: String, _ step: String, detail: String, changing: [Address], at: Timestamp)
        async throws(LedgerFault)
    {
        try await write { () throws(LedgerFault) in
            try await store.step(repair, step, detail: detail, changing: changing, at: at)
            simulation.observer.recordedStep(step, of: repair)
        }
    }

    func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp)
        async throws(LedgerFault)
    {
        try await write { () throws(LedgerFault) in
            try await store.storeSnapshot(repair, identity, body: body, at: at)
            simulation.observer.storedSnapshot(of: repair, StateVersion(identity))
        }
    }

    func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in
            try await store.end(admission, outcome: outcome, reason: reason, serialAfter: serialAfter, at: at)
            simulation.observer.ended(admission.id, outcome, in: simulation)
        }
    }

    func past(of stack: String, leavingOut: String?) async throws(LedgerFault) -> [PastRepair] {
        try await read { () throws(LedgerFault) in try await store.past(of: stack, leavingOut: leavingOut) }
    }

    func running(_ stack: String) async throws(LedgerFault) -> String? {
        try await read { () throws(LedgerFault) in try await store.running(stack) }
    }

    func repairs(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredRepair] {
        try await read { () throws(LedgerFault) in try await store.repairs(of: stack, limit: limit) }
    }

    func stateWrites(of stack: String) async throws(LedgerFault) -> [StateWrite] {
        try await read { () throws(LedgerFault) in try await store.stateWrites(of: stack) }
    }

    func destroyed(of stack: String, since: Timestamp) async throws(LedgerFault) -> [Address] {
        try await read { () throws(LedgerFault) in try await store.destroyed(of: stack, since: since) }
    }

    func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in
            try await store.storeMutes(
                repair, stack: stack, incident: incident, alarms: alarms, since: since, until: until)
        }
    }

    func endMutes(stack: String, alarms: [Address], at: Timestamp) async throws(LedgerFault) {
        try await write { () throws(LedgerFault) in
            try await store.endMutes(stack: stack, alarms: alarms, at: at)
        }
    }

    func activeMutes(of stack: String) async throws(LedgerFault) -> [ActiveMute] {
        try await read { () throws(LedgerFault) in try await store.activeMutes(of: stack) }
    }
}
