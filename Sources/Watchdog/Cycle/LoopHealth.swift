import Notifications

/// Problems of the loop itself, logged when they begin and once a day for as long as they last.
struct LoopHealth: Sendable {
    /// Faults that were logged, and those of the current cycle.
    private var said: Set<String> = []
    private var current: Set<String> = []
    /// Cycles in a row that took no longer than the interval; nil if no late cycle has been logged.
    private var inTime: Int?

    /// After so many cycles in time a late one is logged again: occasional late cycles are logged once.
    static let calm = 10

    /// - Returns: nil if it was logged before.
    mutating func fault(_ text: String) -> Event? {
        current.insert(text)
        return said.insert(text).inserted ? .ledgerFault(text) : nil
    }

    /// - Returns: nil if the cycle was in time, or a late one was logged before.
    mutating func cycle(took: Duration, interval: Duration) -> Event? {
        guard took > interval else {
            inTime = inTime.flatMap { $0 + 1 < Self.calm ? $0 + 1 : nil }
            return nil
        }
        defer { inTime = 0 }
        return inTime == nil ? .cycleOverran(took, interval: interval) : nil
    }

    /// Called when a cycle has ended: a fault that did not occur in it is over.
    mutating func endCycle() {
        said = current
        current = []
    }

    /// Called once a day: what persists is logged again.
    mutating func beginDay() {
        said = []
        inTime = nil
    }
}
