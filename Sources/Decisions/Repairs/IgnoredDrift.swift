/// An entry of `ignore:`: changes of these attributes outside Terraform are known, and left out of `plan.drift`.
public struct IgnoredDrift: Sendable, Equatable {
    public var addresses: Pattern
    /// The names of the attributes; each covers everything inside it. A name with full stops is a path: `tags.LastScan`.
    public var attributes: [String]

    public init(_ addresses: Pattern, _ attributes: [String]) {
        self.addresses = addresses
        self.attributes = attributes
    }

    /// Whether the entry, for an instance that it matches, lists what is at a path.
    ///
    /// - Parameter path: the names of attributes and keys, and the places in lists, from the outside in.
    public func covers(_ path: [String]) -> Bool {
        attributes.contains { attribute in
            let listed = attribute.split(separator: ".").map(String.init)
            return path.starts(with: listed)
        }
    }
}

extension [IgnoredDrift] {
    /// Whether every change of an instance is listed. False if nothing is known to have changed.
    public func coverAll(_ changed: Set<[String]>, of address: Address) -> Bool {
        let entries = filter { $0.addresses.matches(address) }
        guard !entries.isEmpty, !changed.isEmpty else { return false }
        return changed.allSatisfy { path in entries.contains { $0.covers(path) } }
    }
}
