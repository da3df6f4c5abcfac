import Decisions
import Ledger

/// The databases that a rehearsal rests on: in memory, or real files.
struct SimulatedStores: Sendable {
    var stackNames: [String]
    var ledger: any WatchStore
    var book: any RepairStore
    /// A person sets or ends a switch.
    var set: @Sendable (StoredSwitch) async -> Void
    var endPauses: @Sendable (_ who: String, Moment) async -> Void
    /// A repairer was killed: what it held of a stack is free.
    var release: @Sendable (_ stack: String) -> Void

    static func inMemory(_ names: [String]) -> SimulatedStores {
        let ledger = MemoryLedger()
        let book = MemoryBook()
        return SimulatedStores(
            stackNames: names, ledger: ledger, book: book, set: { try? ledger.set($0) },
            endPauses: { who, at in
                for stack in names as [String?] + [nil] {
                    _ = try? ledger.endPauses(of: stack, who: who, at: at)
                }
            },
            release: { book.release($0) })
    }
}
