import Decisions
import Ledger
import TestSupport

extension RunningService {
    /// Waits until so many further cycles of a stack are recorded in the ledger: what did not happen by then was not
    /// merely too slow to happen.
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
