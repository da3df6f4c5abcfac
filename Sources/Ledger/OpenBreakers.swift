public import Decisions

extension RepairStore {
    /// The breakers of a stack that are open, in the order of the kinds. A repair that is running has not failed.
    ///
    /// - Parameter resets: by kind, the number of the last repair that a person's reset speaks of.
    public func openBreakers(
        of stack: String, resets: [RepairKind: Int64]
    ) async throws(LedgerFault) -> [Breaker] {
        let own = try await ended(of: stack)
        return RepairKind.allCases.compactMap { Breaker(own, kind: $0, resetThrough: resets[$0] ?? 0) }
    }

    /// The number of the stack's newest repair that is not running: what a reset made now speaks of.
    public func newestNumber(of stack: String) async throws(LedgerFault) -> Int64? {
        try await ended(of: stack).map(\.number).max()
    }

    private func ended(of stack: String) async throws(LedgerFault) -> [PastRepair] {
        let running = try await running(stack)
        // One that has an outcome has ended, though its process may take a moment more to let go of the stack.
        return try await past(of: stack, leavingOut: nil).filter {
            $0.stack == stack && ($0.id != running || $0.outcome != nil)
        }
    }
}
