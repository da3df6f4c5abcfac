import Decisions

/// Copies that failed, so that one that always fails does not delay the others. Not kept over a restart.
struct FailedCopies: Sendable {
    /// After so many failures in a row the others do not wait for a copy.
    static let mostInARow = 3
    /// How many are set aside at most: if more fail, it is the archive that fails.
    static let mostAside = 20
    /// How many counts are kept.
    private static let mostCounts = 1000
    /// Until a copy that was set aside is tried again.
    static let pause = Duration.seconds(3600)

    private var failures: [Int64: Int] = [:]
    /// When those that were set aside are tried again.
    private var next: [Int64: Timestamp] = [:]
    /// Whether the last attempt with one that was not set aside failed.
    private var failsInTurn = false

    /// The snapshots that the others do not wait for.
    var aside: [Int64] { next.keys.sorted() }

    /// One that was set aside and is tried again now, the one that waits longest; nil if none is.
    func due(_ now: Timestamp) -> Int64? {
        next.filter { $0.value <= now || $0.value > now + Self.pause }
            .min { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// Counts a failed attempt.
    ///
    /// - Returns: whether the others do not wait for this copy.
    mutating func failed(_ id: Int64, at now: Timestamp) -> Bool {
        if next[id] == nil { failsInTurn = true }
        if failures.count >= Self.mostCounts { failures = failures.filter { next[$0.key] != nil } }
        failures[id, default: 0] += 1
        if next[id] == nil, failures[id] ?? 0 < Self.mostInARow || next.count >= Self.mostAside {
            return false
        }
        next[id] = now + Self.pause
        return true
    }

    /// Notes that a snapshot was copied, or waits no longer. If the ones before it failed, the archive works again: those that were
    /// set aside are tried at once.
    mutating func ended(_ id: Int64, at now: Timestamp) {
        if next[id] == nil, failsInTurn {
            failsInTurn = false
            for other in next.keys { next[other] = now }
        }
        (failures[id], next[id]) = (nil, nil)
    }
}
