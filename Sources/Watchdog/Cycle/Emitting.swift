import Decisions
import Ledger
import Notifications

extension StackLoop {
    /// The breakers that stand open are told every day: each cycle of it makes the same notice, which the outbox takes once.
    func breakerNotices(_ book: [RepairKind: GuardrailFacts.Book], at: Timestamp) -> [Notice] {
        RepairKind.allCases.compactMap { book[$0]?.breaker?.notice(of: stack, at: at) }
    }
}

extension WatchStore {
    /// Lays notices into the outbox, and wakes those who carry them.
    func emit(_ notices: [Notice], _ outbox: OutboxWriter, at: Timestamp) async throws(LedgerFault) {
        let entries = outbox.entries(notices, at: at)
        guard !entries.isEmpty else { return }
        try await addNotices(entries)
        outbox.wakeDeliverer()
    }
}
