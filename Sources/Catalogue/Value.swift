/// A value that an instance of the state gives, or a fixed one.
public indirect enum Value: Sendable {
    case text(String)
    /// An attribute of the state.
    case attribute(String)
    /// The first of these that the state gives.
    case first([Value])
    /// A part of another value, split at a separator: negative indices count from the end.
    case part(Value, separator: Character, index: Int)
    case number(Int)
    case flag(Bool)
    case list([Value])
    case object([String: Value])
    /// A word for the text of another value: `DISABLED` for `false`. Nothing for a text that is not in it.
    case mapped(Value, [String: String])
    /// Left out of a request where the state does not give it; any other value that is lacking makes the request impossible.
    case optional(Value)

    public static func attribute(_ name: String, or other: String) -> Value {
        .first([.attribute(name), .attribute(other)])
    }

    public static var id: Value { .attribute("id") }
    public static var arn: Value { .attribute("arn") }
    public static var nameOrID: Value { .attribute("name", or: "id") }

    /// The attributes that are read for it.
    public var attributes: Set<String> {
        switch self {
        case .text, .number, .flag: return []
        case .attribute(let name): return [name]
        case .first(let values), .list(let values):
            return values.reduce(into: []) { $0.formUnion($1.attributes) }
        case .part(let value, _, _), .optional(let value), .mapped(let value, _): return value.attributes
        case .object(let values): return values.values.reduce(into: []) { $0.formUnion($1.attributes) }
        }
    }

    /// The text that it stands for; nil where the state does not give it, or gives an empty one.
    public func text(_ attribute: (String) -> String?) -> String? {
        switch self {
        case .text(let text): return text
        case .attribute(let name): return attribute(name).flatMap { $0.isEmpty ? nil : $0 }
        case .first(let values):
            for value in values { if let text = value.text(attribute) { return text } }
            return nil
        case .part(let value, let separator, let index):
            guard
                let parts = value.text(attribute)?.split(
                    separator: separator, omittingEmptySubsequences: false)
            else { return nil }
            let place = index < 0 ? parts.count + index : index
            guard parts.indices.contains(place), !parts[place].isEmpty else { return nil }
            return String(parts[place])
        case .number(let number): return String(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .optional(let value): return value.text(attribute)
        case .mapped(let value, let words): return value.text(attribute).flatMap { words[$0] }
        case .list, .object: return nil
        }
    }
}

extension Value: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}
