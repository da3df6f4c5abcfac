/// Whether a rule can ever clear, and whether it can ever trip.
public enum RuleClearing: Sendable, Equatable {
    case yes
    /// The condition is true for every value of the signal.
    case alwaysHolds
    case neverHolds
    case clearNeverHolds
    /// Some values meet both conditions.
    case overlap
}

extension Condition {
    /// Whether the signal can have a value at which the rule clears, and none at which it both trips and clears.
    ///
    /// Conditions compare with one threshold each, so it is enough to check the values around the thresholds and at the
    /// signal's bounds.
    public func clearing(through clear: Condition?) -> RuleClearing {
        let values = signal.samples(around: [threshold] + (clear.map { [$0.threshold] } ?? []))
        guard values.contains(where: { holds(for: $0) }) else { return .neverHolds }
        guard values.contains(where: { !holds(for: $0) }) else { return .alwaysHolds }
        guard let clear else { return .yes }
        guard values.contains(where: { clear.holds(for: $0) }) else { return .clearNeverHolds }
        return values.contains { clear.holds(for: $0) && holds(for: $0) } ? .overlap : .yes
    }
}

extension Signal {
    /// Values that the signal can have: its bounds, each threshold, and the values next to it.
    fileprivate func samples(around thresholds: [Double]) -> [Double] {
        let bounds: ClosedRange<Double>
        var step = 1.0
        switch unit {
        case .bool: bounds = 0...1
        case .percent:
            bounds = 0...100
            step = 0.001
        case .count, nil: bounds = 0...1e9
        case .duration, .usd:
            bounds = 0...1e12
            step = 0.001
        }
        var values = [bounds.lowerBound, bounds.upperBound]
        for threshold in thresholds {
            // Counts and bools have only whole values.
            let near = step == 1 ? [threshold.rounded(.down), threshold.rounded(.up)] : [threshold]
            for value in near { values += [value - step, value, value + step] }
        }
        return values.filter { bounds.contains($0) && (step != 1 || $0 == $0.rounded()) }
    }
}
