import Synchronization

/// The writes of the stores in memory, by name.
public enum StoreWrite: String, Sendable, CaseIterable {
    // Of the ledger.
    case record
    case addAction = "add-action"
    case addDiagnosis = "add-diagnosis"
    case addNotices = "add-notices"
    case forgetBelieved = "forget-believed"
    case set
    case endPauses = "end-pauses"
    // Of the repair book.
    case begin
    case step
    case storeSnapshot = "store-snapshot"
    case end
    case storeMutes = "store-mutes"
    case endMutes = "end-mutes"
}

/// Makes the writes of a store in memory fail, as those of a full disk do: each is asked about before anything is changed.
public final class MemoryFaults: Sendable {
    public typealias Decide = @Sendable (StoreWrite) -> LedgerFault?

    private let decide = Mutex<Decide?>(nil)

    public init() {}

    /// From now on; nil: every write succeeds.
    public func set(_ decide: Decide?) { self.decide.withLock { $0 = decide } }

    func check(_ write: StoreWrite) throws(LedgerFault) {
        // Not called under the lock: what decides may set another.
        if let fault = decide.withLock({ $0 })?(write) { throw fault }
    }
}
