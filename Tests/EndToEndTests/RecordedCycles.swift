import Decisions
import Ledger
import TestSupport

extension RunningService {
    /// Waits until the given number of further cycles of a stack are recorded in the ledger. A test that expects that something
    /// does not happen waits for cycles instead of time, so that a slow machine does not hide it.
    ///
    /// - Throws: `SupportFault` if the service ends before, or the limit passes.
    func waitForCycles(
        _ count: UInt64, of stack: String = "liveinsight-dev", in ledger: String,
        within limit: Duration = .seconds(120)
    ) async throws {
        let reader = try await Ledger.openReading(ledger)
        let first = try await reader.stackRecord(of: stack).watch.cycles
        let end = ContinuousClock.now + limit
        while try await reader.stackRecord(of: stack).watch.cycles < first + count {
            guard ContinuousClock.now < end, !hasEnded else {
                throw SupportFault("\(stack): \(count) further cycles were not recorded within \(limit)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
