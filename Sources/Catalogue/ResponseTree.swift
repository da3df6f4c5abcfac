/// A response of AWS as a tree, whether it came as JSON or XML.
///
/// XML repeats an element for each member of a list, so a key that stands once may be a list of one: paths treat a single
/// value and a list of one alike.
public indirect enum ResponseTree: Sendable, Equatable {
    case object([String: ResponseTree])
    case list([ResponseTree])
    /// Numbers and flags as AWS writes them: `true`, `3`.
    case text(String)
    case null

    /// Everything at a path of keys that are joined by dots, through every element of the lists on the way. An empty path
    /// is the tree itself.
    public func elements(at path: String) -> [ResponseTree] {
        var found = flattened
        for key in path.split(separator: ".") {
            found = found.flatMap { tree -> [ResponseTree] in
                guard case .object(let members) = tree, let member = members[String(key)] else { return [] }
                return member.flattened
            }
        }
        return found
    }

    /// The first text at a path; nil where there is none.
    public func text(at path: String) -> String? { texts(at: path).first }

    /// The texts at a path.
    public func texts(at path: String) -> [String] {
        elements(at: path).compactMap { element in
            if case .text(let text) = element { return text }
            return nil
        }
    }

    /// Whether something other than an empty text, list or object stands at a path.
    public func holds(_ path: String) -> Bool {
        elements(at: path).contains { element in
            switch element {
            case .object(let members): return !members.isEmpty
            case .text(let text): return !text.isEmpty
            case .list(let list): return !list.isEmpty
            case .null: return false
            }
        }
    }

    private var flattened: [ResponseTree] {
        switch self {
        case .list(let list): return list.flatMap(\.flattened)
        case .null: return []
        case .object, .text: return [self]
        }
    }
}
