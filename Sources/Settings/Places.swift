/// Where something stands in the configuration's file, from 1.
public struct SourcePosition: Sendable, Hashable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Where the patterns of a stack's tiers stand, for what is said of them once a state is known.
///
/// Where a thing stands is no part of what it says: all places are equal, so that settings which differ in nothing else are.
public struct TierPositions: Sendable, Equatable {
    /// By the tier's name and the pattern's text.
    private var positions: [[String]: SourcePosition] = [:]

    public init() {}

    public subscript(tier: String, pattern: String) -> SourcePosition? {
        get { positions[[tier, pattern]] }
        set { positions[[tier, pattern]] = newValue }
    }

    public static func == (_: TierPositions, _: TierPositions) -> Bool { true }
}
