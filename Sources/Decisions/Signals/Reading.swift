/// A signal's value at an instant, or unknown with the reason.
public struct Reading: Sendable, Equatable {
    /// What came of asking.
    public enum Outcome: Sendable, Equatable {
        /// The value in the signal's unit: seconds for durations, 0 to 100 for percent, 1 or 0 for bool.
        case known(Double)
        case unknown(Unknown)
    }

    public var signal: Signal
    public var outcome: Outcome
    /// How many requests a rate rests on; nil for signals that are no rate.
    public var samples: Int?
    /// Who or what; nil where there is nothing to name. Never an attribute's value.
    public var about: About?

    public init(_ signal: Signal, _ outcome: Outcome, samples: Int? = nil, about: About? = nil) {
        self.signal = signal
        self.outcome = outcome
        self.samples = samples
        self.about = about
    }

    public static func known(
        _ signal: Signal, _ value: Double, samples: Int? = nil, about: About? = nil
    ) -> Reading {
        Reading(signal, .known(value), samples: samples, about: about)
    }

    public static func unknown(_ signal: Signal, _ reason: Unknown) -> Reading {
        Reading(signal, .unknown(reason))
    }

    /// The value where it is known.
    public var value: Double? {
        if case .known(let value) = outcome { return value }
        return nil
    }

    /// Why it is not known, where it is not.
    public var reason: Unknown? {
        if case .unknown(let reason) = outcome { return reason }
        return nil
    }
}

/// Why something is not known. Unknown is not unhealthy.
public struct Unknown: Error, Sendable, Equatable, Hashable, Codable, CustomStringConvertible {
    /// The kind of reason, as a word that people can search for.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        case denied
        case throttled
        case timedOut = "timed out"
        case unreachable
        case notParsed = "not parsed"
        case wrongAccount = "wrong account"
        case noCredentials = "no credentials"
        case serverError = "server error"
        /// The state could not be read or believed, so nothing that rests on it is known.
        case noState = "no state"
        case locked
        /// Not asked in this cycle: a plan outside `plan_every`, an endpoint that nobody named.
        case notAsked = "not asked"
        case failed
    }

    public var cause: Cause
    /// One line: what was asked, and what came back. No attribute values.
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
