/// The key of one instance of a resource or module that uses `count` or `for_each`.
public enum InstanceKey: Hashable, Sendable {
    /// A `count` index: `[0]`.
    case index(Int)
    /// A `for_each` key: `["carts/eu"]`.
    case name(String)
}

extension InstanceKey: CustomStringConvertible {
    /// The key as Terraform prints it, including the brackets.
    ///
    /// Quoting follows `toHCLQuotedString` in Terraform's `internal/addrs/instance_key.go`.
    public var description: String {
        switch self {
        case .index(let index): return "[\(index)]"
        case .name(let name): return "[\"\(Self.quoted(name))\"]"
        }
    }

    private static func quoted(_ name: String) -> String {
        var result = ""
        let scalars = Array(name.unicodeScalars)
        for (offset, scalar) in scalars.enumerated() {
            let next = offset + 1 < scalars.count ? scalars[offset + 1] : nil
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "$" where next == "{": result += "$$"
            case "%" where next == "{": result += "%%"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension InstanceKey: Comparable {
    /// Indexes before names, each in its own order, so that output does not depend on hashing.
    public static func < (left: InstanceKey, right: InstanceKey) -> Bool {
        switch (left, right) {
        case (.index(let a), .index(let b)): return a < b
        case (.name(let a), .name(let b)): return a < b
        case (.index, .name): return true
        case (.name, .index): return false
        }
    }
}
