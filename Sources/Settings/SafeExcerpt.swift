/// Limits what a fault message repeats from a file. A secret may be in the wrong place: a token instead of a duration, or a
/// secret instead of a key.
enum SafeExcerpt {
    static let mark = "…"
    /// Longer words are not written by hand.
    private static let longest = 80

    /// The message, with words that look random replaced by `mark`.
    static func of(_ message: String) -> String {
        message.replacing(/[^\s'"()\[\]{},;|]+/) { match in
            isPlain(match.output) ? String(match.output) : mark
        }
    }

    /// Whether no part of the word mixes letters and digits like random text. Short parts may mix them: `10minutes`, `db2`.
    private static func isPlain(_ word: Substring) -> Bool {
        guard word.count <= longest else { return false }
        return word.matches(of: /[A-Za-z0-9+=]{12,}/).allSatisfy { run in
            !(run.output.contains(where: \.isNumber) && run.output.contains(where: \.isLetter))
        }
    }
}
