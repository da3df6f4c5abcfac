import Commands
import Synchronization

/// Whether the loop of one stack gets on: it waits for nothing longer than that can take, and between two waits it does not
/// stand still.
final class Liveness: WaitingObserver {
    private struct Waits {
        var next: UInt64 = 0
        /// When each one that is under way is over at the latest.
        var over: [UInt64: ContinuousClock.Instant] = [:]
        var lastMove: ContinuousClock.Instant
    }

    private let waits: Mutex<Waits>
    private let clock: @Sendable () -> ContinuousClock.Instant

    init(clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.clock = clock
        waits = Mutex(Waits(lastMove: clock()))
    }

    func began(atMost limit: Duration) -> UInt64 {
        waits.withLock { waits in
            waits.next += 1
            waits.lastMove = clock()
            waits.over[waits.next] = waits.lastMove + limit
            return waits.next
        }
    }

    func ended(_ number: UInt64) {
        waits.withLock { waits in
            waits.over[number] = nil
            waits.lastMove = clock()
        }
    }

    func move() { waits.withLock { $0.lastMove = clock() } }

    /// How long it has stood still; nil where it gets on.
    ///
    /// - Parameter patience: the longest that it may do without waiting for anything: computing, and the disk.
    func standsStill(_ patience: Duration) -> Duration? {
        waits.withLock { waits in
            let now = clock()
            if let overdue = waits.over.values.filter({ $0 < now }).min() { return now - overdue }
            guard waits.over.isEmpty, now - waits.lastMove > patience else { return nil }
            return now - waits.lastMove
        }
    }
}
