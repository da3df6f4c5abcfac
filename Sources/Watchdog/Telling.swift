import Decisions
import Ledger
import Notifications

extension StackLoop {
    /// What is to be told of a cycle: its decisions, and the breakers that stand open.
    func notices(
        _ effects: [Effect], _ book: [RepairKind: GuardrailFacts.Book], diagnoses: [String: Diagnosis],
        at: Timestamp
    ) -> [Notice] {
        effects.flatMap { $0.notices(policy, diagnoses: diagnoses, at: at) }
            + RepairKind.allCases.compactMap { book[$0]?.breaker?.notice(of: stack, at: at) }
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
