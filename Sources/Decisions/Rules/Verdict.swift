/// What one look says of a stack, in the words of the Monitoring Plugins convention.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    case healthy
    case warning
    case critical
    case unknown

    /// The exit code of `terrier check`: 0, 1, 2, 3
    /// (Monitoring Plugins Development Guidelines, "Plugin Return Codes").
    public var exitCode: Int32 {
        switch self {
        case .healthy: return 0
        case .warning: return 1
        case .critical: return 2
        case .unknown: return 3
        }
    }

    /// The one verdict of several stacks: critical goes before unknown before warning.
    public static func worst(_ verdicts: [Verdict]) -> Verdict {
        let order: [Verdict] = [.critical, .unknown, .warning]
        return order.first { verdicts.contains($0) } ?? .healthy
    }
}

/// The verdict of one look, with the rules that trip.
public struct CheckResult: Sendable, Equatable {
    public var verdict: Verdict
    /// In the order of the configuration.
    public var tripped: [Rule]
    /// Signals that a rule uses and that are unknown, with the reason.
    public var unknown: [Reading]
    /// The breakers that are open; nil where nobody knows.
    public var breakers: [Breaker]?

    public init(verdict: Verdict, tripped: [Rule], unknown: [Reading], breakers: [Breaker]? = []) {
        self.verdict = verdict
        self.tripped = tripped
        self.unknown = unknown
        self.breakers = breakers
    }
}

extension Policy {
    /// Judges one look by itself: a rule's `for` counts as met when its condition holds now.
    ///
    /// Unknown means that the state, the credentials, or a signal that some rule uses is unknown. What was not asked
    /// in this look, as the plan outside its turn, is no such signal. An open breaker waits for a person: it is a warning
    /// at least, and where nobody knows whether one is open that is unknown too.
    ///
    /// - Parameter breakers: the open ones; nil where they could not be read.
    public func judge(_ observation: Observation, breakers: [Breaker]? = []) -> CheckResult {
        var tripped: [Rule] = []
        var unknown: [Reading] = []
        for rule in rules {
            guard let reading = observation.reading(rule.when.signal) else { continue }
            if rule.holds(for: reading) == true { tripped.append(rule) }
            if let reason = reading.reason, reason.cause != .notAsked, !unknown.contains(reading) {
                unknown.append(reading)
            }
        }
        let blind = observation.snapshot == nil || !observation.account.isShown
        let verdict: Verdict
        if tripped.contains(where: { $0.severity == .critical }) {
            verdict = .critical
        } else if blind || !unknown.isEmpty || breakers == nil {
            verdict = .unknown
        } else if tripped.contains(where: { $0.severity == .warning }) || breakers?.isEmpty == false {
            verdict = .warning
        } else {
            verdict = .healthy
        }
        return CheckResult(verdict: verdict, tripped: tripped, unknown: unknown, breakers: breakers)
    }
}

extension AccountProof {
    public var isShown: Bool {
        if case .shown = self { return true }
        return false
    }
}
