/// One right: to make one call on one thing.
struct Grant: Hashable, Sendable {
    /// What the right is for; a statement of a policy holds one kind alone.
    enum Kind: String, Sendable {
        /// Changes nothing.
        case read = "Read"
        case write = "Write"
    }

    var kind: Kind
    /// `dynamodb:DescribeTable`
    var action: String
    /// An ARN, in which `*` stands for what AWS alone will know; or `*`, where AWS takes nothing narrower.
    var resource: String
    var condition: Condition?

    /// What must be true of a call besides.
    struct Condition: Hashable, Sendable {
        /// `StringEquals`
        var test: String
        var key: String
        /// One of these.
        var values: [String]

        init(_ test: String, _ key: String, _ values: String...) {
            self.test = test
            self.key = key
            self.values = values
        }
    }

    static func reads(_ actions: String..., on resource: String, if condition: Condition? = nil) -> [Grant] {
        actions.map { Grant(kind: .read, action: $0, resource: resource, condition: condition) }
    }

    static func writes(_ actions: String..., on resource: String, if condition: Condition? = nil) -> [Grant] {
        actions.map { Grant(kind: .write, action: $0, resource: resource, condition: condition) }
    }
}

extension String {
    /// Whether a resource of a policy covers another: `*` is any run of characters, slashes and colons too (IAM, "Policy
    /// elements: Resource").
    func covers(_ other: String) -> Bool {
        let parts = split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return self == other }
        guard other.hasPrefix(first) else { return false }
        var rest = other.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.count >= last.count && rest.hasSuffix(last)
    }
}
