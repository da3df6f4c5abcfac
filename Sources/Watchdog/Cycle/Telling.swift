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
    func tell(_ notices: [Notice], _ audience: Audience, at: Timestamp) async throws(LedgerFault) {
        let entries = audience.entries(notices, at: at)
        guard !entries.isEmpty else { return }
        try await addNotices(entries)
        audience.ring()
    }
}
