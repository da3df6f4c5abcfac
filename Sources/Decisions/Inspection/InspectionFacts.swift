/// What is known of a plan beyond its addresses and actions, to decide on what was not admitted by them.
public struct InspectionFacts: Sendable, Equatable {
    public var details: PlanDetails
    /// Why there are no details; nil if they were read.
    public var withoutDetails: String?
    /// What the instances of the state depend on: resources without instance keys and module keys.
    public var dependencies: [Address: [Address]]
    /// Of creates that were not proven missing: why not.
    public var unproven: [Address: Unproven]

    /// Why a resource that a plan would create is not proven missing.
    public struct Unproven: Sendable, Equatable {
        /// `AWS answered that it exists`
        public var reason: String
        /// Whether a person may allow it: not if AWS has it, since a second one would be created.
        public var isAllowable: Bool

        public init(_ reason: String, isAllowable: Bool = true) {
            self.reason = reason
            self.isAllowable = isAllowable
        }
    }

    public init(
        details: PlanDetails = PlanDetails(), withoutDetails: String? = nil,
        dependencies: [Address: [Address]] = [:], unproven: [Address: Unproven] = [:]
    ) {
        self.details = details
        self.withoutDetails = withoutDetails
        self.dependencies = dependencies
        self.unproven = unproven
    }

    /// What the plan's document has of a change; nil if it does not have exactly this one once.
    func details(of change: PlannedChange) -> PlanDetails.Change? {
        let found = details.changes.filter { $0.address == change.address }
        guard found.count == 1, found[0].action == change.action else { return nil }
        return found[0]
    }

    /// Whether an instance of the state depends on one of these, as far as `dependencies` has it.
    public func depends(_ address: Address, onOneOf others: [Address]) -> Bool {
        !Self.needed(dependencies[address] ?? [], by: address, among: others).isEmpty
    }

    /// Of these addresses, those that are among the dependencies of an instance.
    public static func needed(_ dependencies: [Address], by address: Address, among others: [Address])
        -> [Address]
    {
        let needs = Set(dependencies.map(\.withoutKeys))
        return others.filter {
            $0 != address && needs.contains($0.withoutKeys) && address.sharesModules(with: $0)
        }
    }

    /// The attributes in which the instance differs from its state; empty if it does not, nil if it no longer exists.
    func drift(of address: Address) -> [AttributePath]? {
        var differing: [AttributePath] = []
        for drift in details.drift where drift.address == address {
            guard drift.action == .update else { return nil }
            differing += drift.differing
        }
        return differing
    }
}
