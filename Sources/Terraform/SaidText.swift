/// What of a backend's or another program's own words is repeated: one short line, without anything that may be a secret.
///
/// A word is repeated if it is plain. Of a URL host and path are, and never its user, password, query or fragment. What is
/// assigned to a name is not repeated.
public enum SaidText {
    static let longest = 300

    /// One line of at most 300 characters.
    public static func of(_ text: some StringProtocol) -> String {
        let words = String(text.prefix(4000)).split(whereSeparator: { $0.isWhitespace || isControl($0) })
            .prefix(60)
        let shown = zip(words, [""] + words).map { word, before in
            mayBeSecret(word, after: before) ? ErrorSummary.mark : Self.word(word)
        }
        let line = shown.joined(separator: " ")
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains {
            [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
    }

    private static func word(_ word: Substring) -> String {
        let opening = word.prefix { "\"'`(<[{“‘".contains($0) }
        let rest = word.dropFirst(opening.count)
        let closing = String(rest.reversed().prefix { "\"'`)>]}”’.,;:!?".contains($0) }.reversed())
        let inner = rest.dropLast(closing.count)
        guard !inner.isEmpty else { return String(word) }
        if !inner.contains("://"), assigns(inner) { return opening + ErrorSummary.mark + closing }
        return opening + (url(inner) ?? (isPlain(inner) ? String(inner) : ErrorSummary.mark)) + closing
    }

    /// Whether a secret may be assigned to a name within the word, as in `password:x` and `user:x@host`.
    private static func assigns(_ word: Substring) -> Bool {
        if word.contains("@"), word.contains(":") { return true }
        return word.split(whereSeparator: { ":=\"'".contains($0) }).dropLast().contains { part in
            let name = part.lowercased().filter(\.isLetter)
            return names.contains(where: name.hasSuffix)
        }
    }

    /// A URL without user, password, query and fragment; nil if it is none.
    private static func url(_ word: Substring) -> String? {
        guard let scheme = word.firstRange(of: "://") else { return nil }
        let rest = word[scheme.upperBound...].prefix { !"?#\"'".contains($0) }
        let parts = rest.split(separator: "/", maxSplits: 1)
        // A password may contain a slash: then the host is not known.
        let host = (parts.first ?? "").split(separator: "@").last ?? ""
        let path = parts.count > 1 ? parts[1] : ""
        guard isName(word[..<scheme.lowerBound]), !path.contains("@"), isHost(host) else {
            return ErrorSummary.mark
        }
        let shown = path.split(separator: "/").map { isPlain($0) ? String($0) : ErrorSummary.mark }
        return word[..<scheme.upperBound] + ([String(host)] + shown).joined(separator: "/")
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isLetter } && text.count <= 10
    }

    private static func isHost(_ text: Substring) -> Bool {
        !text.isEmpty && text.count <= 100
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || ".:-".contains($0) }
    }

    /// Whether each part of a word is of letters, or a short one, as in `terraform-state`, `/root/.tfenv/version` and `10.0.0.1`.
    private static func isPlain(_ word: Substring) -> Bool {
        word.split(whereSeparator: { "-_/.,;:!?’'\"`()[]<>~$|+&%@#*\\".contains($0) }).allSatisfy { part in
            let isWord = part.allSatisfy(\.isLetter) && part.count <= 30
            let isShort = part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } && part.count <= 4
            let isNumber = part.allSatisfy { $0.isASCII && $0.isNumber } && part.count <= 5
            return isWord || isShort || isNumber
        }
    }

    /// Whether the next word may be a secret: after `password:` and `Bearer`, and a long one after `token`.
    private static func mayBeSecret(_ next: Substring, after word: Substring) -> Bool {
        let name = word.lowercased().filter(\.isLetter)
        if ["bearer", "basic"].contains(name) { return true }
        guard names.contains(where: name.hasSuffix) else { return false }
        return word.hasSuffix(":") || word.hasSuffix("=") || next.count > 11 && !next.allSatisfy(\.isLetter)
    }

    private static let names = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "authorization",
    ]
}
