/// The value of an attribute of a state, while its facts are read.
indirect enum AttributeValue: Decodable {
    case text(String)
    case flag(Bool)
    case number(Double)
    case list([AttributeValue])
    case map([String: AttributeValue])
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([AttributeValue].self) {
            self = .list(list)
        } else if let map = try? container.decode([String: AttributeValue].self) {
            self = .map(map)
        } else {
            self = .null
        }
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
        elements.compactMap { element in
            if case .text(let text) = element { return text }
            return nil
        }
    }
}
