import Catalogue

/// The attributes of an instance that decide which API calls a provider makes for it, and on what.
///
/// Which attributes these are says the catalogue, by type. Of most of them only whether they are set is kept, never their value,
/// because it may be a secret.
public struct InstanceFacts: Sendable, Equatable {
    /// Attributes that are set: not null, empty, false, zero or negative. A block with an `enabled` attribute is set if that is not
    /// false. `a.b` is the attribute `b` of the blocks `a`.
    public var settings: Set<String>
    /// The values of attributes that identify other resources, none of them empty: one, or those of a list.
    public var texts: [String: [String]]

    public init(settings: Set<String> = [], texts: [String: [String]] = [:]) {
        self.settings = settings
        self.texts = texts
    }

    /// For an instance without known attributes: the attributes that are commonly set count as set.
    public static let unknown = InstanceFacts(
        settings: ["tags_all", "ttl", "point_in_time_recovery", "retention_in_days"])

    public func isSet(_ attribute: String) -> Bool { settings.contains(attribute) }
}

extension State {
    /// The facts of every instance, in the order of `instances`. Parses the text of the state once more, so no cycle calls it.
    /// For remembered instances, which are not in the text, they are `unknown`.
    public func facts() -> [InstanceFacts] {
        let known = (try? FactsDocument(parsing: raw))?.instances ?? []
        let lacking = max(0, instances.count - known.count)
        return known.prefix(instances.count) + Array(repeating: .unknown, count: lacking)
    }
}

/// The format of the state file, with other attributes than `StateDocument` reads.
private struct FactsDocument {
    var instances: [InstanceFacts] = []

    init(parsing raw: [UInt8]) throws(StateTextFault) {
        instances = try JSONCursor.read(raw) { cursor throws(StateTextFault) in
            var found: [InstanceFacts] = []
            try cursor.object { cursor, key throws(StateTextFault) in
                guard cursor.folded(key) == "resources", try cursor.kind() == .array else {
                    return try cursor.skip()
                }
                found = []
                try cursor.array { cursor throws(StateTextFault) in
                    found += try Self.resource(reading: &cursor)
                }
            }
            return found
        }
    }

    private static func resource(reading cursor: inout JSONCursor) throws(StateTextFault) -> [InstanceFacts] {
        guard try cursor.expects(.object, "resources") else { return [] }
        var (type, place) = ("", Int?.none)
        try cursor.object { cursor, key throws(StateTextFault) in
            switch cursor.folded(key) {
            case "type": type = try cursor.text("type") ?? type
            case "instances":
                if try cursor.kind() == .array { place = cursor.offset }
                try cursor.skip()
            default: try cursor.skip()
            }
        }
        guard let place else { return [] }
        let end = cursor.offset
        cursor.rewind(to: place)
        let rights = Catalogue.type(type)?.rights
        var facts: [InstanceFacts] = []
        try cursor.array { cursor throws(StateTextFault) in
            facts.append(try InstanceFacts(reading: &cursor, rights))
        }
        cursor.rewind(to: end)
        return facts
    }
}

extension InstanceFacts {
    /// Reads the attributes that these rights name, and no others.
    fileprivate init(reading cursor: inout JSONCursor, _ rights: Rights?) throws(StateTextFault) {
        self.init()
        guard try cursor.expects(.object, "instances") else { return }
        let paths = (rights?.settings ?? []).union(rights?.attributes ?? [])
        let first = Set(paths.map { String($0.prefix { $0 != "." }) })
        var attributes: [String: AttributeValue]?
        var flat: FlatAttributes?
        try cursor.object { cursor, key throws(StateTextFault) in
            guard rights != nil, try cursor.kind() == .object else { return try cursor.skip() }
            switch cursor.folded(key) {
            case "attributes":
                var read: [String: AttributeValue] = [:]
                try cursor.object { cursor, key throws(StateTextFault) in
                    guard first.contains(key) else { return try cursor.skip() }
                    read[key] = try AttributeValue(reading: &cursor)
                }
                attributes = read
            case "attributes_flat":
                flat = try FlatAttributes(reading: &cursor, first)
            default: try cursor.skip()
            }
        }
        guard let rights else { return }
        func value(_ path: String) -> AttributeValue {
            let parts = path.split(separator: ".").map(String.init)
            guard let first = parts.first else { return .null }
            let value = attributes.map { $0[first] ?? .null } ?? flat?.value(first) ?? .null
            return parts.dropFirst().reduce(value) { $0.member($1) }
        }
        settings = rights.settings.filter { value($0).isSet }
        for name in rights.attributes {
            let found = value(name).texts.filter { !$0.isEmpty }
            if !found.isEmpty { texts[name] = found }
        }
    }
}
