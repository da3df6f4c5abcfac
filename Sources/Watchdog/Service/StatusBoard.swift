import Decisions
import Notifications

/// What each stack was last found to be, for the one line that `systemctl status` shows, and for the proof of life.
public actor StatusBoard {
    private var verdicts: [String: Verdict] = [:]
    private var stacks: [String]
    private let lives: [String: Liveness]
    private let emit: @Sendable (String) -> Void
    /// By stack, the cycles in a row that the ledger did not take.
    private var unrecorded: [String: Int] = [:]

    /// From so many on nothing is decided or told for a stack: one alone may be a moment of somebody's long write.
    private static let blindAfter = 2

    /// - Parameters:
    ///   - emit: gets the line whenever a stack has been looked at.
    ///   - clock: what standing still is measured by.
    public init(
        stacks: [String], emit: @escaping @Sendable (String) -> Void = { _ in },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.stacks = stacks
        self.emit = emit
        lives = Dictionary(stacks.map { ($0, Liveness(clock: clock)) }) { first, _ in first }
    }

    func report(_ stack: String, _ verdict: Verdict) {
        verdicts[stack] = verdict
        unrecorded[stack] = nil
        emit(line)
    }

    /// A cycle of the stack has ended that the ledger did not take.
    func missed(_ stack: String) {
        unrecorded[stack, default: 0] += 1
        emit(line)
    }

    /// The stacks of which nothing can be recorded, and so nothing is decided or told.
    private var blind: [String] { stacks.filter { unrecorded[$0, default: 0] >= Self.blindAfter } }

    /// What whoever notices the absence of signs is given: a service that is blind for a stack is no better than none.
    func sign(_ patience: Duration) -> Heartbeat.PingKind {
        hanging(patience).isEmpty && blind.isEmpty ? .alive : .hanging
    }

    /// Who is told of what the stack's loop waits for.
    nonisolated func life(of stack: String) -> Liveness? { lives[stack] }

    /// `3 stacks: 2 healthy, 1 critical (liveinsight-dev)`
    var line: String {
        let blind = blind
        var parts = blind.map { "\($0): the ledger cannot be written" }
        for verdict in Verdict.allCases {
            let names = stacks.filter { verdicts[$0] == verdict && !blind.contains($0) }
            guard !names.isEmpty else { continue }
            parts.append(
                verdict == .healthy
                    ? "\(names.count) healthy"
                    : "\(names.count) \(verdict.rawValue) (\(names.joined(separator: ", ")))")
        }
        let waiting = stacks.count { verdicts[$0] == nil && !blind.contains($0) }
        if waiting > 0 {
            parts.append(waiting == stacks.count ? "first look under way" : "\(waiting) not looked at yet")
        }
        return "\(stacks.count) stack\(stacks.count == 1 ? "" : "s"): \(parts.joined(separator: ", "))"
    }

    /// The stacks whose loops stand still, and for how long. One that hangs is a service that hangs.
    func hanging(_ patience: Duration) -> [(stack: String, since: Duration)] {
        stacks.compactMap { stack in
            lives[stack]?.standsStill(patience).map { (stack, $0) }
        }
    }
}
