/// Attributes as Terraform before 0.12 wrote them, and old states still have them: one map of texts, in which
/// `tags.%` is the number of members of a map, `policies.#` that of the elements of a list or set, and
/// `inline_policy.1234.name` an attribute of one block.
struct FlatAttributes {
    private var values: [String: String] = [:]

    /// Reads the attributes whose first part is one of these names.
    init(reading cursor: inout JSONCursor, _ names: Set<String>) throws(StateTextFault) {
        var read: [String: String] = [:]
        try cursor.object { cursor, key throws(StateTextFault) in
            let text = try cursor.text("attributes_flat")
            if let text, names.contains(String(key.prefix { $0 != "." })) { read[key] = text }
        }
        values = read
    }

    /// An attribute as newer states have it. Numbers stay texts, since only the provider knows them; `true`, `false` and `0` do not,
    /// because they say whether something is set.
    func value(_ name: String) -> AttributeValue {
        value(at: name, levels: 16)
    }

    private func value(at path: String, levels: Int) -> AttributeValue {
        guard levels > 0 else { return .null }
        if let text = values[path] { return Self.leaf(text) }
        if values["\(path).#"] != nil {
            return .list(children(of: path).map { value(at: "\(path).\($0)", levels: levels - 1) })
        }
        let children = children(of: path)
        guard !children.isEmpty || values["\(path).%"] != nil else { return .null }
        return .map(
            children.reduce(into: [:]) { $0[$1] = value(at: "\(path).\($1)", levels: levels - 1) })
    }

    /// The parts that follow a path, each once: indexes by number, names by their text.
    private func children(of path: String) -> [String] {
        let prefix = path + "."
        let parts = values.keys.filter { $0.hasPrefix(prefix) }.map { key in
            String(key.dropFirst(prefix.count).prefix { $0 != "." })
        }
        return Set(parts).subtracting(["#", "%"]).sorted { left, right in
            guard let a = Int(left), let b = Int(right), a != b else { return left < right }
            return a < b
        }
    }

    private static func leaf(_ text: String) -> AttributeValue {
        switch text {
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "0": return .number(0)
        default: return .text(text)
        }
    }
}
