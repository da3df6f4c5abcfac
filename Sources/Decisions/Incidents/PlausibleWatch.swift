extension Watch {
    /// Whether cycles can have counted these numbers. A row that is damaged may hold any number, and the next cycle adds to it.
    var isPlausible: Bool {
        Self.isCount(nextIncident) && cycles < UInt64(Self.mostCycles)
            && settling.values.allSatisfy(Self.isCount) && rules.values.allSatisfy(\.isPlausible)
    }

    /// More cycles than any service runs, and a longer time than any incident is open.
    private static let mostCycles = 1 << 48
    private static let longest = Duration.seconds(1 << 40)

    fileprivate static func isCount(_ number: Int) -> Bool { (0..<mostCycles).contains(number) }
    fileprivate static func isAge(_ time: Duration) -> Bool { time >= .zero && time < longest }
}

extension Watch.RuleWatch {
    fileprivate var isPlausible: Bool {
        [held, clear, fresh, incident?.rung ?? 0].allSatisfy(Watch.isCount)
            && [heldFor, clearFor, freshFor, incident?.age ?? .zero].allSatisfy(Watch.isAge)
            && [recent, freshRecent, trips].allSatisfy { (0...CycleHistory.longest).contains($0.count) }
    }
}
