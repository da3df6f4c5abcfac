import Commands
import Synchronization

/// Whether the loop of one stack makes progress: no wait lasts longer than its limit, and the time between two waits is bounded
/// too.
final class Liveness: WaitingObserver {
    private struct Waits {
        var next: UInt64 = 0
        /// The deadline of each current wait, by its number.
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

    /// How long it has made no progress; nil if it makes progress.
    ///
    /// - Parameter patience: the longest time allowed between two waits, for computing and for disk access.
    func standsStill(_ patience: Duration) -> Duration? {
        waits.withLock { waits in
            let now = clock()
            if let overdue = waits.over.values.filter({ $0 < now }).min() { return now - overdue }
            guard waits.over.isEmpty, now - waits.lastMove > patience else { return nil }
            return now - waits.lastMove
        }
    }
}
