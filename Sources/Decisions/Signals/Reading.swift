/// A signal's value at one time, or unknown with the reason.
public struct Reading: Sendable, Equatable {
    /// The result of measuring a signal.
    public enum Outcome: Sendable, Equatable {
        /// The value in the signal's unit: seconds for durations, 0 to 100 for percent, 1 or 0 for bool.
        case known(Double)
        case unknown(Unknown)
    }

    public var signal: Signal
    public var outcome: Outcome
    /// The number of requests that a rate is based on; nil for signals that are not a rate.
    public var samples: Int?
    /// Who or what it is about; nil if there is nothing to name. Never an attribute's value.
    public var about: About?
    /// The instance with the worst rate; nil if there is none, or for signals that are not a rate. It is not stored.
    public var worst: Address?

    public init(
        _ signal: Signal, _ outcome: Outcome, samples: Int? = nil, about: About? = nil, worst: Address? = nil
    ) {
        self.signal = signal
        self.outcome = outcome
        self.samples = samples
        self.about = about
        self.worst = worst
    }

    public static func known(
        _ signal: Signal, _ value: Double, samples: Int? = nil, about: About? = nil, worst: Address? = nil
    ) -> Reading {
        Reading(signal, .known(value), samples: samples, about: about, worst: worst)
    }

    public static func unknown(_ signal: Signal, _ reason: Unknown) -> Reading {
        Reading(signal, .unknown(reason))
    }

    /// The value; nil if it is unknown.
    public var value: Double? {
        if case .known(let value) = outcome { return value }
        return nil
    }

    /// Why it is unknown; nil if it is known.
    public var reason: Unknown? {
        if case .unknown(let reason) = outcome { return reason }
        return nil
    }
}

/// Why something is unknown. Unknown does not mean unhealthy.
public struct Unknown: Error, Sendable, Equatable, Hashable, Codable, CustomStringConvertible {
    /// The kind of reason, as a word that operators can search for.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        case denied
        case throttled
        case timedOut = "timed out"
        case unreachable
        case notParsed = "not parsed"
        case wrongAccount = "wrong account"
        case noCredentials = "no credentials"
        /// Nothing shows in which account or region an instance is, so AWS was not asked for it.
        case notShown = "not shown"
        case serverError = "server error"
        /// The state could not be read or believed, so nothing that depends on it is known.
        case noState = "no state"
        case locked
        /// Not queried in this cycle: a plan between two of `plan_every`, an endpoint that is not configured.
        case notAsked = "not asked"
        case failed
    }

    public var cause: Cause
    /// One line: what was queried, and what was returned. No attribute values.
    public var detail: String

    public init(_ cause: Cause, _ detail: String) {
        self.cause = cause
        self.detail = detail
    }

    /// `throttled: DescribeTable liveinsight-events-dev: …`
    public var description: String {
        detail.isEmpty ? cause.rawValue : "\(cause.rawValue): \(detail)"
    }
}
