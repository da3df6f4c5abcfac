public import Decisions

extension RepairStore {
    /// The open breakers of a stack, in the order of the kinds. A running repair does not count as failed.
    ///
    /// - Parameter resets: for each kind, the number of the last repair that an operator's reset includes.
    public func openBreakers(
        of stack: String, resets: [RepairKind: Int64]
    ) async throws(LedgerFault) -> [Breaker] {
        let own = try await ended(of: stack)
        return RepairKind.allCases.compactMap { Breaker(own, kind: $0, resetThrough: resets[$0] ?? 0) }
    }

    /// The number of the stack's newest repair that is not running. A reset made now includes repairs up to this one.
    public func newestNumber(of stack: String) async throws(LedgerFault) -> Int64? {
        try await ended(of: stack).map(\.number).max()
    }

    private func ended(of stack: String) async throws(LedgerFault) -> [PastRepair] {
        let running = try await running(stack)
        // A repair with an outcome has ended, even if its process still holds the stack's lock for a moment.
        return try await past(of: stack, leavingOut: nil).filter {
            $0.stack == stack && ($0.id != running || $0.outcome != nil)
        }
    }
}
