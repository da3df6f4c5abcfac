import Catalogue

/// Says how long each request waits, so that no more are sent than a rate allows.
///
/// Each request takes one token. Where none is left it takes one of those to come, in the order of the requests.
struct TokenBucket: Sendable {
    private let rate: RequestRate
    /// Below zero: tokens that were taken before they came.
    private var tokens: Double
    private var asOf: Duration

    /// A full bucket.
    ///
    /// - Parameter now: on any clock that only goes forward.
    init(_ rate: RequestRate, now: Duration) {
        self.rate = rate
        tokens = rate.burst
        asOf = now
    }

    /// Takes one token.
    ///
    /// - Returns: how long the request has to wait; zero where a token is there.
    mutating func take(now: Duration) -> Duration {
        tokens = min(rate.burst, tokens + max(.zero, now - asOf) / .seconds(1) * rate.perSecond)
        asOf = max(asOf, now)
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / rate.perSecond)
    }

    /// Whether it is as a new one would be.
    func isFull(now: Duration) -> Bool {
        tokens + (now - asOf) / .seconds(1) * rate.perSecond >= rate.burst
    }
}
