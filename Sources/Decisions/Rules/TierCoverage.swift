/// A stack's tiers compared with the instances in a state: what each covers, what two of them cover, and which dependencies
/// are in no tier.
public struct TierCoverage: Sendable, Equatable {
    /// An instance in a state, with its dependencies.
    public struct Standing: Sendable, Equatable {
        public var address: Address
        /// Resources without instance keys and module keys, as in a state of format version 4.
        public var dependencies: [Address]

        public init(_ address: Address, dependencies: [Address] = []) {
            self.address = address
            self.dependencies = dependencies
        }
    }

    /// What one tier covers.
    public struct Entry: Sendable, Equatable {
        public var tier: String
        /// Sorted.
        public var addresses: [Address]
        /// Patterns that match nothing, in the order of the configuration. Does not include a literal address that the tier may
        /// create.
        public var idle: [Pattern]
    }

    /// An address in two tiers.
    public struct Overlap: Sendable, Equatable {
        public var address: Address
        /// The more important tier.
        public var first: String
        public var second: String
        /// The pattern that covers it in the second tier.
        public var pattern: Pattern
    }

    /// An instance in a tier, and the pattern that covers it.
    public struct Held: Sendable, Equatable {
        public var address: Address
        public var tier: String
        public var pattern: Pattern
    }

    /// An address in no tier that depends on addresses in tiers, or that these depend on.
    public struct UntieredDependency: Sendable, Equatable {
        public var address: Address
        /// What it depends on, sorted by address.
        public var needs: [Held]
        /// What depends on it, sorted by address.
        public var neededBy: [Held]
    }

    /// In the order of the configuration.
    public var entries: [Entry]
    /// Sorted by address.
    public var overlaps: [Overlap]
    /// Sorted by address.
    public var untieredDependencies: [UntieredDependency]

    public init(tiers: [Tier], standing: [Standing]) {
        let standing = standing.sorted { $0.address < $1.address }
        entries = tiers.map { tier in
            Entry(
                tier: tier.name, addresses: standing.map(\.address).filter(tier.covers),
                idle: tier.addresses.filter { pattern in
                    !(tier.create && pattern.literal != nil)
                        && !standing.contains { pattern.matches($0.address) }
                })
        }
        let holders = standing.map { instance in
            tiers.compactMap { tier in
                tier.addresses.first { $0.matches(instance.address) }.map {
                    Held(address: instance.address, tier: tier.name, pattern: $0)
                }
            }
        }
        overlaps = holders.flatMap { held in
            held.dropFirst().map {
                Overlap(address: $0.address, first: held[0].tier, second: $0.tier, pattern: $0.pattern)
            }
        }
        untieredDependencies = Self.untieredDependencies(standing, holders.map(\.first))
    }

    private static func untieredDependencies(_ standing: [Standing], _ holders: [Held?])
        -> [UntieredDependency]
    {
        var instances: [Address: [Int]] = [:]
        for (index, instance) in standing.enumerated() {
            instances[instance.address.withoutKeys, default: []].append(index)
        }
        var needs: [[Held]] = Array(repeating: [], count: standing.count)
        var neededBy = needs
        for (index, instance) in standing.enumerated() {
            for dependency in instance.dependencies {
                for other in instances[dependency.withoutKeys] ?? []
                where instance.address.sharesModules(with: standing[other].address) {
                    switch (holders[index], holders[other]) {
                    case (nil, let held?): needs[index].append(held)
                    case (let held?, nil): neededBy[other].append(held)
                    default: break
                    }
                }
            }
        }
        return standing.indices.compactMap { index in
            guard !needs[index].isEmpty || !neededBy[index].isEmpty else { return nil }
            return UntieredDependency(
                address: standing[index].address, needs: once(needs[index]),
                neededBy: once(neededBy[index]))
        }
    }

    /// Without duplicates, sorted by address.
    private static func once(_ held: [Held]) -> [Held] {
        held.sorted { $0.address < $1.address }.reduce(into: []) { all, next in
            if all.last != next { all.append(next) }
        }
    }
}

extension Address {
    /// The address without keys, which is all that a state has of a dependency.
    var withoutKeys: Address {
        var copy = resource
        copy.modules = modules.map { ModuleStep($0.name) }
        return copy
    }

    /// Whether one may depend on the other, as far as their modules go: modules that both have must have the same keys, because
    /// no instance of a module depends on another instance of it.
    func sharesModules(with other: Address) -> Bool {
        for (own, others) in zip(modules, other.modules) {
            if own.name != others.name { return true }
            if own.key != others.key { return false }
        }
        return true
    }
}
