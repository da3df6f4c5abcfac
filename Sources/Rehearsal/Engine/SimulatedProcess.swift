import Synchronization

/// A process of the simulated machine. It runs until it exits or is killed.
///
/// The code of a killed process still runs until it returns, since a thread cannot drop it half-way. But from then on
/// nothing that it does changes the simulated world, and its waits return at once.
package final class SimulatedProcess: Sendable {
    package enum Ending: Sendable, Equatable {
        case exited(Int)
        case killed

        var words: String {
            switch self {
            case .exited(let code): return "exit code \(code)"
            case .killed: return "signal 9"
            }
        }
    }

    private struct Inner {
        var ending: Ending?
        var clockReadsAfterEnd = 0
        var waiting: [UnsafeContinuation<Ending, Never>] = []
    }

    /// Increases with every process.
    package let number: Int
    package let name: String
    private let inner = Mutex(Inner())

    init(_ number: Int, _ name: String) {
        self.number = number
        self.name = name
    }

    package var isAlive: Bool { inner.withLock { $0.ending == nil } }

    /// Counts the clock reads of a process that has ended, and returns the count. Its code no longer sleeps, so a loop that
    /// waits for a time must see the time advance with each read.
    func countClockReadAfterEnd() -> Int {
        inner.withLock { inner in
            inner.clockReadsAfterEnd += 1
            return inner.clockReadsAfterEnd
        }
    }

    /// Waits until the process has ended, and returns how.
    package func ended() async -> Ending {
        await withUnsafeContinuation { continuation in
            let ending = inner.withLock { inner -> Ending? in
                if inner.ending == nil { inner.waiting.append(continuation) }
                return inner.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }

    /// - Returns: false if the process has already ended.
    @discardableResult
    package func end(_ ending: Ending) -> Bool {
        let waiting = inner.withLock { inner -> [UnsafeContinuation<Ending, Never>]? in
            guard inner.ending == nil else { return nil }
            inner.ending = ending
            defer { inner.waiting = [] }
            return inner.waiting
        }
        for continuation in waiting ?? [] { continuation.resume(returning: ending) }
        return waiting != nil
    }
}
