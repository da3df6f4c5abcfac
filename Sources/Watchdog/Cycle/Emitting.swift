import Decisions
import Ledger
import Notifications

extension StackLoop {
    /// Notices about open breakers, sent once a day: each cycle of a day makes the same notice, and the outbox stores it once.
    func breakerNotices(_ book: [RepairKind: GuardrailFacts.Book], at: Timestamp) -> [Notice] {
        RepairKind.allCases.compactMap { book[$0]?.breaker?.notice(of: stack, at: at) }
    }
}

extension WatchStore {
    /// Stores notices in the outbox, and wakes the deliverer.
    func emit(_ notices: [Notice], _ outbox: OutboxWriter, at: Timestamp) async throws(LedgerFault) {
        let entries = outbox.entries(notices, at: at)
        guard !entries.isEmpty else { return }
        try await addNotices(entries)
        outbox.wakeDeliverer()
    }
}
