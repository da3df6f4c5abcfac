/// How long to wait before a call is tried again: a pure function of the fault, the attempt and a random number.
public struct RetryPolicy: Sendable {
    /// Attempts in all.
    public var attempts: Int
    public var base: Duration
    public var cap: Duration

    public init(attempts: Int = 4, base: Duration = .milliseconds(100), cap: Duration = .seconds(3)) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
    }

    /// Full jitter: anything from nothing to the doubled bound
    /// (AWS Architecture Blog, "Exponential Backoff And Jitter").
    ///
    /// - Parameters:
    ///   - attempt: 1 after the first try.
    ///   - random: 0 to 1.
    /// - Returns: nil where it is given up.
    public func wait(after fault: AWSFault, attempt: Int, random: Double) -> Duration? {
        guard fault.isRetryable, attempt < attempts else { return nil }
        let bound = min(cap, base * (1 << min(attempt, 20)))
        return bound * max(0, min(1, random))
    }
}
