import Foundation

/// Makes one short line of any text, without anything that looks like a credential. Findings are stored in a database and
/// printed on a terminal.
enum SafeLine {
    /// The most characters of a line, and of the input that is used for it.
    static let longest = 300
    static let read = 1000

    static func of(_ text: some StringProtocol) -> String {
        let line = redacted(withoutControls(String(text.prefix(read))))
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }

    /// Removes colour codes. Replaces line ends and other control characters, including bidirectional ones, with one space.
    static func withoutControls(_ text: String) -> String {
        let plain = text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "").unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: return " " as Unicode.Scalar
            default: return scalar
            }
        }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: plain)
        return String(line).split(separator: " ").joined(separator: " ")
    }

    static let mark = "[redacted]"

    /// It is not possible to recognise every secret. Everything that looks like one is removed, even if that removes too much.
    static func redacted(_ text: String) -> String {
        var text = text
        // Private keys, to the end of the text, because their lines have been joined.
        text.replace(/-----BEGIN [A-Z ]*PRIVATE KEY.*/, with: mark)
        // Access key ids, and ids of roles and users (IAM, "Unique identifiers").
        text.replace(/(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/, with: mark)
        // JSON web tokens, and tokens with a known prefix.
        text.replace(/eyJ[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)*/, with: mark)
        text.replace(
            /(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk-)[A-Za-z0-9_\-]{16,}/, with: mark)
        // A user's name and password in a URL.
        text.replace(/:\/\/[^\s\/@]+@/, with: "://\(mark)@")
        text = withoutNamedSecrets(text)
        return text.replacing(/[A-Za-z0-9\/+=]{40,}/) { match in
            isMixed(match.output) ? mark : String(match.output)
        }
    }

    /// The value after a word that names a secret: anything after `=` or `:`, otherwise a long word that looks like base64.
    private static func withoutNamedSecrets(_ text: String) -> String {
        let assigned =
            /(?i)((?:secret|token|passw(?:or)?d|pwd|passphrase|credential|signature|authorization|api[-_ ]?key|private[-_ ]?key|access[-_ ]?key)[a-z0-9_\-]*(?:\\?["'])?\s*(?:=>|:=|[:=])\s*(?:(?:bearer|basic)\s+)?)(\\?"[^"]*"?|'[^']*'?|[^\s&"']+)/
        let following =
            /(?i)((?:secret|token|passw(?:or)?d|pwd|passphrase|credential|bearer|basic|api[-_ ]?key)[a-z0-9_\-]*(?:\sis)?\s+["']?)([A-Za-z0-9+\/=_\-.~]{16,})/
        return text.replacing(assigned) { "\($0.output.1)\(mark)" }
            .replacing(following) { "\($0.output.1)\(mark)" }
    }

    /// Whether a long word mixes characters like random text, and unlike a path or a number.
    private static func isMixed(_ word: Substring) -> Bool {
        word.contains(where: \.isUppercase) && word.contains(where: \.isLowercase)
            && word.contains(where: \.isNumber)
    }
}
