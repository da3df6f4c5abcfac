import Decisions
import Yams

/// Reads values from a YAML tree and collects all faults.
struct YAMLReader {
    let file: String
    /// The kinds of sinks that `notify:` accepts.
    let sinkForms: [SinkForm]
    private(set) var faults: [SettingsFault] = []
    /// The names of the commands of the stack that is being read.
    var commandNames: [String] = []

    init(file: String, sinkForms: [SinkForm] = []) {
        self.file = file
        self.sinkForms = sinkForms
    }

    mutating func fault(_ node: Node?, _ message: String) {
        faults.append(
            SettingsFault(
                file: file, line: node?.mark?.line ?? 0, column: node?.mark?.column ?? 0, message: message))
    }

    mutating func fault(at position: SourcePosition, _ message: String) {
        faults.append(
            SettingsFault(file: file, line: position.line, column: position.column, message: message))
    }

    /// The node as a mapping with only known keys. If it is not a mapping, returns nil and records a fault.
    mutating func table(_ node: Node, _ what: String, keys: [String]) -> CheckedMapping? {
        guard case .mapping(let mapping) = node else {
            fault(node, "\(what) is not a mapping; write 'key: value' lines")
            return nil
        }
        var values: [String: (key: Node, value: Node)] = [:]
        var misspelled: Set<String> = []
        for (key, value) in mapping {
            guard let name = key.string else {
                fault(key, "a key of \(what) is not a text")
                continue
            }
            if keys.contains(name) {
                values[name] = (key, value)
                continue
            }
            // A key that is not known may be an address that contains a token.
            let shown = name.prefix { $0 != "/" }
            if let near = ValueText.nearest(name, among: keys) {
                misspelled.insert(near)
                fault(key, "unknown key '\(shown)' in \(what); did you mean '\(near)'?")
            } else {
                fault(
                    key, "unknown key '\(shown)' in \(what); the keys are \(keys.joined(separator: ", "))")
            }
        }
        return CheckedMapping(node: node, what: what, values: values, misspelled: misspelled)
    }

    mutating func list(_ node: Node, _ what: String) -> [Node] {
        guard case .sequence(let sequence) = node else {
            fault(node, "\(what) is not a list; write '- …' lines or [a, b]")
            return []
        }
        return Array(sequence)
    }

    mutating func text(_ node: Node, _ what: String) -> String? {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            fault(node, "\(what) is not a text")
            return nil
        }
        return scalar.string
    }

    mutating func texts(_ node: Node, _ what: String) -> [(Node, String)] {
        list(node, what).compactMap { item in text(item, "an entry of \(what)").map { (item, $0) } }
    }

    mutating func flag(_ node: Node, _ what: String) -> Bool? {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            fault(node, "\(what) is neither true nor false")
            return nil
        }
    }

    /// A duration of at least `least`.
    mutating func duration(_ node: Node, _ what: String, least: Duration = .zero) -> Duration? {
        guard let text = text(node, what) else { return nil }
        guard let duration = ValueText.duration(text) else {
            fault(node, "\(what) '\(text)' is not a duration; write it as 45s, 5m, 1h 30m or 30d")
            return nil
        }
        guard duration >= least else {
            fault(node, "\(what) '\(text)' is too short; at least \(least.words)")
            return nil
        }
        return duration
    }

    mutating func patterns(_ node: Node, _ what: String) -> [(Node, Pattern)] {
        texts(node, what).compactMap { node, text in
            do throws(AddressFault) {
                return (node, try Pattern(text))
            } catch {
                fault(
                    node, "\(error.description); in \(what) write addresses as in aws_dynamodb_table.events")
                return nil
            }
        }
    }

    /// One of the raw values of an enumeration.
    mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ node: Node, _ what: String, _: Value.Type
    ) -> Value? where Value.RawValue == String {
        guard let text = text(node, what) else { return nil }
        if let value = Value(rawValue: text) { return value }
        let words = Value.allCases.map(\.rawValue)
        let near =
            ValueText.nearest(text, among: words).map { "did you mean '\($0)'?" }
            ?? "write \(words.joined(separator: " or "))"
        fault(node, "\(what) '\(text)' is unknown; \(near)")
        return nil
    }
}

/// A mapping whose keys have been checked.
struct CheckedMapping {
    var node: Node
    var what: String
    fileprivate var values: [String: (key: Node, value: Node)]
    /// Keys that are probably meant by unknown ones: their absence has been reported already.
    private(set) var misspelled: Set<String>

    fileprivate init(
        node: Node, what: String, values: [String: (key: Node, value: Node)], misspelled: Set<String>
    ) {
        self.node = node
        self.what = what
        self.values = values
        self.misspelled = misspelled
    }

    /// The value of a key; nil if the key is absent or its value is null.
    subscript(key: String) -> Node? {
        guard let value = values[key]?.value else { return nil }
        if case .scalar(let scalar) = value, scalar.style == .plain,
            ["", "~", "null"].contains(scalar.string)
        {
            return nil
        }
        return value
    }

    func key(_ name: String) -> Node? { values[name]?.key }
}
