/// Lets callers through one after another, with a least time between them.
public actor Pace {
    private let gap: Duration
    private var next = ContinuousClock.now

    /// - Parameter gap: CloudTrail allows two requests a second in an account and region (service quotas).
    public init(_ gap: Duration = .milliseconds(600)) {
        self.gap = gap
    }

    /// Waits for the caller's turn. Returns early if the task is cancelled.
    public func turn() async {
        let turn = max(next, .now)
        next = turn + gap
        try? await Task.sleep(until: turn, clock: .continuous)
    }
}
