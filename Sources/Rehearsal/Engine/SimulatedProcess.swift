import Synchronization

/// A process of the rehearsed machine: it lives until it ends or is killed.
///
/// Code whose process was killed runs on until it returns, since nothing can be taken off a thread half-way; but nothing that
/// it does from then on reaches the world, and it waits for nothing.
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
        var askedAfterDeath = 0
        var waiting: [UnsafeContinuation<Ending, Never>] = []
    }

    /// Rises with every process.
    package let number: Int
    package let name: String
    private let inner = Mutex(Inner())

    init(_ number: Int, _ name: String) {
        self.number = number
        self.name = name
    }

    package var isAlive: Bool { inner.withLock { $0.ending == nil } }

    /// How often this was asked for: whoever waits for a time to pass must see it pass, although they sleep no more.
    func askedAfterDeath() -> Int {
        inner.withLock { inner in
            inner.askedAfterDeath += 1
            return inner.askedAfterDeath
        }
    }

    /// How it ended, once it has.
    package func ended() async -> Ending {
        await withUnsafeContinuation { continuation in
            let ending = inner.withLock { inner -> Ending? in
                if inner.ending == nil { inner.waiting.append(continuation) }
                return inner.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }

    /// - Returns: false where it has ended already.
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
