/// Parses the grammar that addresses and patterns share.
///
///     [module.NAME[KEY].]… [data.]TYPE.NAME[KEY]
///
/// Keys have no wildcards inside: `["carts/*"]` is the key that contains an asterisk. `[*]`, only in patterns, is any key.
struct AddressScanner {
    enum Key: Hashable, Sendable {
        case none
        case any
        case exactly(InstanceKey)

        var exact: InstanceKey? {
            if case .exactly(let key) = self { return key }
            return nil
        }

        /// Whether a pattern with this key covers an instance with that one; without a key it covers all of them.
        func covers(_ key: InstanceKey?) -> Bool {
            switch self {
            case .none, .any: return true
            case .exactly(.name(let wanted)):
                // As Swift compares texts, because a person's keyboard may write an `é` of two code points.
                if case .name(let name)? = key { return wanted == name }
                return false
            case .exactly(let wanted): return wanted == key
            }
        }
    }

    struct Step: Hashable, Sendable {
        var name: String
        var key: Key
    }

    struct Resource: Hashable, Sendable {
        var mode: Address.Mode
        var type: String
        var name: String
        var key: Key
    }

    struct Parts: Hashable, Sendable {
        var modules: [Step]
        var resource: Resource?
    }

    private let text: String
    /// By code points, as Terraform prints keys. A combining mark after a quote is a code point of its own.
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        self.text = text
        self.rest = text[...].unicodeScalars
    }

    mutating func parse(wildcards: Bool) throws(AddressFault) -> Parts {
        var modules: [Step] = []
        var head = try segment(wildcards)
        while head == "module" {
            try expect(".")
            let name = try segment(wildcards)
            modules.append(Step(name: name, key: try key(wildcards)))
            if rest.isEmpty { return Parts(modules: modules, resource: nil) }
            try expect(".")
            head = try segment(wildcards)
        }
        var mode = Address.Mode.managed
        if head == "data" {
            mode = .data
            try expect(".")
            head = try segment(wildcards)
        }
        guard !rest.isEmpty else {
            throw AddressFault("'\(text)' lacks a name: write TYPE.NAME, as in aws_dynamodb_table.events")
        }
        try expect(".")
        let name = try segment(wildcards)
        let key = try key(wildcards)
        guard rest.isEmpty else {
            throw AddressFault("'\(text)' has '\(Substring(rest))' after the address")
        }
        return Parts(modules: modules, resource: Resource(mode: mode, type: head, name: name, key: key))
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(AddressFault) {
        guard rest.first == character else {
            throw AddressFault("'\(text)' lacks a '\(character)' before '\(Substring(rest))'")
        }
        rest.removeFirst()
    }

    private mutating func segment(_ wildcards: Bool) throws(AddressFault) -> String {
        let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        let segment = String(Substring(rest[..<end]))
        guard !segment.isEmpty else { throw AddressFault("'\(text)' has an empty part") }
        for character in segment.unicodeScalars where !Self.isIdentifier(character) {
            if character == "*" && wildcards { continue }
            throw AddressFault(
                "'\(text)' has '\(character)' where only letters, digits, '_' and '-' are allowed")
        }
        rest = rest[end...]
        return segment
    }

    private static func isIdentifier(_ character: Unicode.Scalar) -> Bool {
        character.properties.isIDContinue || character == "-"
    }

    private mutating func key(_ wildcards: Bool) throws(AddressFault) -> Key {
        guard rest.first == "[" else { return .none }
        rest.removeFirst()
        let key: Key
        if rest.first == "\"" {
            key = .exactly(.name(try quoted()))
        } else if rest.first == "*" && wildcards {
            rest.removeFirst()
            key = .any
        } else {
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "-" }
            guard let index = Int(Substring(digits)) else {
                throw AddressFault("'\(text)' has a key that is neither a number nor a quoted string")
            }
            rest = rest[digits.endIndex...]
            key = .exactly(.index(index))
        }
        try expect("]")
        return key
    }

    /// The inverse of `InstanceKey.quoted`.
    private mutating func quoted() throws(AddressFault) -> String {
        try expect("\"")
        var result = String.UnicodeScalarView()
        while let character = rest.popFirst() {
            switch character {
            case "\"": return String(result)
            case "\\": result.append(try escape())
            case "$", "%":
                if rest.first == character, rest.dropFirst().first == "{" { rest.removeFirst() }
                result.append(character)
            default: result.append(character)
            }
        }
        throw AddressFault("'\(text)' has a key that lacks its closing quote")
    }

    private mutating func escape() throws(AddressFault) -> Unicode.Scalar {
        switch rest.popFirst() {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "\"": return "\""
        case "\\": return "\\"
        case "u": return try escape(digits: 4)
        case "U": return try escape(digits: 8)
        default: throw AddressFault("'\(text)' has an unknown escape in a key")
        }
    }

    private mutating func escape(digits count: Int) throws(AddressFault) -> Unicode.Scalar {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.properties.isASCIIHexDigit),
            let value = UInt32(Substring(digits), radix: 16), let scalar = Unicode.Scalar(value)
        else { throw AddressFault("'\(text)' has a broken \\\(count == 4 ? "u" : "U") escape") }
        rest = rest[digits.endIndex...]
        return scalar
    }
}
