extension Read {
    /// What one response says of an instance.
    public enum Finding: Sendable, Equatable {
        case healthy
        case unhealthy(String)
        /// It is scheduled for deletion: the words begin with `StateRule.scheduled`. With the time of the deletion, in seconds
        /// since 1970, if the response has it.
        case leaving(String, until: Double?)
        /// The operation's own word, or a list that lacks it: of a list, once is not enough.
        case missing
        /// Why the response says nothing of the instance.
        case unknown(String)
    }

    /// What a response says of the instance whose attributes these are.
    ///
    /// - Parameter now: seconds since 1970, for what ends.
    public func finding(
        in response: ResponseTree, now: Double, _ attribute: (String) -> String?
    ) -> Finding {
        for identity in element.identity where !identity.isOptional && identity.value.text(attribute) == nil {
            return .unknown("the state does not say which instance it is")
        }
        let elements = response.elements(at: element.path)
        guard let found = elements.first(where: { isInstance($0, attribute) }) else {
            if element.whenAbsent == .missing {
                return goesOn(response) ? .unknown(Self.cutOff) : .missing
            }
            return .unknown(
                elements.isEmpty ? "the response describes nothing" : "the response is about another thing")
        }
        if !element.parts.isEmpty, !element.parts.contains(where: found.holds) { return .missing }
        return worst(of: found, now: now, attribute)
    }

    /// What is unknown where a list ends before its end.
    public static let cutOff = "the list is cut off"

    /// Whether a list says that there is more of it, in whatever words.
    public func goesOn(_ response: ResponseTree) -> Bool {
        let roots = ["", "\(operation)Result"]
        let tokens = [
            "NextToken", "nextToken", "NextMarker", "nextMarker", "Marker", "LastEvaluatedTableName",
            "NextContinuationToken",
        ]
        return roots.contains { root in
            tokens.contains { response.holds(root.isEmpty ? $0 : "\(root).\($0)") }
        }
    }

    private func isInstance(_ candidate: ResponseTree, _ attribute: (String) -> String?) -> Bool {
        element.identity.allSatisfy { identity in
            guard let own = identity.value.text(attribute) else { return identity.isOptional }
            return identity.paths.flatMap(candidate.elements(at:)).contains { element in
                guard case .text(let text) = element else { return false }
                return identity.matches(text, own)
            }
        }
    }

    /// Gone goes before unknown, unknown before unhealthy, unhealthy before healthy.
    private func worst(of found: ResponseTree, now: Double, _ attribute: (String) -> String?) -> Finding {
        var unhealthy: [String] = []
        var unknown: String?
        var leaving: (words: String, until: Double?)?
        for rule in states {
            for meaning in rule.meanings(in: found, now: now, attribute) {
                switch meaning {
                case .healthy: continue
                case .gone: return .missing
                case .unhealthy(let why) where why.hasPrefix(StateRule.scheduled):
                    let until = rule.until.flatMap { found.text(at: $0) }.flatMap(Double.init)
                    leaving = leaving ?? (why, until)
                case .unhealthy(let why): unhealthy.append(why)
                case .unknown(let why): unknown = unknown ?? why
                }
            }
        }
        if let unknown { return .unknown(unknown) }
        if let leaving {
            return .leaving(([leaving.words] + unhealthy).joined(separator: ", "), until: leaving.until)
        }
        return unhealthy.isEmpty ? .healthy : .unhealthy(unhealthy.joined(separator: ", "))
    }
}

extension Element.Identity {
    fileprivate func matches(_ text: String, _ own: String) -> Bool {
        if isDomain { return Self.domain(text) == Self.domain(own) }
        guard let separator = lastPartBehind else { return text == own }
        return text.split(separator: separator).last.map(String.init) == own
    }

    /// Route 53 writes an asterisk as an octal escape ("DNS domain name format").
    private static func domain(_ name: String) -> String {
        let text = name.hasPrefix("\\052") ? "*" + name.dropFirst(4) : name
        return (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
    }
}
