import CExpat
import Foundation

/// The text of the elements of a small XML document, by element name, in the order in which the elements end.
///
/// The text of an element is what follows its last child: AWS puts text into the innermost elements only. External entities are
/// never read.
struct XMLText {
    private let elements: [(name: String, text: String)]

    /// Nil if the bytes are not well-formed XML.
    init?(_ bytes: [UInt8]) {
        guard let length = Int32(exactly: bytes.count), let parser = XML_ParserCreate(nil) else { return nil }
        defer { XML_ParserFree(parser) }
        let collector = Collector(parser)
        let parsed = withExtendedLifetime(collector) {
            XML_SetUserData(parser, Unmanaged.passUnretained(collector).toOpaque())
            // AWS sends no document type. One may declare entities that grow to many times the size of the document.
            XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in Collector.of(data)?.stop() }
            XML_SetElementHandler(
                parser, { data, _, _ in Collector.of(data)?.begin() },
                { data, name in Collector.of(data)?.end(name) })
            XML_SetCharacterDataHandler(parser) { data, text, length in Collector.of(data)?.add(text, length)
            }
            return bytes.withUnsafeBytes { buffer in
                XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), length, 1)
            }
        }
        guard parsed == XML_STATUS_OK else { return nil }
        elements = collector.elements
    }

    func first(_ name: String) -> String? { elements.first { $0.name == name }?.text }

    func all(_ name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

    /// What the parser calls, in the order of the document.
    private final class Collector {
        private(set) var elements: [(name: String, text: String)] = []
        private var text: [UInt8] = []
        private let parser: XML_Parser

        init(_ parser: XML_Parser) { self.parser = parser }

        /// Ends the parsing with an error.
        func stop() { XML_StopParser(parser, 0) }

        static func of(_ data: UnsafeMutableRawPointer?) -> Collector? {
            data.map { Unmanaged<Collector>.fromOpaque($0).takeUnretainedValue() }
        }

        func begin() { text = [] }

        /// Bytes of UTF-8, which is what the parser gives whatever the document is written in.
        func add(_ bytes: UnsafePointer<CChar>?, _ count: Int32) {
            text += UnsafeRawBufferPointer(start: bytes, count: Int(count))
        }

        func end(_ name: UnsafePointer<CChar>?) {
            guard let name else { return }
            let said = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            elements.append((String(cString: name), said))
            text = []
        }
    }
}
