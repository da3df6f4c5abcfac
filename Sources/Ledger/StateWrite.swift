public import Decisions

/// A repair that wrote the state through Terraform, or may have.
public struct StateWrite: Sendable, Equatable {
    /// How far back the book is asked: more repairs than that without a person between them are not let through.
    public static let most = 20

    public var repair: String
    public var kind: RepairKind
    /// What it was asked for, and what its inspected plans set out to change; what it muted changed in no state.
    public var addresses: [Address]
    /// It was seen to have done what it set out to do.
    public var isFinished: Bool
    public var lineage: String
    public var serialBefore: UInt64
    /// Nil where nobody saw it.
    public var serialAfter: UInt64?
    /// The states before its changes, the first one first, where it may have left something out.
    public var bodies: [[UInt8]]

    public init(
        repair: String, kind: RepairKind, addresses: [Address], isFinished: Bool, lineage: String,
        serialBefore: UInt64, serialAfter: UInt64?, bodies: [[UInt8]]
    ) {
        self.repair = repair
        self.kind = kind
        self.addresses = addresses
        self.isFinished = isFinished
        self.lineage = lineage
        self.serialBefore = serialBefore
        self.serialAfter = serialAfter
        self.bodies = bodies
    }

    /// Whether its apply may have left something out of the state that it did not make.
    public var mayHaveDropped: Bool { kind.traits.mayCreate && !isFinished }

    /// The serials that it may have left.
    ///
    /// A local state is written after every change of an apply and once at its end, and each tier is an apply of its own: with
    /// Terraform 1.11 six creates raise the serial by 7, one deletion by 2. An interrupted apply writes it once more. No more is
    /// allowed for, since somebody else's writes would pass for ours.
    public var serials: ClosedRange<UInt64> {
        if let serialAfter { return serialAfter...serialAfter }
        return serialBefore...serialBefore + UInt64(addresses.count + max(1, bodies.count) + 1)
    }
}

extension [Address] {
    /// With those that it lacks.
    func adding(_ others: [Address]) -> [Address] { self + others.filter { !contains($0) } }
}
