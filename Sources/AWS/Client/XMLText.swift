import Foundation
import FoundationXML

/// The text of the elements of a small XML document, by element name.
struct XMLText {
    private let elements: [(name: String, text: String)]

    /// Nil if the bytes are not well-formed XML.
    init?(_ bytes: [UInt8]) {
        let collector = Collector()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = collector
        parser.shouldResolveExternalEntities = false
        guard parser.parse() else { return nil }
        elements = collector.elements
    }

    func first(_ name: String) -> String? { elements.first { $0.name == name }?.text }

    func all(_ name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

    private final class Collector: NSObject, XMLParserDelegate {
        var elements: [(name: String, text: String)] = []
        private var text = ""

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
            qualifiedName qName: String?, attributes attributeDict: [String: String]
        ) {
            text = ""
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            text += string
        }

        func parser(
            _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
            qualifiedName qName: String?
        ) {
            elements.append((elementName, text.trimmingCharacters(in: .whitespacesAndNewlines)))
            text = ""
        }
    }
}
