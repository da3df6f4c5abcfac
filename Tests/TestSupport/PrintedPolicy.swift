import Foundation

/// A printed IAM policy, evaluated as IAM evaluates it.
public struct PrintedPolicy: Decodable, Sendable {
    public struct Statement: Decodable, Sendable {
        public var sid, effect: String
        public var actions, resources: [String]
        /// The values by operator and key.
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

    /// One action on one resource, from a statement.
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

    /// The entries that allow this right; empty if it is denied.
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

    /// The rights that the policy does not allow.
    public func denied(_ rights: some Sequence<NeededRight>) -> [String] {
        Set(rights.filter { entries(for: $0).isEmpty }.map(\.description)).sorted()
    }

    /// The entries of the policy that none of these rights needs.
    public func unused(_ rights: some Sequence<NeededRight>) -> Set<Entry> {
        Set(rights).reduce(into: entries) { $0.subtract(entries(for: $1)) }
    }

    /// Whether a text matches a pattern: `*` is any sequence of characters, `?` is any one character (IAM, "Policy elements:
    /// Resource").
    static func matches(_ pattern: String, _ text: String) -> Bool {
        // Policy variables are compared literally.
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
