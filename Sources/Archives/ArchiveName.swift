import Decisions

/// The name of a snapshot in an archive: `STACK/LINEAGE/SERIAL-SHA256.tfstate.zst`. The serial has 20 digits, so that names sort
/// by it. Equal names have equal contents, so none is ever written twice.
public struct ArchiveName: Sendable, Hashable {
    public var stack: String
    public var lineage: String
    public var serial: UInt64
    /// Of the state, in lower-case hexadecimal.
    public var sha256: String

    static let ending = ".tfstate.zst"

    init(stack: String, _ identity: SnapshotIdentity) {
        self.stack = stack
        lineage = identity.lineage
        serial = identity.serial
        sha256 = identity.sha256
    }

    /// The path below the archive's place. No part of it begins with a dot, or contains a `/` of the lineage.
    var path: String {
        let digits = String(serial)
        let padded = String(repeating: "0", count: max(0, 20 - digits.count)) + digits
        return "\(stack)/\(Self.escaped(lineage))/\(padded)-\(sha256)\(Self.ending)"
    }

    /// Nil if a path is not that of a snapshot.
    init?(path: some StringProtocol) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasSuffix(Self.ending), let lineage = Self.unescaped(parts[1]) else {
            return nil
        }
        let words = parts[2].dropLast(Self.ending.count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard words.count == 2, words[0].count == 20, let serial = UInt64(words[0]), words[1].count == 64,
            words[1].allSatisfy({ $0.isHexDigit && !$0.isUppercase }), !parts[0].isEmpty
        else { return nil }
        stack = String(parts[0])
        self.lineage = lineage
        self.serial = serial
        sha256 = String(words[1])
        // Only the one way to write a name is read.
        guard self.path == path else { return nil }
    }

    /// A lineage is a UUID, but a state may have any text there.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || character == "-" {
                return String(character)
            }
            return "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private static func unescaped(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
