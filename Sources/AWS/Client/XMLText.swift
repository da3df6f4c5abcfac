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

    /// For each element of this name the texts of the elements in it, by their names; of several with one name, the first.
    func groups(_ name: String) -> [[String: String]] {
        var groups: [[String: String]] = []
        var group: [String: String] = [:]
        for element in elements {
            if element.name == name {
                groups.append(group)
                group = [:]
            } else if group[element.name] == nil {
                group[element.name] = element.text
            }
        }
        return groups
    }

    private final class Collector: XMLHandler {
        private(set) var elements: [(name: String, text: String)] = []

        func begin(_ name: String) {}
        func end(_ name: String, text: String) { elements.append((name, text)) }
    }
}
