/// What the words in one field of a response mean. A word that is in none of the sets is unknown, never healthy.
public struct StateRule: Sendable {
    /// Below the element.
    public var path: String
    public var healthy: Set<String>
    /// Being created or changed: counts as healthy until the next cycle sees where it got.
    public var changing: Set<String>
    /// With words for people, where the service's own do not say it.
    public var unhealthy: [String: String]
    /// Scheduled for deletion: there, and unhealthy, and not to be created again beside itself.
    public var leaving: Set<String>
    /// Still listed, though it is gone.
    public var gone: Set<String>
    /// The path of the time after which what is scheduled for deletion is deleted, in seconds since 1970.
    public var until: String?
    /// Where the field is absent.
    public var whenAbsent: WhenAbsent
    /// What the configuration itself wants: a rule that Terraform keeps disabled is well when it is disabled.
    public var asWanted: Value?
    /// The path of the service's own word for why the field is as it is.
    public var because: String?
    /// Where the field is no word: a number, a date, one of many.
    var comparison: Comparison?
    /// The path leads to the entries of a map, of which only the one with this key counts.
    var key: String?
    /// What any word at all means, where the field itself says it.
    var anyWord: Meaning?

    public enum WhenAbsent: Sendable, Equatable {
        case healthy, unknown
        /// As if this word stood there.
        case word(String)
    }

    public init(
        _ path: String, healthy: Set<String>, changing: Set<String> = [], unhealthy: Set<String> = [],
        words: [String: String] = [:], leaving: Set<String> = [], gone: Set<String> = [],
        whenAbsent: WhenAbsent = .unknown, because: String? = nil, asWanted: Value? = nil
    ) {
        self.path = path
        self.healthy = healthy
        self.changing = changing
        self.unhealthy = unhealthy.reduce(into: words) { $0[$1] = $0[$1] ?? $1 }
        self.leaving = leaving
        self.gone = gone
        self.whenAbsent = whenAbsent
        self.because = because
        self.asWanted = asWanted
    }

    /// `: EniLimitExceeded`; nothing where no word of the service stands there: other text may hold anything.
    func reason(in element: ResponseTree) -> String {
        guard let because, let word = element.text(at: because), (1...64).contains(word.utf8.count),
            word.utf8.allSatisfy({
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            })
        else { return "" }
        return ": \(word)"
    }

    /// What one word means.
    public enum Meaning: Sendable, Equatable {
        case healthy
        case unhealthy(String)
        case gone
        /// With the reason.
        case unknown(String)
    }

    /// - Parameters:
    ///   - word: nil where the field is absent.
    ///   - attribute: what the state says of the instance.
    public func meaning(of word: String?, _ attribute: (String) -> String?) -> Meaning {
        guard let word else {
            switch whenAbsent {
            case .healthy: return .healthy
            case .unknown: return unknown(nil)
            case .word(let word): return meaning(of: word, attribute)
            }
        }
        if let anyWord { return anyWord }
        if let wanted = asWanted?.text(attribute), wanted == word { return .healthy }
        if healthy.contains(word) || changing.contains(word) { return .healthy }
        if let words = unhealthy[word] { return .unhealthy(words) }
        if leaving.contains(word) { return .unhealthy("\(Self.scheduled) (\(word))") }
        return gone.contains(word) ? .gone : unknown(word)
    }

    /// A response's own text is not repeated: it may hold anything.
    func unknown(_ word: String?) -> Meaning {
        .unknown(
            word.map { _ in "\(path) has a value that Terrier does not know" } ?? "the response lacks \(path)"
        )
    }
}

extension StateRule {
    /// The words for what is scheduled for deletion begin with these.
    public static let scheduled = "scheduled for deletion"

    /// This rule, with the path of the time of the deletion.
    public func until(_ path: String) -> StateRule {
        var rule = self
        rule.until = path
        return rule
    }

    /// A date that stands only while a deletion is scheduled.
    public static func scheduled(_ path: String) -> StateRule {
        var rule = StateRule(path, healthy: [], whenAbsent: .healthy)
        rule.anyWord = .unhealthy(scheduled)
        rule.until = path
        return rule
    }

    /// A word that stands only while the thing is being deleted.
    static func deleting(_ path: String) -> StateRule {
        var rule = StateRule(path, healthy: [], whenAbsent: .healthy)
        rule.anyWord = .unhealthy("being deleted")
        return rule
    }

    /// A date that stands only at what is deleted and still described.
    public static func deleted(_ path: String) -> StateRule {
        var rule = StateRule(path, healthy: [], whenAbsent: .healthy)
        rule.anyWord = .gone
        return rule
    }
}
