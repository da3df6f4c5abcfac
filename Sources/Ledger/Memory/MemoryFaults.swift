import Synchronization

/// The writes of the stores in memory.
public enum StoreWrite: String, Sendable, CaseIterable {
    // Writes of the ledger.
    case record
    case addAction = "add-action"
    case addDiagnosis = "add-diagnosis"
    case addNotices = "add-notices"
    case forgetBelieved = "forget-believed"
    case set
    case endPauses = "end-pauses"
    // Writes of the repair book.
    case begin
    case step
    case storeSnapshot = "store-snapshot"
    case end
    case storeMutes = "store-mutes"
    case endMutes = "end-mutes"
}

/// Makes the writes of a store in memory fail, as on a full disk. Each write is checked before it changes anything.
public final class MemoryFaults: Sendable {
    public typealias Decide = @Sendable (StoreWrite) -> LedgerFault?

    private let decide = Mutex<Decide?>(nil)

    public init() {}

    /// Sets which writes fail from now on; nil: every write succeeds.
    public func set(_ decide: Decide?) { self.decide.withLock { $0 = decide } }

    func check(_ write: StoreWrite) throws(LedgerFault) {
        // Called outside the lock, because the closure may set another one.
        if let fault = decide.withLock({ $0 })?(write) { throw fault }
    }
}
