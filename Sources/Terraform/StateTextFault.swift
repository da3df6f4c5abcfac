/// Why the text of a state is not one that Terraform reads. Offsets are in bytes, from 0.
enum StateTextFault: Error, Equatable {
    /// It ends before the JSON document does.
    case cut
    case syntax(at: Int)
    /// The JSON document ends there, and more text follows.
    case trailing(at: Int)
    /// It is JSON and no object.
    case notAnObject
    /// A field has a value that Terraform rejects. The field's name in the format, and nothing of its value.
    case field(String)
    /// The same object twice: an address, and the key of a deposed object.
    case duplicate(String, deposed: String?)
    case byteOrderMark
    /// UTF-16 or UTF-32.
    case wideCharacters
    /// Encrypted by OpenTofu.
    case encrypted

    /// Byte order marks and wide characters are looked for before the JSON is read, to name them.
    static func encoding(of raw: [UInt8]) -> StateTextFault? {
        if raw.starts(with: [0xEF, 0xBB, 0xBF]) { return .byteOrderMark }
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) { return .wideCharacters }
        guard raw.count >= 4, raw.contains(UInt8(ascii: "{")) else { return nil }
        // Without a mark, every second byte of ASCII text is zero.
        return (raw[0] == 0) != (raw[1] == 0) && (raw[2] == 0) != (raw[3] == 0) ? .wideCharacters : nil
    }
}

extension StateTextFault {
    /// The fault of the state of a stack: what, where, what to do.
    func fault(stack: String, raw: [UInt8]) -> TerraformFault {
        TerraformFault(code, "the state of \(stack) \(words(raw))")
    }

    private var code: TerraformFault.Code {
        switch self {
        case .cut, .syntax, .trailing, .notAnObject, .byteOrderMark, .wideCharacters: return .stateNotJSON
        case .field, .duplicate, .encrypted: return .stateMalformed
        }
    }

    private func words(_ raw: [UInt8]) -> String {
        switch self {
        case .cut:
            return "is not complete JSON: it ends in the middle, after \(raw.count) bytes; "
                + "it is read again in the next cycle"
        case .syntax(let offset) where offset < raw.count && raw[offset] == 0:
            return
                "is not complete JSON: NUL bytes begin at \(place(offset, raw)), as after a crash of the machine "
                + "that wrote it; \(Self.export)"
        case .syntax(let offset):
            return
                "is not complete JSON: \(place(offset, raw)) cannot be there; it is read again in the next cycle"
        case .trailing(let offset):
            let what = raw[offset] == 0 ? "NUL bytes follow" : "more text follows"
            return "ends at byte \(offset) of \(raw.count), and \(what), which Terraform rejects; "
                + "remove what is behind the end"
        case .notAnObject:
            return "is JSON, but not an object, so it is no state; \(Self.export)"
        case .field(let field):
            return "has a '\(field)' with a value that Terraform rejects, so it is not believed; "
                + "correct it, or replace it: \(Self.export)"
        case .duplicate(let address, let deposed):
            return
                "has \(deposed.map { "the deposed object \($0) of " } ?? "")\(address) twice, which Terraform "
                + "rejects, so it is not believed; remove one of the two entries from the state's file"
        case .byteOrderMark:
            return "begins with a UTF-8 byte order mark, which Terraform rejects; "
                + "save it again as UTF-8 without the mark"
        case .wideCharacters:
            return "is UTF-16 text, as the '>' of Windows PowerShell writes it, which Terraform rejects; "
                + "save it again as UTF-8 without a byte order mark"
        case .encrypted:
            return "is encrypted by OpenTofu, so only tofu can read it; set 'binary:' of the stack to tofu, "
                + "whose configuration has the key"
        }
    }

    private static let export = "'terrier snapshots export' writes the newest good one to a file"

    /// Where it is, never what is there: it may be part of a secret.
    private func place(_ offset: Int, _ raw: [UInt8]) -> String {
        "byte \(offset + 1) of \(raw.count)"
    }
}
