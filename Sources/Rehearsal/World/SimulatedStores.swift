package import Decisions
package import Ledger

/// The databases of a rehearsal: in memory or in files.
package struct SimulatedStores: Sendable {
    package var stackNames: [String]
    package var ledger: any WatchStore
    package var book: any RepairStore
    /// A person sets or ends a switch.
    package var set: @Sendable (StoredSwitch) async -> Void
    package var endPauses: @Sendable (_ who: String, Moment) async -> Void
    /// Releases the stack that a killed repairer held.
    package var release: @Sendable (_ stack: String) -> Void

    package init(
        stackNames: [String], ledger: any WatchStore, book: any RepairStore,
        set: @escaping @Sendable (StoredSwitch) async -> Void,
        endPauses: @escaping @Sendable (_ who: String, Moment) async -> Void,
        release: @escaping @Sendable (_ stack: String) -> Void
    ) {
        self.stackNames = stackNames
        self.ledger = ledger
        self.book = book
        self.set = set
        self.endPauses = endPauses
        self.release = release
    }

    package static func inMemory(_ names: [String]) -> SimulatedStores {
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
