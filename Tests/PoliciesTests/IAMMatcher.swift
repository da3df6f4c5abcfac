@testable import Policies

/// IAM's patterns as IAM reads them, written apart from the program (IAM, "Policy elements: Resource", "Policy elements: Variables
/// and tags").
enum IAMMatcher {
    enum Token: Equatable {
        case any, one
        case text(Character)
        /// Its value is not known: it may be anything.
        case variable
    }

    static func tokens(_ pattern: String) -> [Token] {
        var tokens: [Token] = []
        let characters = Array(pattern)
        var index = 0
        while index < characters.count {
            if characters[index] == "$", index + 1 < characters.count, characters[index + 1] == "{",
                let end = characters[index...].firstIndex(of: "}")
            {
                let name = String(characters[(index + 2)..<end])
                tokens.append(["*", "?", "$"].contains(name) ? .text(Character(name)) : .variable)
                index = end + 1
                continue
            }
            tokens.append(
                characters[index] == "*" ? .any : characters[index] == "?" ? .one : .text(characters[index]))
            index += 1
        }
        return tokens
    }

    static func matches(_ pattern: String, _ text: String) -> Bool {
        let (pattern, text) = (tokens(pattern), Array(text))
        // Whether the rest of the pattern matches the rest of the text, from the back.
        var row = [Bool](repeating: false, count: text.count + 1)
        row[text.count] = true
        for token in pattern.reversed() {
            var next = [Bool](repeating: false, count: text.count + 1)
            for index in stride(from: text.count, through: 0, by: -1) {
                switch token {
                case .any, .variable: next[index] = row[index] || index < text.count && next[index + 1]
                case .one: next[index] = index < text.count && row[index + 1]
                case .text(let character):
                    next[index] = index < text.count && text[index] == character && row[index + 1]
                }
            }
            row = next
        }
        return row[0]
    }

    /// One text that a pattern matches.
    static func sample(_ pattern: String) -> String {
        tokens(pattern).reduce(into: "") { text, token in
            if case .text(let character) = token { text.append(character) } else { text.append("w") }
        }
    }

    /// Whether one of these grants allows the call that another grant stands for.
    static func allows(_ grants: Set<Grant>, _ call: Grant) -> Bool {
        let resource = sample(call.resource)
        return grants.contains { grant in
            guard grant.action == call.action, matches(grant.resource, resource) else { return false }
            guard let condition = grant.condition else { return true }
            guard let context = call.condition, context.key == condition.key else { return false }
            return context.values.map(sample).allSatisfy { value in
                condition.values.contains { matches($0, value) }
            }
        }
    }
}
