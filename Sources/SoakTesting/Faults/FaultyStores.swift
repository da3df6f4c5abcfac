import Decisions
import Ledger
import Repairs

/// The watcher's ledger, with a fault.
struct FaultyLedger: WatchStore {
    let store: any WatchStore
    let fault: PlantedFault
    /// Runs work a second later, if the process still runs then.
    let later: @Sendable (_ work: @escaping @Sendable () async -> Void) -> Void

    func record(_ cycle: CycleRecord) async throws(LedgerFault) {
        guard fault == .actsBeforeRecording else { return try await store.record(cycle) }
        later { try? await store.record(cycle) }
    }

    func switches(of stack: String, now: Moment) async throws(LedgerFault) -> StackSwitches {
        try await store.switches(of: stack, now: now).with(fault)
    }

    func stackRecord(of stack: String) async throws(LedgerFault) -> StackRecord {
        try await store.stackRecord(of: stack)
    }

    func lastPlan(of stack: String) async throws(LedgerFault) -> LastPlan? {
        try await store.lastPlan(of: stack)
    }

    func highestCount(of stack: String, since: Timestamp) async throws(LedgerFault) -> Int? {
        try await store.highestCount(of: stack, since: since)
    }

    func addAction(_ action: IncidentAction, to incident: String) async throws(LedgerFault) {
        try await store.addAction(action, to: incident)
    }

    func unknownActions(among repairs: [String: String]) async throws(LedgerFault) -> Set<String> {
        try await store.unknownActions(among: repairs)
    }

    func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) async throws(LedgerFault) {
        try await store.addDiagnosis(diagnosis, to: incident)
    }

    func addNotices(_ entries: [OutboxEntry]) async throws(LedgerFault) {
        try await store.addNotices(entries)
    }

    func neverSeen(_ addresses: [Address], of stack: String) async throws(LedgerFault) -> [Address] {
        try await store.neverSeen(addresses, of: stack)
    }
}

/// The repair book, with a fault.
struct FaultyBook: RepairStore {
    let store: any RepairStore
    let fault: PlantedFault
    /// The repairer's request before the fault changed it; nil in the watcher.
    let requested: RepairRequest?

    func begin(_ beginning: RepairBeginning) async throws(LedgerFault) -> RepairAdmission {
        var beginning = beginning
        // The repairer got `apply: true`; the repair book keeps what was requested.
        if fault == .appliesWithoutRequest, let requested {
            beginning.intent.apply = requested.apply
        }
        return try await store.begin(beginning)
    }

    func step(_ repair: String, _ step: String, detail: String, changing: [Address], at: Timestamp)
        async throws(LedgerFault)
    {
        if fault == .skipsStepRecord, step == "apply" { return }
        try await store.step(repair, step, detail: detail, changing: changing, at: at)
    }

    func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp)
        async throws(LedgerFault)
    {
        if fault == .skipsSnapshot { return }
        try await store.storeSnapshot(repair, identity, body: body, at: at)
    }

    func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) async throws(LedgerFault) {
        if fault == .outcomeNotRecorded { return }
        try await store.end(admission, outcome: outcome, reason: reason, serialAfter: serialAfter, at: at)
    }

    func past(of stack: String, leavingOut: String?) async throws(LedgerFault) -> [PastRepair] {
        var past = try await store.past(of: stack, leavingOut: leavingOut)
        guard fault == .breakerIgnoresUnknownOutcomes else { return past }
        // A repair without a known outcome counts as repaired. Budgets and the cooldown treat both alike.
        for place in past.indices where past[place].outcome ?? .unknown == .unknown {
            past[place].outcome = .repaired
        }
        return past
    }

    func running(_ stack: String) async throws(LedgerFault) -> String? { try await store.running(stack) }

    func repairs(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredRepair] {
        try await store.repairs(of: stack, limit: limit)
    }

    func stateWrites(of stack: String) async throws(LedgerFault) -> [StateWrite] {
        try await store.stateWrites(of: stack)
    }

    func destroyed(of stack: String, since: Timestamp) async throws(LedgerFault) -> [Address] {
        try await store.destroyed(of: stack, since: since)
    }

    func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) async throws(LedgerFault) {
        if fault == .skipsMuteRecord { return }
        try await store.storeMutes(
            repair, stack: stack, incident: incident, alarms: alarms, since: since, until: until)
    }

    func endMutes(stack: String, alarms: [Address], at: Timestamp) async throws(LedgerFault) {
        try await store.endMutes(stack: stack, alarms: alarms, at: at)
    }

    func activeMutes(of stack: String) async throws(LedgerFault) -> [ActiveMute] {
        fault == .neverUnmutes ? [] : try await store.activeMutes(of: stack)
    }
}

extension StackSwitches {
    /// The operators' switches, changed by a fault.
    func with(_ fault: PlantedFault) -> StackSwitches {
        var switches = self
        switch fault {
        case .ignoresPause: switches.operators.pause = nil
        case .ignoresBreaker:
            for kind in RepairKind.allCases { switches.resets[kind] = .max }
        case .ignoresReset: switches.resets = [:]
        default: break
        }
        return switches
    }
}
