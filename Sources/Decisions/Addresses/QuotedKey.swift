/// The text of a `for_each` key within quotes, as Terraform prints it: as a string of HCL, in which a character that cannot be
/// printed is `\uXXXX` or `\UXXXXXXXX` (`toHCLQuotedString` in Terraform's `internal/addrs/instance_key.go`).
enum QuotedKey {
    static func text(of name: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = name.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n": result += "\\n".unicodeScalars
            case "\r": result += "\\r".unicodeScalars
            case "\t": result += "\\t".unicodeScalars
            case "\"", "\\": result += ["\\", scalar]
            // Doubled, it does not begin a template.
            case "$", "%": result += rest.first == "{" ? [scalar, scalar] : [scalar]
            default:
                if isPrintable(scalar) { result.append(scalar) } else { result += escape(scalar) }
            }
        }
        return String(result)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        let digits = String(scalar.value, radix: 16)
        let isShort = scalar.value < 0x10000
        let zeros = String(repeating: "0", count: (isShort ? 4 : 8) - digits.utf8.count)
        return "\\\(isShort ? "u" : "U")\(zeros)\(digits)".unicodeScalars
    }

    /// What Go's `unicode.IsPrint` says: letters, marks, numbers, punctuation, symbols, and the space of ASCII; of those that
    /// Unicode 15.0 has. Go has had this version since 1.21; later characters cannot be printed for it.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default:
            guard let age = scalar.properties.age else { return false }
            return age.major < 15 || (age.major == 15 && age.minor == 0)
        }
    }
}
