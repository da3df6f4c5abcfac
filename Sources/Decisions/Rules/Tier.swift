/// A named set of addresses. Tiers are ordered, most important first.
public struct Tier: Sendable, Equatable {
    public var name: String
    public var addresses: [Pattern]
    /// Whether the tier may be shed in an incident.
    public var expendable: Bool
    /// Whether literal addresses that were never in the state may be created.
    public var create: Bool

    public init(name: String, addresses: [Pattern], expendable: Bool = false, create: Bool = false) {
        self.name = name
        self.addresses = addresses
        self.expendable = expendable
        self.create = create
    }

    /// Whether one of the tier's patterns matches the address.
    public func covers(_ address: Address) -> Bool {
        addresses.contains { $0.matches(address) }
    }
}
