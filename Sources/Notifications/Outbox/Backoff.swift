import Decisions

/// How long to wait after so many failures: doubled each time, and any part of it, so that those who wait do not come back
/// together ("Exponential Backoff And Jitter", AWS Architecture Blog: full jitter).
struct Backoff: Sendable {
    var base: Duration = .seconds(5)
    var longest: Duration = .seconds(3600)

    /// - Parameters:
    ///   - failures: so far, 1 or more.
    ///   - random: 0 to 1.
    func pause(after failures: Int, random: Double) -> Duration {
        let doublings = min(max(failures, 1) - 1, 20)
        let whole = min(longest, base * (1 << doublings))
        // Never at once: a sink that refuses must not be asked in a loop.
        return max(.seconds(1), .milliseconds(Int64(Double(whole.milliseconds) * min(max(random, 0), 1))))
    }
}
