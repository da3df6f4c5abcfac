/// In which of the last known cycles something was true, as bits. The newest cycle is the lowest bit.
public struct CycleHistory: Sendable, Equatable, Codable {
    /// The most cycles that are kept.
    public static let longest = 64

    private var bits: UInt64 = 0
    /// The number of cycles that are kept.
    public private(set) var count = 0

    public init() {}

    /// Adds the newest cycle, and drops the oldest one if there are more than `longest`.
    public mutating func push(_ held: Bool) {
        bits = bits << 1 | (held ? 1 : 0)
        count = min(count + 1, Self.longest)
    }

    /// In how many of the newest `cycles` it was true.
    public func held(ofLast cycles: Int) -> Int {
        let shown = min(max(cycles, 0), count)
        guard shown > 0 else { return 0 }
        return (bits & (UInt64.max >> UInt64(Self.longest - shown))).nonzeroBitCount
    }

    /// How much it changed over the newest 21 cycles, in percent. Of 20 possible changes, the oldest has the weight 0.75, the
    /// newest 1.25, as Nagios computes flapping (its `flapping.c`, and "Detection and Handling of State Flapping").
    public var changed: Double {
        let changes = bits ^ (bits >> 1)
        var weight = 0.0
        for place in 0..<min(20, max(0, count - 1)) where changes >> UInt64(place) & 1 == 1 {
            weight += 1.25 - 0.5 * Double(place) / 19
        }
        return weight * 100 / 20
    }
}
