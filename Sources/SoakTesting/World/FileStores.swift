import Decisions
import Dispatch
import Ledger
import Rehearsal
import Synchronization

/// Real database files for a simulation, so that its process can really be killed. The thread of the simulation waits for each
/// result: nothing else runs during it, so the order stays deterministic.
extension SimulatedStores {
    static func onFiles(in directory: String, _ names: [String]) -> SimulatedStores? {
        let opened = try? waiting { () async throws(LedgerFault) in
            (
                try await Ledger.open(directory + "/ledger.sqlite"),
                try await RepairBook.open(directory + "/repairs.sqlite")
            )
        }
        guard let (ledger, book) = opened else { return nil }
        return SimulatedStores(
            stackNames: names, ledger: FileLedger(ledger: ledger), book: FileBook(book: book),
            set: { entry in _ = try? waiting { () async throws(LedgerFault) in try await ledger.set(entry) }
            },
            endPauses: { who, at in
                for stack in names as [String?] + [nil] {
                    _ = try? waiting { () async throws(LedgerFault) in
                        try await ledger.endPauses(of: stack, who: who, at: at)
                    }
                }
            },
            // A killed repairer releases its stack when its code returns, which is at once.
            release: { _ in })
    }
}

/// Blocks the calling thread until `body` returns. Only the thread of the simulation calls it.
private func waiting<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(LedgerFault) -> Value
) throws(LedgerFault) -> Value {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        do throws(LedgerFault) {
            let value = try await body()
            box.set(.success(value))
        } catch {
            box.set(.failure(error))
        }
        done.signal()
    }
    done.wait()
    guard let ended = box.take() else { throw LedgerFault(.failed, "no answer") }
    return try ended.get()
}

private final class Box<Value: Sendable>: Sendable {
    private let value = Mutex<Result<Value, LedgerFault>?>(nil)

    func set(_ result: Result<Value, LedgerFault>) { value.withLock { $0 = result } }
    func take() -> Result<Value, LedgerFault>? { value.withLock { $0 } }
}

private struct FileLedger: WatchStore {
    let ledger: Ledger

    func stackRecord(of stack: String) throws(LedgerFault) -> StackRecord {
        try waiting { () async throws(LedgerFault) in try await ledger.stackRecord(of: stack) }
    }

    func lastPlan(of stack: String) throws(LedgerFault) -> LastPlan? {
        try waiting { () async throws(LedgerFault) in try await ledger.lastPlan(of: stack) }
    }

    func highestCount(of stack: String, since: Timestamp) throws(LedgerFault) -> Int? {
        try waiting { () async throws(LedgerFault) in try await ledger.highestCount(of: stack, since: since) }
    }

    func record(_ cycle: CycleRecord) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in try await ledger.record(cycle) }
    }

    func addAction(_ action: IncidentAction, to incident: String) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in try await ledger.addAction(action, to: incident) }
    }

    func unknownActions(among repairs: [String: String]) throws(LedgerFault) -> Set<String> {
        try waiting { () async throws(LedgerFault) in try await ledger.unknownActions(among: repairs) }
    }

    func addDiagnosis(_ diagnosis: Diagnosis, to incident: String) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in try await ledger.addDiagnosis(diagnosis, to: incident) }
    }

    func addNotices(_ entries: [OutboxEntry]) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in try await ledger.addNotices(entries) }
    }

    func switches(of stack: String, now: Moment) throws(LedgerFault) -> StackSwitches {
        try waiting { () async throws(LedgerFault) in try await ledger.switches(of: stack, now: now) }
    }

    func neverSeen(_ addresses: [Address], of stack: String) throws(LedgerFault) -> [Address] {
        try waiting { () async throws(LedgerFault) in try await ledger.neverSeen(addresses, of: stack) }
    }
}

private struct FileBook: RepairStore {
    let book: RepairBook

    func begin(_ beginning: RepairBeginning) throws(LedgerFault) -> RepairAdmission {
        try waiting { () async throws(LedgerFault) in try await book.begin(beginning) }
    }

    func step(_ repair: String, _ step: String, detail: String, changing: [Address], at: Timestamp)
        throws(LedgerFault)
    {
        try waiting { () async throws(LedgerFault) in
            try await book.step(repair, step, detail: detail, changing: changing, at: at)
        }
    }

    func storeSnapshot(_ repair: String, _ identity: SnapshotIdentity, body: [UInt8], at: Timestamp)
        throws(LedgerFault)
    {
        try waiting { () async throws(LedgerFault) in
            try await book.storeSnapshot(repair, identity, body: body, at: at)
        }
    }

    func end(
        _ admission: RepairAdmission, outcome: RepairOutcome, reason: String, serialAfter: UInt64?, at: Moment
    ) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in
            try await book.end(admission, outcome: outcome, reason: reason, serialAfter: serialAfter, at: at)
        }
    }

    func past(of stack: String, leavingOut: String?) throws(LedgerFault) -> [PastRepair] {
        try waiting { () async throws(LedgerFault) in try await book.past(of: stack, leavingOut: leavingOut) }
    }

    func running(_ stack: String) throws(LedgerFault) -> String? {
        try waiting { () async throws(LedgerFault) in try await book.running(stack) }
    }

    func repairs(of stack: String?, limit: Int) throws(LedgerFault) -> [StoredRepair] {
        try waiting { () async throws(LedgerFault) in try await book.repairs(of: stack, limit: limit) }
    }

    func stateWrites(of stack: String) throws(LedgerFault) -> [StateWrite] {
        try waiting { () async throws(LedgerFault) in try await book.stateWrites(of: stack) }
    }

    func destroyed(of stack: String, since: Timestamp) throws(LedgerFault) -> [Address] {
        try waiting { () async throws(LedgerFault) in try await book.destroyed(of: stack, since: since) }
    }

    func storeMutes(
        _ repair: String, stack: String, incident: String?, alarms: [(address: Address, name: String)],
        since: Timestamp, until: Timestamp
    ) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in
            try await book.storeMutes(
                repair, stack: stack, incident: incident, alarms: alarms, since: since, until: until)
        }
    }

    func endMutes(stack: String, alarms: [Address], at: Timestamp) throws(LedgerFault) {
        try waiting { () async throws(LedgerFault) in
            try await book.endMutes(stack: stack, alarms: alarms, at: at)
        }
    }

    func activeMutes(of stack: String) throws(LedgerFault) -> [ActiveMute] {
        try waiting { () async throws(LedgerFault) in try await book.activeMutes(of: stack) }
    }
}
