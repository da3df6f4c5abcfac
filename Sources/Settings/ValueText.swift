import Decisions

/// Parses values as they are written in the configuration.
enum ValueText {
    /// `250ms`, `45s`, `5m`, `1h 30m`, `30d`; nil if the text is not a duration.
    static func duration(_ text: String) -> Duration? {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        var total = 0.0
        let words = text.split(separator: " ")
        guard !words.isEmpty else { return nil }
        for word in words {
            let number = word.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let value = Double(number),
                let unit = units.first(where: { $0.0 == word.dropFirst(number.count) })
            else { return nil }
            total += value * Double(unit.1)
        }
        guard total < 1e15 else { return nil }
        return .milliseconds(Int64(total.rounded()))
    }

    /// `10%`, `12.5 %`
    static func percent(_ text: String) -> Double? {
        guard text.hasSuffix("%") else { return nil }
        return number(text.dropLast())
    }

    /// `50 USD`
    static func dollars(_ text: String) -> Double? {
        guard text.hasSuffix("USD") else { return nil }
        return number(text.dropLast(3))
    }

    /// `20 requests`, `2 cycles`: a whole number and a word, singular or plural.
    static func count(_ text: String, of word: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, parts[1] == word || parts[1] == word + "s" else { return nil }
        return Int(parts[0])
    }

    /// `3 of 5 cycles`
    static func share(_ text: String, of word: String) -> (some: Int, all: Int)? {
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[1] == "of", let some = Int(parts[0]),
            let all = count(String(parts[2]), of: word)
        else { return nil }
        return (some, all)
    }

    static func number(_ text: some StringProtocol) -> Double? {
        let trimmed = text.split(separator: " ").joined(separator: " ")
        guard !trimmed.isEmpty, trimmed.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") })
        else { return nil }
        return Double(trimmed)
    }

    /// `2 per 1h`
    static func budget(_ text: String) -> GuardrailSettings.Budget? {
        let parts = text.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count == 3, parts[1] == "per", let repairs = Int(parts[0]),
            let within = duration(parts[2])
        else {
            return nil
        }
        return .init(repairs: repairs, within: within)
    }

    /// The value of a threshold in a signal's unit; nil if it is written in another unit.
    static func threshold(_ text: String, in unit: SignalUnit) -> Double? {
        switch unit {
        case .bool: return text == "true" ? 1 : text == "false" ? 0 : nil
        case .count: return number(text)
        case .percent: return percent(text)
        case .duration: return duration(text).map(\.inSeconds)
        case .usd: return dollars(text)
        }
    }

    static func example(of unit: SignalUnit) -> String {
        switch unit {
        case .bool: return "true or false"
        case .count: return "a number, as in 0"
        case .percent: return "a percentage, as in 10%"
        case .duration: return "a duration, as in 5m"
        case .usd: return "an amount, as in 50 USD"
        }
    }

    /// Whether a text is a name in Terraform's language: a letter, then letters, digits, `-` and `_`.
    static func isIdentifier(_ text: some StringProtocol) -> Bool {
        guard let first = text.first, first.isLetter || first == "_" else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    }

    /// The candidate that a misspelt word most probably means; nil if none is close.
    static func nearest(_ word: String, among candidates: [String]) -> String? {
        let scored = candidates.map { (distance(word, $0), $0) }.sorted { $0 < $1 }
        guard let best = scored.first, best.0 <= max(2, word.count / 3) else { return nil }
        return best.1
    }

    /// The Levenshtein distance, where swapping two adjacent characters counts as one change.
    static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var rows = [Array(0...b.count)]
        for i in stride(from: 1, through: a.count, by: 1) {
            var row = [i]
            for j in stride(from: 1, through: b.count, by: 1) {
                let same = a[i - 1] == b[j - 1]
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, rows[i - 2][j - 2] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
