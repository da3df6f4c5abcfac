import Synchronization

/// Whether a repair has begun to change the world.
final class Changes: Sendable {
    private let begun = Mutex(false)

    var haveBegun: Bool { begun.withLock { $0 } }

    /// Said before the first change.
    func begin() { begun.withLock { $0 = true } }

    /// Nothing was changed after all.
    func undo() { begun.withLock { $0 = false } }
}
