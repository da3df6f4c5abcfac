/// Names of domains as IAM's condition keys of Route 53 have them.
enum DomainName {
    /// Small letters, no final dot, and any other character than letters, digits, `-`, `_` and `.` as an octal escape (Route 53,
    /// "Using IAM policy conditions for fine-grained access control", normalization).
    static func normalized(_ name: String) -> String {
        let text = name.hasSuffix(".") ? name.dropLast() : Substring(name)
        return text.lowercased().utf8.reduce(into: "") { result, byte in
            let isPlain = ARNText.isPlain(byte) || byte == 95 || byte == 46
            result += isPlain ? String(UnicodeScalar(byte)) : "\\" + octal(byte)
        }
    }

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
