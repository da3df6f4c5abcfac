/// A position in the configuration file. Lines and columns are counted from 1.
public struct SourcePosition: Sendable, Hashable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// The positions of the patterns of a stack's tiers. Faults that are only found once a state is known are reported there.
///
/// All values are equal, so that two settings that differ only in positions are equal.
public struct TierPositions: Sendable, Equatable {
    /// By tier name and pattern text.
    private var positions: [[String]: SourcePosition] = [:]

    public init() {}

    public subscript(tier: String, pattern: String) -> SourcePosition? {
        get { positions[[tier, pattern]] }
        set { positions[[tier, pattern]] = newValue }
    }

    public static func == (_: TierPositions, _: TierPositions) -> Bool { true }
}
