import CExpat
import Foundation

/// What a reader of XML does with each element, in the order of the document.
protocol XMLHandler: AnyObject {
    func begin(_ name: String)
    /// - Parameter text: what followed the last child, without white space around it. AWS puts text into the innermost elements only.
    func end(_ name: String, text: String)
}

enum XMLDocument {
    /// Reads a document with libexpat. External entities are never read.
    ///
    /// - Returns: false where the bytes are not well-formed XML.
    static func parse(_ bytes: [UInt8], into handler: any XMLHandler) -> Bool {
        guard let length = Int32(exactly: bytes.count), let parser = XML_ParserCreate(nil) else {
            return false
        }
        defer { XML_ParserFree(parser) }
        let events = XMLEvents(handler, parser)
        return withExtendedLifetime(events) {
            XML_SetUserData(parser, Unmanaged.passUnretained(events).toOpaque())
            // AWS sends no document type. One may declare entities that grow to many times the size of the document.
            XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in XMLEvents.of(data)?.stop() }
            XML_SetElementHandler(
                parser, { data, name, _ in XMLEvents.of(data)?.begin(name) },
                { data, name in XMLEvents.of(data)?.end(name) })
            XML_SetCharacterDataHandler(parser) { data, text, length in XMLEvents.of(data)?.add(text, length)
            }
            return bytes.withUnsafeBytes { buffer in
                XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), length, 1)
                    == XML_STATUS_OK
            }
        }
    }
}

/// Turns the parser's calls into those of a handler.
private final class XMLEvents {
    private let handler: any XMLHandler
    private let parser: XML_Parser
    private var text: [UInt8] = []

    init(_ handler: any XMLHandler, _ parser: XML_Parser) {
        self.handler = handler
        self.parser = parser
    }

    /// Ends the parsing with an error.
    func stop() { XML_StopParser(parser, 0) }

    static func of(_ data: UnsafeMutableRawPointer?) -> XMLEvents? {
        data.map { Unmanaged<XMLEvents>.fromOpaque($0).takeUnretainedValue() }
    }

    func begin(_ name: UnsafePointer<CChar>?) {
        text = []
        if let name { handler.begin(String(cString: name)) }
    }

    /// The bytes are UTF-8, whatever encoding the document is in.
    func add(_ bytes: UnsafePointer<CChar>?, _ count: Int32) {
        text += UnsafeRawBufferPointer(start: bytes, count: Int(count))
    }

    func end(_ name: UnsafePointer<CChar>?) {
        guard let name else { return }
        let trimmed = String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        handler.end(String(cString: name), text: trimmed)
        text = []
    }
}
