import Catalogue
import Foundation

extension ResponseTree {
    /// Nil where the bytes are no JSON.
    init?(json bytes: some Sequence<UInt8>) {
        guard let document = try? JSONDecoder().decode(JSONDocument.self, from: Data(bytes)) else {
            return nil
        }
        self = document.tree
    }

    /// The content of the root element; nil where the bytes are no well-formed XML, or a page for people.
    ///
    /// - Parameter names: that the root element may have; empty where any may.
    init?(xml bytes: [UInt8], roots names: Set<String> = []) {
        let builder = XMLTreeBuilder()
        guard XMLDocument.parse(bytes, into: builder), let root = builder.root,
            let name = builder.rootName, name.lowercased() != "html", names.isEmpty || names.contains(name)
        else {
            return nil
        }
        self = root
    }

    /// The same tree, with the JSON that stands in the texts of some of its keys as part of it.
    func expanding(_ keys: [String]) -> ResponseTree {
        guard case .object(var members) = self else { return self }
        for key in keys {
            guard case .text(let text)? = members[key] else { continue }
            members[key] = ResponseTree(json: text.utf8) ?? .null
        }
        return .object(members)
    }
}

/// Any JSON value.
private struct JSONDocument: Decodable {
    var tree: ResponseTree

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            tree = .null
        } else if let text = try? container.decode(String.self) {
            tree = .text(text)
        } else if let members = try? container.decode([String: JSONDocument].self) {
            tree = .object(members.mapValues(\.tree))
        } else if let list = try? container.decode([JSONDocument].self) {
            tree = .list(list.map(\.tree))
        } else if let flag = try? container.decode(Bool.self) {
            tree = .text(flag ? "true" : "false")
        } else if let number = try? container.decode(Int64.self) {
            tree = .text(String(number))
        } else {
            tree = .text("\(try container.decode(Double.self))")
        }
    }
}

/// Builds a tree of elements: one with children is an object, any other one a text.
private final class XMLTreeBuilder: XMLHandler {
    private(set) var root: ResponseTree?
    private(set) var rootName: String?
    private var open: [[String: [ResponseTree]]] = []

    func begin(_ name: String) {
        if open.isEmpty { rootName = name }
        open.append([:])
    }

    func end(_ name: String, text: String) {
        guard let members = open.popLast() else { return }
        let tree: ResponseTree =
            members.isEmpty ? .text(text) : .object(members.mapValues { $0.count == 1 ? $0[0] : .list($0) })
        if open.isEmpty {
            root = tree
        } else {
            open[open.count - 1][name, default: []].append(tree)
        }
    }
}
