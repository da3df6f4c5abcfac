import Notifications

/// What is amiss with the watching itself, said when it begins and once a day for as long as it lasts.
struct LoopHealth: Sendable {
    /// Faults that were said, and those of the cycle that is going on.
    private var said: Set<String> = []
    private var current: Set<String> = []
    /// Cycles in a row that took no longer than the interval; nil where lateness has not been said.
    private var inTime: Int?

    /// Cycles in time after which lateness is over: one that is late now and then is said once.
    static let calm = 10

    /// - Returns: nil where it was said before.
    mutating func fault(_ text: String) -> Event? {
        current.insert(text)
        return said.insert(text).inserted ? .ledgerFault(text) : nil
    }

    /// - Returns: nil where the cycle was in time, or lateness was said before.
    mutating func cycle(took: Duration, interval: Duration) -> Event? {
        guard took > interval else {
            inTime = inTime.flatMap { $0 + 1 < Self.calm ? $0 + 1 : nil }
            return nil
        }
        defer { inTime = 0 }
        return inTime == nil ? .cycleOverran(took, interval: interval) : nil
    }

    /// A cycle is over: a fault that it did not meet is over too.
    mutating func endCycle() {
        said = current
        current = []
    }

    /// A day has passed: what lasts is said once more.
    mutating func beginDay() {
        said = []
        inTime = nil
    }
}
