/// Reads a JSON text once, from its beginning to its end, and accepts exactly what Go's `encoding/json` accepts, which Terraform
/// reads its states with: UTF-8 without a byte order mark, no comments, no comma behind the last member, at most 10,000 levels,
/// nothing behind the end. Bytes in strings that are not UTF-8 become U+FFFD. Where a key is in an object twice, both members are
/// passed on, so the last one counts.
///
/// `JSONDecoder` accepts more (byte order marks, UTF-16, a trailing comma, faults in parts that it does not decode), takes the
/// first of two equal keys, and rejects bytes that are not UTF-8.
struct JSONCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0
    private var depth = 0

    private static let deepest = 10_000

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The kind of a value, by its first byte.
    enum Kind { case object, array, text, number, flag, null }

    /// The kind of the value that is next.
    mutating func kind() throws(StateTextFault) -> Kind {
        skipWhitespace()
        guard offset < bytes.count else { throw .cut }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .text
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .flag
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw .syntax(at: offset)
        }
    }

    /// Reads an object. `member` is called with each key, and must read the value.
    mutating func object(
        _ member: (inout JSONCursor, String) throws(StateTextFault) -> Void
    ) throws(StateTextFault) {
        guard try begin(UInt8(ascii: "{"), end: UInt8(ascii: "}")) else { return }
        repeat {
            guard try kind() == .text else { throw .syntax(at: offset) }
            let key = try text()
            try expect(UInt8(ascii: ":"))
            try member(&self, key)
        } while try goesOn(UInt8(ascii: "}"))
    }

    /// Reads an array. `element` is called once for each element, and must read it.
    mutating func array(
        _ element: (inout JSONCursor) throws(StateTextFault) -> Void
    ) throws(StateTextFault) {
        guard try begin(UInt8(ascii: "["), end: UInt8(ascii: "]")) else { return }
        repeat { try element(&self) } while try goesOn(UInt8(ascii: "]"))
    }

    /// Reads a value of any kind, and keeps nothing. Calls itself for no level, so that a deep text does not use up the stack.
    mutating func skip() throws(StateTextFault) {
        var closers: [UInt8] = []
        while true {
            switch try kind() {
            case .object:
                if try begin(UInt8(ascii: "{"), end: UInt8(ascii: "}")) {
                    closers.append(UInt8(ascii: "}"))
                    try skipKey()
                    continue
                }
            case .array:
                if try begin(UInt8(ascii: "["), end: UInt8(ascii: "]")) {
                    closers.append(UInt8(ascii: "]"))
                    continue
                }
            case .text: try skipText()
            case .number: _ = try number()
            case .flag: _ = try flag()
            case .null: try null()
            }
            while let closer = closers.last {
                if try goesOn(closer) {
                    if closer == UInt8(ascii: "}") { try skipKey() }
                    break
                }
                closers.removeLast()
            }
            if closers.isEmpty { return }
        }
    }

    /// Reads a string.
    mutating func text() throws(StateTextFault) -> String {
        guard try kind() == .text else { throw .syntax(at: offset) }
        let begin = offset + 1
        let isPlain = try skipText()
        return JSONText.decode(UnsafeBufferPointer(rebasing: bytes[begin..<(offset - 1)]), isPlain: isPlain)
    }

    /// Reads a number, and returns it as it is written.
    mutating func number() throws(StateTextFault) -> String {
        guard try kind() == .number else { throw .syntax(at: offset) }
        let begin = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[offset]) {
                offset += 1
            }
            try digits()
        }
        return String(decoding: bytes[begin..<offset], as: UTF8.self)
    }

    mutating func flag() throws(StateTextFault) -> Bool {
        let isTrue = try kind() == .flag && bytes[offset] == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    mutating func null() throws(StateTextFault) {
        skipWhitespace()
        try word("null")
    }

    /// Expects that nothing but whitespace is left.
    mutating func end() throws(StateTextFault) {
        skipWhitespace()
        guard offset == bytes.count else { throw .trailing(at: offset) }
    }

    /// Goes back to a value that was read before, on the same level.
    mutating func rewind(to place: Int) {
        offset = place
    }
}

extension JSONCursor {
    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func expect(_ byte: UInt8) throws(StateTextFault) {
        skipWhitespace()
        guard offset < bytes.count else { throw .cut }
        guard bytes[offset] == byte else { throw .syntax(at: offset) }
        offset += 1
    }

    /// Enters an object or an array; false if it is empty, and then it is left again.
    private mutating func begin(_ opener: UInt8, end: UInt8) throws(StateTextFault) -> Bool {
        try expect(opener)
        skipWhitespace()
        if offset < bytes.count, bytes[offset] == end {
            offset += 1
            return false
        }
        depth += 1
        guard depth <= Self.deepest else { throw .syntax(at: offset) }
        return true
    }

    /// Whether another element follows; if not, the object or array is left.
    private mutating func goesOn(_ closer: UInt8) throws(StateTextFault) -> Bool {
        skipWhitespace()
        guard offset < bytes.count else { throw .cut }
        if bytes[offset] == UInt8(ascii: ",") {
            offset += 1
            return true
        }
        try expect(closer)
        depth -= 1
        return false
    }

    private mutating func skipKey() throws(StateTextFault) {
        guard try kind() == .text else { throw .syntax(at: offset) }
        try skipText()
        try expect(UInt8(ascii: ":"))
    }

    /// Reads a string, at its quote; returns whether it has no escapes.
    @discardableResult
    private mutating func skipText() throws(StateTextFault) -> Bool {
        var isPlain = true
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte >= 0x20 else { throw .syntax(at: offset) }
            offset += 1
            if byte == UInt8(ascii: "\"") { return isPlain }
            if byte == UInt8(ascii: "\\") {
                isPlain = false
                try skipEscape()
            }
        }
        throw .cut
    }

    private mutating func skipEscape() throws(StateTextFault) {
        guard offset < bytes.count else { throw .cut }
        switch bytes[offset] {
        case UInt8(ascii: "u"):
            for place in (offset + 1)..<(offset + 5) {
                guard place < bytes.count else { throw .cut }
                guard JSONText.hexadecimal(bytes[place]) != nil else { throw .syntax(at: place) }
            }
            offset += 5
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 1
        default: throw .syntax(at: offset)
        }
    }

    /// Reads one digit or more.
    private mutating func digits() throws(StateTextFault) {
        let begin = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
            offset += 1
        }
        guard offset > begin else {
            throw offset < bytes.count ? .syntax(at: offset) : .cut
        }
    }

    private mutating func word(_ word: StaticString) throws(StateTextFault) {
        for place in 0..<word.utf8CodeUnitCount {
            guard offset < bytes.count else { throw .cut }
            guard bytes[offset] == word.utf8Start[place] else { throw .syntax(at: offset) }
            offset += 1
        }
    }
}
