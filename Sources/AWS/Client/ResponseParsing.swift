import Catalogue
import Foundation
import FoundationXML

extension ResponseTree {
    /// Nil where the bytes are no JSON.
    init?(json bytes: some Sequence<UInt8>) {
        guard let document = try? JSONDecoder().decode(JSONDocument.self, from: Data(bytes)) else {
            return nil
        }
        self = document.tree
    }

    /// The content of the root element; nil where the bytes are no well-formed XML, or a page for people.
    init?(xml bytes: [UInt8]) {
        let builder = XMLTreeBuilder()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = builder
        parser.shouldResolveExternalEntities = false
        guard parser.parse(), let root = builder.root, builder.rootName?.lowercased() != "html" else {
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
private final class XMLTreeBuilder: NSObject, XMLParserDelegate {
    var root: ResponseTree?
    var rootName: String?
    private var open: [(name: String, members: [String: [ResponseTree]], text: String)] = []

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?, attributes attributeDict: [String: String]
    ) {
        if open.isEmpty { rootName = elementName }
        // A response nests a dozen elements; what goes deeper is none.
        guard open.count < 64 else { return parser.abortParsing() }
        open.append((elementName, [:], ""))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += string
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?
    ) {
        guard let element = open.popLast() else { return }
        let tree: ResponseTree =
            element.members.isEmpty
            ? .text(element.text.trimmingCharacters(in: .whitespacesAndNewlines))
            : .object(element.members.mapValues { $0.count == 1 ? $0[0] : .list($0) })
        if open.isEmpty {
            root = tree
        } else {
            open[open.count - 1].members[element.name, default: []].append(tree)
        }
    }
}
