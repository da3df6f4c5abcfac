import Decisions
import Notifications

/// The last verdict of each stack, for the status line of `systemctl status`, and its liveness, for the watchdog notification.
public actor StatusBoard {
    private var verdicts: [String: Verdict] = [:]
    private var stacks: [String]
    private let lives: [String: Liveness]
    private let emit: @Sendable (String) -> Void
    /// By stack, the number of cycles in a row that could not be recorded in the ledger.
    private var unrecorded: [String: Int] = [:]

    /// From this number on a stack counts as blind: a single one may be caused by another process's long write.
    private static let blindAfter = 2

    /// - Parameters:
    ///   - emit: gets the status line after each cycle of a stack.
    ///   - clock: measures how long a loop has made no progress.
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

    /// Notes that a cycle of the stack could not be recorded in the ledger.
    func missed(_ stack: String) {
        unrecorded[stack, default: 0] += 1
        emit(line)
    }

    /// The stacks for which nothing can be recorded, and so nothing is decided or notified.
    private var blind: [String] { stacks.filter { unrecorded[$0, default: 0] >= Self.blindAfter } }

    /// What is sent to a monitor that alerts when pings stop: a service that is blind for a stack counts as hanging.
    func sign(_ patience: Duration) -> Heartbeat.PingKind {
        hanging(patience).isEmpty && blind.isEmpty ? .alive : .hanging
    }

    /// The liveness record of the stack's loop.
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
            parts.append(waiting == stacks.count ? "first check running" : "\(waiting) not checked yet")
        }
        return "\(stacks.count) stack\(stacks.count == 1 ? "" : "s"): \(parts.joined(separator: ", "))"
    }

    /// The stacks whose loops make no progress, and for how long. If one hangs, the service counts as hanging.
    func hanging(_ patience: Duration) -> [(stack: String, since: Duration)] {
        stacks.compactMap { stack in
            lives[stack]?.standsStill(patience).map { (stack, $0) }
        }
    }
}
