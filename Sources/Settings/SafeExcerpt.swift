/// What of a file's text a fault may repeat. At a wrong place may stand a secret: a token where a duration is wanted, a key that
/// is one.
enum SafeExcerpt {
    static let mark = "…"
    /// A word that is longer is nothing that people write by hand.
    private static let longest = 80

    /// A message without the words that look like random ones.
    static func of(_ message: String) -> String {
        message.replacing(/[^\s'"()\[\]{},;|]+/) { match in
            isPlain(match.output) ? String(match.output) : mark
        }
    }

    /// Whether no part of it mixes letters and digits as nobody does who writes words; short ones may: `10minutes`, `db2`.
    private static func isPlain(_ word: Substring) -> Bool {
        guard word.count <= longest else { return false }
        return word.matches(of: /[A-Za-z0-9+=]{12,}/).allSatisfy { run in
            !(run.output.contains(where: \.isNumber) && run.output.contains(where: \.isLetter))
        }
    }
}
