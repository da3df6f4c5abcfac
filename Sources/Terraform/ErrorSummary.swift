/// The part of an error's summary that may be printed. Terraform's own summaries are a few plain words. Summaries of providers
/// may be sentences that contain values of attributes, such as `expected runtime to be one of […], got VALUE`, or the full
/// text of a service's error.
enum ErrorSummary {
    /// The text before anything that may introduce a value: a colon, a quotation mark, a list, or "got".
    static func of(_ summary: String) -> String {
        let line = summary.split(whereSeparator: \.isNewline).first ?? ""
        let head = line[..<(firstMark(line) ?? line.endIndex)]
        let text = head.firstRange(of: /,? got\b/).map { head[..<$0.lowerBound] } ?? head
        let words = text.split(whereSeparator: \.isWhitespace).prefix(mostWords)
        return words.map { isPlain($0) ? String($0) : mark }.joined(separator: " ")
    }

    /// The ends of `Can't` and `provider's`.
    private static let contracted: Set = ["t", "s", "d", "m", "re", "ve", "ll"]

    /// The first character that may introduce a value. The apostrophe in `Can't ask approval` does not.
    private static func firstMark(_ line: Substring) -> Substring.Index? {
        line.indices.first { place in
            guard ":\"'`“‘«([{<=".contains(line[place]) else { return false }
            guard line[place] == "'", place > line.startIndex, line[line.index(before: place)].isLetter
            else { return true }
            return !contracted.contains(
                String(line[place...].dropFirst().prefix { $0.isLetter || $0 == "'" }))
        }
    }

    /// The same; if nothing of it may be printed, words that say so.
    static func shown(_ summary: String) -> String {
        let head = of(summary)
        return head.isEmpty ? "its error text may contain secrets and is not shown; run it manually" : head
    }

    /// Replaces a word that is not plain.
    static let mark = "…"
    private static let mostWords = 20

    /// Whether a word is an ordinary word or a short name such as S3; false for long numbers, names with digits and tokens.
    private static func isPlain(_ word: Substring) -> Bool {
        word.split(whereSeparator: { "-_/.,;!?’'".contains($0) }).allSatisfy { part in
            let isWord = part.allSatisfy { $0.isASCII && $0.isLetter } && part.count <= 30
            let isShort = part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } && part.count <= 4
            return isWord || isShort
        }
    }
}
