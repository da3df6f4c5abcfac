import Decisions

/// What each stack was last found to be, for the one line that `systemctl status` shows, and for the proof of life.
public actor StatusBoard {
    private var verdicts: [String: Verdict] = [:]
    private var stacks: [String]
    private var reported: [String: ContinuousClock.Instant] = [:]
    private let tell: @Sendable (String) -> Void

    /// - Parameter tell: gets the line whenever a stack has been looked at.
    public init(stacks: [String], tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.stacks = stacks
        self.tell = tell
        let now = ContinuousClock.now
        for stack in stacks { reported[stack] = now }
    }

    func report(_ stack: String, _ verdict: Verdict) {
        verdicts[stack] = verdict
        reported[stack] = .now
        tell(line)
    }

    /// The stack's loop came to the end of a pass, whatever the pass brought.
    func beat(_ stack: String) {
        reported[stack] = .now
    }

    /// `3 stacks: 2 healthy, 1 critical (liveinsight-dev)`
    var line: String {
        var parts: [String] = []
        for verdict in Verdict.allCases {
            let names = stacks.filter { verdicts[$0] == verdict }
            guard !names.isEmpty else { continue }
            parts.append(
                verdict == .healthy
                    ? "\(names.count) healthy"
                    : "\(names.count) \(verdict.rawValue) (\(names.joined(separator: ", ")))")
        }
        let waiting = stacks.count { verdicts[$0] == nil }
        if waiting > 0 { parts.append("\(waiting) not looked at yet") }
        return "\(stacks.count) stack\(stacks.count == 1 ? "" : "s"): \(parts.joined(separator: ", "))"
    }

    /// Whether every stack's loop came to the end of a pass within a time. One that hangs is a service that hangs.
    func isAlive(within limit: Duration) -> Bool {
        let now = ContinuousClock.now
        return stacks.allSatisfy { stack in reported[stack].map { now - $0 < limit } ?? false }
    }
}
