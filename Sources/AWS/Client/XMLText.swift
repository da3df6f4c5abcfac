/// The text of the elements of a small XML document, by element name, in the order in which the elements end.
struct XMLText {
    private let elements: [(name: String, text: String)]

    /// Nil if the bytes are not well-formed XML.
    init?(_ bytes: [UInt8]) {
        let collector = Collector()
        guard XMLDocument.parse(bytes, into: collector) else { return nil }
        elements = collector.elements
    }

    func first(_ name: String) -> String? { elements.first { $0.name == name }?.text }

    func all(_ name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

    private final class Collector: XMLHandler {
        private(set) var elements: [(name: String, text: String)] = []

        func begin(_ name: String) {}
        func end(_ name: String, text: String) { elements.append((name, text)) }
    }
}
