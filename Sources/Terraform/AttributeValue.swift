/// The value of an attribute of a state, while its facts are read.
indirect enum AttributeValue {
    case text(String)
    case flag(Bool)
    case number(Double)
    case list([AttributeValue])
    case map([String: AttributeValue])
    case null

    /// Reads one value. What is deeper than 64 levels, which no attribute of a provider is, is skipped.
    init(reading cursor: inout JSONCursor, levels: Int = 64) throws(StateTextFault) {
        switch try cursor.kind() {
        case .object where levels > 0:
            var members: [String: AttributeValue] = [:]
            try cursor.object { cursor, key throws(StateTextFault) in
                members[key] = try AttributeValue(reading: &cursor, levels: levels - 1)
            }
            self = .map(members)
        case .array where levels > 0:
            var elements: [AttributeValue] = []
            try cursor.array { cursor throws(StateTextFault) in
                elements.append(try AttributeValue(reading: &cursor, levels: levels - 1))
            }
            self = .list(elements)
        case .text: self = .text(try cursor.text())
        case .flag: self = .flag(try cursor.flag())
        case .number: self = .number(Double(try cursor.number()) ?? 0)
        case .object, .array, .null:
            try cursor.skip()
            self = .null
        }
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var members: [String: AttributeValue]? {
        if case .map(let members) = self { return members }
        return nil
    }

    /// Not null, empty, false, zero or negative. Blocks are a list of maps: one of them must not be disabled.
    var isSet: Bool {
        switch self {
        case .text(let text): return !text.isEmpty
        case .flag(let flag): return flag
        case .number(let number): return number > 0
        case .list(let list): return list.contains { !$0.isDisabled }
        case .map(let map): return !map.isEmpty
        case .null: return false
        }
    }

    private var isDisabled: Bool {
        if case .map(let block) = self, case .flag(false)? = block["enabled"] { return true }
        return false
    }

    /// The member of a map, or that of every map in a list; empty ones are left out.
    func member(_ name: String) -> AttributeValue {
        switch self {
        case .map(let map): return map[name] ?? .null
        case .list(let list): return .list(list.flatMap { $0.member(name).elements })
        case .text, .flag, .number, .null: return .null
        }
    }

    private var elements: [AttributeValue] {
        switch self {
        case .list(let list): return list
        case .null, .text(""): return []
        case .text, .flag, .number, .map: return [self]
        }
    }

    var texts: [String] {
        elements.compactMap(\.text)
    }
}
