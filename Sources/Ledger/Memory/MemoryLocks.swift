import Synchronization

/// Who holds which stack, by a token that only its holder has.
final class MemoryLocks: Sendable {
    private struct State {
        var holders: [String: UInt64] = [:]
        var lastToken: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Nil where somebody holds the stack.
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

/// What an admission keeps others out with, for as long as it lives.
final class MemoryLock: Sendable {
    private let holds: MemoryLocks
    private let stack: String
    private let token: UInt64

    init(_ holds: MemoryLocks, _ stack: String, _ token: UInt64) {
        self.holds = holds
        self.stack = stack
        self.token = token
    }

    deinit { holds.release(stack, token) }
}
