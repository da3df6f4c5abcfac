/// Splits a stream of bytes into lines of a bounded length.
package struct LineSplitter {
    /// The maximum length of a line in bytes; the rest of a longer line is dropped.
    package static let longest = 1 << 20

    private var pending: [UInt8] = []

    package init() {}

    /// The lines that these bytes complete.
    package mutating func split(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            append(bytes[start..<end])
            lines.append(String(decoding: pending, as: UTF8.self))
            pending.removeAll(keepingCapacity: true)
            start = end + 1
        }
        append(bytes[start...])
        return lines
    }

    /// The bytes after the last line feed; nil if there are none.
    package var rest: String? {
        pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        pending.append(contentsOf: bytes.prefix(max(0, Self.longest - pending.count)))
    }
}
