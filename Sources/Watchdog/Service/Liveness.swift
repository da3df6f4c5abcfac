import Commands
import Synchronization

/// Whether the loop of one stack gets on: it waits for nothing longer than that can take, and between two waits it does not
/// stand still.
final class Liveness: WaitingObserver {
    private struct Waits {
        var next: UInt64 = 0
        /// When each one that is under way is over at the latest.
        var over: [UInt64: ContinuousClock.Instant] = [:]
        var lastMove = ContinuousClock.now
    }

    private let waits = Mutex(Waits())

    func began(atMost limit: Duration) -> UInt64 {
        waits.withLock { waits in
            waits.next += 1
            waits.lastMove = .now
            waits.over[waits.next] = .now + limit
            return waits.next
        }
    }

    func ended(_ number: UInt64) {
        waits.withLock { waits in
            waits.over[number] = nil
            waits.lastMove = .now
        }
    }

    func move() { waits.withLock { $0.lastMove = .now } }

    /// How long it has stood still; nil where it gets on.
    ///
    /// - Parameter patience: the longest that it may do without waiting for anything: computing, and the disk.
    func standsStill(_ patience: Duration, now: ContinuousClock.Instant = .now) -> Duration? {
        waits.withLock { waits in
            if let overdue = waits.over.values.filter({ $0 < now }).min() { return now - overdue }
            guard waits.over.isEmpty, now - waits.lastMove > patience else { return nil }
            return now - waits.lastMove
        }
    }
}
