/// Fields of Terraform's formats: each has one type, and `null` leaves it out.
extension JSONCursor {
    /// Reads a whole text with one value.
    static func read<Value>(
        _ raw: [UInt8], _ body: (inout JSONCursor) throws(StateTextFault) -> Value
    ) throws(StateTextFault) -> Value {
        try raw.withUnsafeBufferPointer { bytes throws(StateTextFault) in
            var cursor = JSONCursor(bytes)
            return try body(&cursor)
        }
    }

    /// The name of a field in lower case: Go reads the names of fields in any case.
    func folded(_ key: String) -> String {
        key.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ? key.lowercased() : key
    }

    /// Whether the next value is of this kind; false if it is null, which is read.
    mutating func expects(_ wanted: Kind, _ field: String) throws(StateTextFault) -> Bool {
        let kind = try kind()
        if kind == .null {
            try null()
            return false
        }
        guard kind == wanted else { throw .field(field) }
        return true
    }

    /// Reads a value of this kind or null, and keeps nothing.
    mutating func skip(_ wanted: Kind, _ field: String) throws(StateTextFault) {
        if try expects(wanted, field) { try skip() }
    }

    mutating func text(_ field: String) throws(StateTextFault) -> String? {
        try expects(.text, field) ? try text() : nil
    }

    /// A number without sign, fraction and exponent.
    mutating func whole(_ field: String) throws(StateTextFault) -> UInt64? {
        guard try expects(.number, field) else { return nil }
        guard let number = UInt64(try number()) else { throw .field(field) }
        return number
    }
}
