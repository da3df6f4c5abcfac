/// What a rule compares where its field is no word with a meaning of its own.
enum Comparison: Sendable {
    /// The number may not be below the one at another path, unless the response says that this is on its way.
    case atLeast(path: String, words: String, unless: @Sendable (ResponseTree) -> Bool)
    /// Of many fields one that is healthy or changing is enough.
    case oneIsEnough(words: String)
    /// The date must be at least so many days away.
    case lasts(days: Int)
    /// The number must be zero, for instances of which the state gives this value.
    case zero(words: String, of: Value)
}

extension StateRule {
    /// One number may not be below another: `2 of 3 tasks run`.
    ///
    /// - Parameter unless: whether the response says that the missing ones are on their way.
    public static func atLeast(
        _ path: String, _ other: String, _ words: String,
        unless: @escaping @Sendable (ResponseTree) -> Bool = { _ in false }
    ) -> StateRule {
        var rule = StateRule(path, healthy: [])
        rule.comparison = .atLeast(path: other, words: words, unless: unless)
        return rule
    }

    /// Of the fields at a path one that is healthy or changing is enough. It is healthy too where there is none.
    ///
    /// - Parameter words: follow the number of fields: `none of 2 targets is healthy`.
    public static func oneIsEnough(
        _ path: String, healthy: Set<String>, changing: Set<String>, unhealthy: Set<String>, _ words: String
    ) -> StateRule {
        var rule = StateRule(path, healthy: healthy, changing: changing, unhealthy: unhealthy)
        rule.comparison = .oneIsEnough(words: words)
        return rule
    }

    /// A date that must be at least so many days away: `ends in 12 days`. Healthy where there is none.
    public static func lasts(_ path: String, days: Int) -> StateRule {
        var rule = StateRule(path, healthy: [], whenAbsent: .healthy)
        rule.comparison = .lasts(days: days)
        return rule
    }

    /// The value of the entry with this key in a map, as XML writes one: healthy where there is no such entry.
    static func entry(
        _ key: String, in path: String, healthy: Set<String>, words: [String: String]
    ) -> StateRule {
        var rule = StateRule(path, healthy: healthy, words: words, whenAbsent: .healthy)
        rule.key = key
        return rule
    }

    /// A number that must be zero, for instances of which the state gives `value`: `holds 3 messages`.
    public static func zero(_ path: String, of value: Value, _ words: String) -> StateRule {
        var rule = StateRule(path, healthy: [])
        rule.comparison = .zero(words: words, of: value)
        return rule
    }

    /// What the response says under this rule, once for each field at its path.
    ///
    /// - Parameter now: seconds since 1970.
    func meanings(
        in found: ResponseTree, now: Double, _ attribute: (String) -> String?
    ) -> [Meaning] {
        let texts = texts(in: found)
        switch comparison {
        case nil:
            let words = texts.isEmpty ? [nil] : texts.map(Optional.some)
            return words.map { word in
                let meaning = meaning(of: word, attribute)
                guard case .unhealthy(let why) = meaning else { return meaning }
                return .unhealthy(why + reason(in: found))
            }
        case .atLeast(let other, let words, let unless):
            guard let own = texts.first.flatMap({ Int($0) }),
                let wanted = found.text(at: other).flatMap({ Int($0) })
            else { return [.unknown("the response lacks \(path) or \(other)")] }
            return [own >= wanted || unless(found) ? .healthy : .unhealthy("\(own) of \(wanted) \(words)")]
        case .oneIsEnough(let words): return [best(of: texts, words)]
        case .lasts(let days):
            guard let text = texts.first else { return [.healthy] }
            guard let end = Instant.seconds(text) else { return [unknown(text)] }
            return [Self.left(end - now, atLeast: days)]
        case .zero(let words, let value):
            guard value.text(attribute) != nil else { return [.healthy] }
            guard let number = texts.first.flatMap({ Int($0) }) else { return [unknown(texts.first)] }
            return [number == 0 ? .healthy : .unhealthy("holds \(number) \(words)")]
        }
    }

    private func texts(in found: ResponseTree) -> [String] {
        guard let key else { return found.texts(at: path) }
        return found.elements(at: path).filter { $0.text(at: "key") == key }.flatMap { $0.texts(at: "value") }
    }

    private func best(of texts: [String], _ words: String) -> Meaning {
        guard !texts.isEmpty, !texts.contains(where: { healthy.contains($0) || changing.contains($0) }) else {
            return .healthy
        }
        if let strange = texts.first(where: { unhealthy[$0] == nil }) { return unknown(strange) }
        return .unhealthy("none of \(texts.count) \(words)")
    }

    private static func left(_ seconds: Double, atLeast days: Int) -> Meaning {
        if seconds <= 0 { return .unhealthy("has ended") }
        let day = 86_400.0
        guard seconds < Double(days) * day else { return .healthy }
        let whole = Int(seconds / day)
        return .unhealthy("ends in \(whole) day\(whole == 1 ? "" : "s")")
    }
}

extension StateRule {
    /// What the state must give for it.
    var attributes: Set<String> {
        guard case .zero(_, let value)? = comparison else { return asWanted?.attributes ?? [] }
        return value.attributes.union(asWanted?.attributes ?? [])
    }
}
