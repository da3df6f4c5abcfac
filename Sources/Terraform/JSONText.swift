/// Decodes the inside of a JSON string whose syntax was checked, as Go's `encoding/json` does: each byte that is not part of valid
/// UTF-8, and each half of a surrogate pair that stands alone, becomes U+FFFD.
enum JSONText {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, isPlain: Bool) -> String {
        if isPlain, let text = String(validating: bytes, as: UTF8.self) { return text }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\\") {
                offset += escape(bytes, at: offset, into: &result)
                continue
            }
            let length = validLength(bytes, at: offset)
            if length == 0 {
                append("\u{FFFD}", to: &result)
                offset += 1
            } else {
                result += bytes[offset..<(offset + length)]
                offset += length
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt32(byte - UInt8(ascii: "A")) + 10
        default: return nil
        }
    }

    /// Appends what an escape stands for; returns the length of the escape.
    private static func escape(
        _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, into result: inout [UInt8]
    ) -> Int {
        switch bytes[offset + 1] {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            let first = unit(bytes, at: offset)
            if let first, 0xD800..<0xDC00 ~= first, let second = unit(bytes, at: offset + 6),
                0xDC00..<0xE000 ~= second,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                append(scalar, to: &result)
                return 12
            }
            append(first.flatMap { Unicode.Scalar($0) } ?? "\u{FFFD}", to: &result)
            return 6
        case let other: result.append(other)
        }
        return 2
    }

    /// The code unit of the `\uXXXX` at an offset; nil if there is none.
    private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt32? {
        guard offset + 6 <= bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt32 = 0
        for place in (offset + 2)..<(offset + 6) {
            guard let digit = hexadecimal(bytes[place]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    /// The length of the valid UTF-8 sequence at an offset; 0 if there is none.
    private static func validLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        if bytes[offset] < 0x80 { return 1 }
        for length in 2...4 where offset + length <= bytes.count {
            let sequence = UnsafeBufferPointer(rebasing: bytes[offset..<(offset + length)])
            if String(validating: sequence, as: UTF8.self)?.unicodeScalars.count == 1 { return length }
        }
        return 0
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout [UInt8]) {
        result += String(scalar).utf8
    }
}
