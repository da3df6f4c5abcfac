import Synchronization

/// Which stacks are locked, each by a token that only its holder has.
final class MemoryLocks: Sendable {
    private struct State {
        var holders: [String: UInt64] = [:]
        var lastToken: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Nil if the stack is locked.
    func take(_ stack: String) -> MemoryLock? {
        let token: UInt64? = state.withLock { state in
            guard state.holders[stack] == nil else { return nil }
            state.lastToken += 1
            state.holders[stack] = state.lastToken
            return state.lastToken
        }
        return token.map { MemoryLock(self, stack, $0) }
    }

    func isHeld(_ stack: String) -> Bool { state.withLock { $0.holders[stack] != nil } }

    func release(_ stack: String) { state.withLock { $0.holders[stack] = nil } }

    func release(_ stack: String, _ token: UInt64) {
        state.withLock { if $0.holders[stack] == token { $0.holders[stack] = nil } }
    }
}

/// The lock of an admission. It is released when this object is.
final class MemoryLock: Sendable {
    private let locks: MemoryLocks
    private let stack: String
    private let token: UInt64

    init(_ locks: MemoryLocks, _ stack: String, _ token: UInt64) {
        self.locks = locks
        self.stack = stack
        self.token = token
    }

    deinit { locks.release(stack, token) }
}
