public import Decisions

/// A repair that wrote the state through Terraform, or may have.
public struct StateWrite: Sendable, Equatable {
    /// How many repairs are read. The guardrails do not allow more than this without a person in between.
    public static let most = 20

    public var repair: String
    public var kind: RepairKind
    /// What was requested, and what its inspected plans intended to change, without what it muted, because that changes no state.
    public var addresses: [Address]
    /// Whether it is known to have done what it intended.
    public var isFinished: Bool
    public var lineage: String
    public var serialBefore: UInt64
    /// Nil if it is not known.
    public var serialAfter: UInt64?
    /// The states before its changes, the first one first, if it may have dropped something.
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

    /// Whether its apply may have dropped something from the state that it failed to create.
    public var mayHaveDropped: Bool { kind.traits.mayCreate && !isFinished }

    /// The serials that the state may have after it.
    ///
    /// A local state is written after every change of an apply and once at its end, and each tier is a separate apply: with
    /// Terraform 1.11 six creates raise the serial by 7, one deletion by 2. An interrupted apply writes it once more. The range is
    /// not larger, because another person's writes would then look like Terrier's.
    public var serials: ClosedRange<UInt64> {
        if let serialAfter { return serialAfter...serialAfter }
        return serialBefore...serialBefore + UInt64(addresses.count + max(1, bodies.count) + 1)
    }
}

extension [Address] {
    /// These addresses, and those of `others` that are not among them.
    func adding(_ others: [Address]) -> [Address] { self + others.filter { !contains($0) } }
}
