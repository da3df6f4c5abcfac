/// One right: to call one action on one resource.
struct Grant: Hashable, Sendable {
    /// Whether the right reads or writes. A statement of a policy has only one kind.
    enum Kind: String, Sendable {
        /// Changes nothing.
        case read = "Read"
        case write = "Write"
    }

    var kind: Kind
    /// `dynamodb:DescribeTable`
    var action: String
    /// An ARN, in which `*` replaces what only AWS will know; or `*` if AWS accepts nothing narrower.
    var resource: String
    var condition: Condition?

    /// What must also be true of a call.
    struct Condition: Hashable, Sendable {
        /// The operator: `StringEquals`.
        var test: String
        var key: String
        /// The call must match one of these.
        var values: [String]

        init(_ test: String, _ key: String, _ values: [String]) {
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
