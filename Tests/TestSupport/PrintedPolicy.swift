import Foundation

/// An IAM policy as it was printed, read as IAM reads it.
public struct PrintedPolicy: Decodable, Sendable {
    public struct Statement: Decodable, Sendable {
        public var sid, effect: String
        public var actions, resources: [String]
        /// Test, key, values.
        public var condition: [String: [String: [String]]]?

        private enum CodingKeys: String, CodingKey {
            case sid = "Sid"
            case effect = "Effect"
            case actions = "Action"
            case resources = "Resource"
            case condition = "Condition"
        }
    }

    public var version: String
    public var statements: [Statement]

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    public init(_ text: String) throws {
        self = try JSONDecoder().decode(PrintedPolicy.self, from: Data(text.utf8))
    }

    /// One action on one resource of one statement.
    public struct Entry: Hashable, Sendable, CustomStringConvertible {
        public var action, resource: String
        public var description: String { "\(action) on \(resource)" }
    }

    public var entries: Set<Entry> {
        Set(
            statements.flatMap { statement in
                statement.actions.flatMap { action in
                    statement.resources.map { Entry(action: action, resource: $0) }
                }
            })
    }

    /// The entries that allow this; empty where it is denied.
    public func entries(for right: NeededRight) -> Set<Entry> {
        var found: Set<Entry> = []
        for statement in statements where statement.effect == "Allow" {
            guard statement.actions.contains(right.action), Self.holds(statement.condition, right.context)
            else {
                continue
            }
            for resource in statement.resources where Self.matches(resource, right.resource) {
                found.insert(Entry(action: right.action, resource: resource))
            }
        }
        return found
    }

    /// What of these is not allowed.
    public func denied(_ rights: some Sequence<NeededRight>) -> [String] {
        Set(rights.filter { entries(for: $0).isEmpty }.map(\.description)).sorted()
    }

    /// What of the policy none of these needs.
    public func unused(_ rights: some Sequence<NeededRight>) -> Set<Entry> {
        Set(rights).reduce(into: entries) { $0.subtract(entries(for: $1)) }
    }

    /// `*` is any run of characters, `?` any one (IAM, "Policy elements: Resource").
    static func matches(_ pattern: String, _ text: String) -> Bool {
        // A policy variable stands for itself here.
        var expression = NSRegularExpression.escapedPattern(for: pattern)
        expression = expression.replacing("\\*", with: ".*").replacing("\\?", with: ".")
        return text.range(of: "^\(expression)$", options: .regularExpression) != nil
    }

    private static func holds(_ condition: [String: [String: [String]]]?, _ context: [String: String]) -> Bool
    {
        (condition ?? [:]).allSatisfy { test, keys in
            keys.allSatisfy { key, values in
                switch test {
                case "StringEquals", "ArnEquals": return context[key].map(values.contains) ?? false
                case "ForAllValues:StringEquals": return context[key].map(values.contains) ?? true
                default: return false
                }
            }
        }
    }
}
