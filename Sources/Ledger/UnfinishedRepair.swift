public import Decisions

/// An emergency deploy that changed something, or may have, and was not seen to have made what it set out to make.
public struct UnfinishedRepair: Sendable, Equatable {
    public var repair: String
    /// What it set out to create.
    public var addresses: [Address]
    public var lineage: String
    public var serialBefore: UInt64
    /// Nil where nobody saw it.
    public var serialAfter: UInt64?
    /// The states before its changes, the first one first.
    public var bodies: [[UInt8]]

    public init(
        repair: String, addresses: [Address], lineage: String, serialBefore: UInt64, serialAfter: UInt64?,
        bodies: [[UInt8]]
    ) {
        self.repair = repair
        self.addresses = addresses
        self.lineage = lineage
        self.serialBefore = serialBefore
        self.serialAfter = serialAfter
        self.bodies = bodies
    }

    /// The serials that it may have left: an apply writes the state twice at the most, once more while it is interrupted.
    public var serials: ClosedRange<UInt64> {
        if let serialAfter { return serialAfter...serialAfter }
        return serialBefore...serialBefore + 3
    }
}
