import Foundation

/// Makes one short line of whatever text it is, without what looks like a credential: what is gathered for a person goes
/// into a database and onto a terminal.
enum SafeLine {
    /// Characters of a line, and of the text that one is made of.
    static let longest = 300
    static let read = 1000

    static func of(_ text: some StringProtocol) -> String {
        let line = redacted(withoutControls(String(text.prefix(read))))
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }

    /// Colours are left out; line ends and other controls, also those that turn the direction, become one space.
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

    /// Nobody can say of every text whether it holds a secret; what looks like one goes, and rather too much than too little.
    static func redacted(_ text: String) -> String {
        var text = text
        // Private keys, to the end of the line: their lines were joined.
        text.replace(/-----BEGIN [A-Z ]*PRIVATE KEY.*/, with: mark)
        // Access key ids, and the ids of roles and users beside them (IAM, "Unique identifiers").
        text.replace(/(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/, with: mark)
        // JSON web tokens, and tokens that say by their beginning whose they are.
        text.replace(/eyJ[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)*/, with: mark)
        text.replace(
            /(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk-)[A-Za-z0-9_\-]{16,}/, with: mark)
        // A user's name and password in a URL.
        text.replace(/:\/\/[^\s\/@]+@/, with: "://\(mark)@")
        text = named(text)
        return text.replacing(/[A-Za-z0-9\/+=]{40,}/) { match in
            isMixed(match.output) ? mark : String(match.output)
        }
    }

    /// What stands behind a word that names a secret: anything after `=` or `:`, else what is long and looks like base64.
    private static func named(_ text: String) -> String {
        let given =
            /(?i)((?:secret|token|passw(?:or)?d|pwd|passphrase|credential|signature|authorization|api[-_ ]?key|private[-_ ]?key|access[-_ ]?key)[a-z0-9_\-]*(?:\\?["'])?\s*(?:=>|:=|[:=])\s*(?:(?:bearer|basic)\s+)?)(\\?"[^"]*"?|'[^']*'?|[^\s&"']+)/
        let said =
            /(?i)((?:secret|token|passw(?:or)?d|pwd|passphrase|credential|bearer|basic|api[-_ ]?key)[a-z0-9_\-]*(?:\sis)?\s+["']?)([A-Za-z0-9+\/=_\-.~]{16,})/
        return text.replacing(given) { "\($0.output.1)\(mark)" }
            .replacing(said) { "\($0.output.1)\(mark)" }
    }

    /// Whether a long word has what random text has, and a path or a number has not.
    private static func isMixed(_ word: Substring) -> Bool {
        word.contains(where: \.isUppercase) && word.contains(where: \.isLowercase)
            && word.contains(where: \.isNumber)
    }
}
