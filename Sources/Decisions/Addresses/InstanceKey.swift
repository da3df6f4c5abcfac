/// The key of one instance of a resource or module that uses `count` or `for_each`.
public enum InstanceKey: Sendable {
    /// A `count` index: `[0]`.
    case index(Int)
    /// A `for_each` key: `["carts/eu"]`.
    case name(String)
}

extension InstanceKey: Hashable {
    /// Names are compared by their code points, as in Terraform, for which an `é` of one code point and one of two are different
    /// keys; for `String` they are equal.
    public static func == (left: InstanceKey, right: InstanceKey) -> Bool {
        switch (left, right) {
        case (.index(let a), .index(let b)): return a == b
        case (.name(let a), .name(let b)): return a.utf8.elementsEqual(b.utf8)
        case (.index, .name), (.name, .index): return false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .index(let index): hasher.combine(index)
        case .name(let name): hasher.combine(name)
        }
    }
}

extension InstanceKey: CustomStringConvertible {
    /// The key as Terraform prints it, including the brackets.
    public var description: String {
        switch self {
        case .index(let index): return "[\(index)]"
        case .name(let name): return "[\"\(QuotedKey.text(of: name))\"]"
        }
    }
}

extension InstanceKey: Comparable {
    /// Indexes before names, each in its own order, so that output does not depend on hashing.
    public static func < (left: InstanceKey, right: InstanceKey) -> Bool {
        switch (left, right) {
        case (.index(let a), .index(let b)): return a < b
        case (.name(let a), .name(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.index, .name): return true
        case (.name, .index): return false
        }
    }
}
