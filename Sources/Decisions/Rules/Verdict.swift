/// The result of one cycle of a stack, in the terms of the Monitoring Plugins convention.
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

    /// The worst verdict of several stacks: critical, then unknown, then warning.
    public static func worst(_ verdicts: [Verdict]) -> Verdict {
        let order: [Verdict] = [.critical, .unknown, .warning]
        return order.first { verdicts.contains($0) } ?? .healthy
    }
}

/// The verdict of one cycle, with the rules that trip.
public struct CheckResult: Sendable, Equatable {
    public var verdict: Verdict
    /// In the order of the configuration.
    public var tripped: [Rule]
    /// Signals that a rule uses and that are unknown, with the reason.
    public var unknown: [Reading]
    /// The open breakers; nil if that is not known.
    public var breakers: [Breaker]?

    public init(verdict: Verdict, tripped: [Rule], unknown: [Reading], breakers: [Breaker]? = []) {
        self.verdict = verdict
        self.tripped = tripped
        self.unknown = unknown
        self.breakers = breakers
    }
}

extension Policy {
    /// Judges one cycle on its own: a rule's `for` counts as met if its condition is true now.
    ///
    /// The verdict is unknown if the state, the credentials, or a signal that some rule uses is unknown. A signal that was not
    /// queried in this cycle, such as the plan in most cycles, does not count. An open breaker waits for a person, so it is at
    /// least a warning; so does a state that an apply could not save. If it is not known whether a breaker is open, the verdict is unknown too.
    ///
    /// - Parameter breakers: the open ones; nil if they could not be read.
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
        } else if tripped.contains(where: { $0.severity == .warning }) || breakers?.isEmpty == false
            || observation.unsavedState != nil
        {
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
