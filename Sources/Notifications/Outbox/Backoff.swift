import Decisions

/// How long to wait after failures: the limit doubles each time, and the pause is a random part of it, so that clients do not
/// retry at the same time ("Exponential Backoff And Jitter", AWS Architecture Blog: full jitter).
public struct Backoff: Sendable {
    var base: Duration = .seconds(5)
    var longest: Duration = .seconds(3600)

    public init() {}

    /// - Parameters:
    ///   - failures: so far, 1 or more.
    ///   - random: 0 to 1, the part of the limit that is waited.
    public func pause(after failures: Int, random: Double) -> Duration {
        let doublings = min(max(failures, 1) - 1, 20)
        let whole = min(longest, base * (1 << doublings))
        // At least a second: a sink that refuses must not be called in a loop.
        return max(.seconds(1), .milliseconds(Int64(Double(whole.milliseconds) * min(max(random, 0), 1))))
    }
}
