import Synchronization

/// Runs all tasks of a rehearsal on the thread that calls `run`, in an order that depends on the rehearsal alone: ready jobs
/// run in the order in which they became ready. When no job is ready, the simulated time jumps to the earliest wake-up time
/// of a sleeper. Time does not pass otherwise.
///
/// Tasks that prefer this executor stay on it, with their children and the actors they call (SE-0417), so that production
/// code with its own awaits runs here unchanged.
package final class Scheduler: TaskExecutor {
    private struct Sleeper {
        var wakes: Duration
        /// If two wake at the same time, the one with the lower number, which began to sleep first, runs first.
        var number: UInt64
        var owner: Int
        var continuation: UnsafeContinuation<Void, Never>
    }

    private struct Inner {
        var ready: [UnownedJob] = []
        var next = 0
        var sleepers: [Sleeper] = []
        var slept: UInt64 = 0
        var clock = Duration.zero
    }

    private let inner = Mutex(Inner())

    /// True time since the rehearsal began. The clocks of the simulated machine derive from it and can step.
    package var clock: Duration { inner.withLock { $0.clock } }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        inner.withLock { $0.ready.append(job) }
    }

    /// Runs `work` and every task that it starts. Returns when no job is ready and no task sleeps.
    package func run(_ work: @escaping @Sendable () async -> Void) {
        Task(executorPreference: self, operation: work)
        while true {
            if let job = takeReady() {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if !wakeNext() {
                return
            }
        }
    }

    /// Sleeps on behalf of an owner. `wake(owner:)` ends the sleep early.
    package func sleep(_ time: Duration, owner: Int) async {
        await withUnsafeContinuation { continuation in
            inner.withLock { inner in
                inner.slept += 1
                inner.sleepers.append(
                    Sleeper(
                        wakes: inner.clock + max(.zero, time), number: inner.slept, owner: owner,
                        continuation: continuation))
            }
        }
    }

    /// Wakes all sleepers of an owner, in the order in which they began to sleep.
    package func wake(owner: Int) {
        let woken = inner.withLock { inner in
            let woken = inner.sleepers.filter { $0.owner == owner }
            inner.sleepers.removeAll { $0.owner == owner }
            return woken
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    private func takeReady() -> UnownedJob? {
        inner.withLock { inner in
            guard inner.next < inner.ready.count else {
                inner.ready.removeAll(keepingCapacity: true)
                inner.next = 0
                return nil
            }
            defer { inner.next += 1 }
            return inner.ready[inner.next]
        }
    }

    private func wakeNext() -> Bool {
        let sleeper = inner.withLock { inner -> Sleeper? in
            var first: Int?
            for (place, sleeper) in inner.sleepers.enumerated() {
                let earliest = first.map { inner.sleepers[$0] }
                if earliest.map({ (sleeper.wakes, sleeper.number) < ($0.wakes, $0.number) }) ?? true {
                    first = place
                }
            }
            guard let first else { return nil }
            let sleeper = inner.sleepers.remove(at: first)
            inner.clock = max(inner.clock, sleeper.wakes)
            return sleeper
        }
        sleeper?.continuation.resume()
        return sleeper != nil
    }
}
