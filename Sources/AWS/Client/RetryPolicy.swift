/// How long to wait before a call is retried: a pure function of the fault, the attempt and a random number.
public struct RetryPolicy: Sendable {
    /// The maximum number of attempts, the first one included.
    public var attempts: Int
    public var base: Duration
    public var cap: Duration

    public init(attempts: Int = 4, base: Duration = .milliseconds(100), cap: Duration = .seconds(3)) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
    }

    /// Full jitter: a random time between zero and a bound that doubles with each attempt, up to `cap`
    /// (AWS Architecture Blog, "Exponential Backoff And Jitter").
    ///
    /// - Parameters:
    ///   - attempt: the number of attempts made so far, from 1.
    ///   - random: 0 to 1.
    /// - Returns: nil if the call is not retried.
    public func wait(after fault: AWSFault, attempt: Int, random: Double) -> Duration? {
        guard fault.isRetryable, attempt < attempts else { return nil }
        let bound = min(cap, base * (1 << min(attempt, 20)))
        return bound * max(0, min(1, random))
    }
}
