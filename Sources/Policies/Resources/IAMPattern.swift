/// Resources and values of conditions in a policy are patterns: `*` matches any characters, `?` one, and `${…}` is a variable
/// (IAM, "Policy elements: Resource"; "Policy elements: Variables and tags").
enum IAMPattern {
    /// The pattern that matches exactly this text: `*`, `?` and `$` are written as variables (IAM, "Using policy variables to
    /// escape special characters"); nil for a text that no policy can contain.
    static func literal(_ text: String) -> String? {
        guard text.unicodeScalars.allSatisfy(isWritable) else { return nil }
        return text.reduce(into: "") { pattern, character in
            pattern += "*?$".contains(character) ? "${\(character)}" : String(character)
        }
    }

    /// A policy document contains only characters up to U+00FF (IAM, "API Reference", CreatePolicy, PolicyDocument). No name of a
    /// resource needs control characters.
    private static func isWritable(_ scalar: Unicode.Scalar) -> Bool {
        (0x20...0x7E).contains(scalar.value) || (0xA0...0xFF).contains(scalar.value)
    }

    /// Whether a pattern matches everything that another pattern matches. False for some pairs of patterns with several
    /// wildcards, which then both stay in the policy.
    static func covers(_ pattern: String, _ other: String) -> Bool {
        covers(tokens(pattern)[...], tokens(other)[...])
    }

    private enum Token: Equatable {
        case any, one
        case text(Character)
        /// A variable that is no escape: `${aws:username}`.
        case variable(String)
    }

    private static func tokens(_ pattern: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(pattern)
        while let character = rest.first {
            if rest.hasPrefix("${"), let end = rest.firstIndex(of: "}") {
                let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
                let isEscape = name.count == 1 && "*?$".contains(name)
                tokens.append(isEscape ? .text(Character(String(name))) : .variable(String(name)))
                rest = rest[rest.index(after: end)...]
                continue
            }
            tokens.append(character == "*" ? .any : character == "?" ? .one : .text(character))
            rest = rest.dropFirst()
        }
        return tokens
    }

    /// Tries the shortest match of each `*` first, and remembers only the last one: linear in memory, as for file names.
    private static func covers(_ pattern: ArraySlice<Token>, _ other: ArraySlice<Token>) -> Bool {
        var (here, there) = (pattern.startIndex, other.startIndex)
        var retry: (here: Int, there: Int)?
        while there < other.endIndex {
            if here < pattern.endIndex, pattern[here] == .any {
                retry = (here, there)
                here += 1
            } else if here < pattern.endIndex, matches(pattern[here], other[there]) {
                here += 1
                there += 1
            } else if let last = retry {
                retry = (last.here, last.there + 1)
                (here, there) = (last.here + 1, last.there + 1)
            } else {
                return false
            }
        }
        return pattern[here...].allSatisfy { $0 == .any }
    }

    private static func matches(_ token: Token, _ other: Token) -> Bool {
        if case .text = other, token == .one { return true }
        return token == other
    }
}
