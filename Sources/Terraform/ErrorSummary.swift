/// What may be repeated of an error's summary. Terraform's own summaries are a few plain words; those of providers may be whole
/// sentences with the values of attributes in them, as `expected runtime to be one of […], got VALUE`, and an error of a
/// service may stand in them word by word.
enum ErrorSummary {
    /// Of a sentence, what stands before anything that may be a value: a colon, a quotation, a list, what was got.
    static func of(_ summary: String) -> String {
        let line = summary.split(whereSeparator: \.isNewline).first ?? ""
        let head = line.prefix { !":\"'`“‘«([{<=".contains($0) }
        let said = head.firstRange(of: /,? got\b/).map { head[..<$0.lowerBound] } ?? head
        let words = said.split(whereSeparator: \.isWhitespace).prefix(mostWords)
        return words.map { isPlain($0) ? String($0) : mark }.joined(separator: " ")
    }

    static let mark = "…"
    private static let mostWords = 20

    /// A word of a language, or the short name of a thing as S3; never a number, a name of somebody's own or a token.
    private static func isPlain(_ word: Substring) -> Bool {
        word.split(whereSeparator: { "-_/.,;!?’".contains($0) }).allSatisfy { part in
            let isWord = part.allSatisfy { $0.isASCII && $0.isLetter } && part.count <= 30
            let isShort = part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } && part.count <= 4
            return isWord || isShort
        }
    }
}
