import Synchronization

/// Whether a repair has begun to change resources.
final class ApplyMarker: Sendable {
    private let begun = Mutex(false)

    var haveBegun: Bool { begun.withLock { $0 } }

    /// Called before each change.
    ///
    /// - Returns: whether one had begun before it.
    @discardableResult
    func begin() -> Bool {
        begun.withLock { begun in
            defer { begun = true }
            return begun
        }
    }

    /// Restores the value before the last change, which was not begun after all.
    func undo(to before: Bool = false) { begun.withLock { $0 = before } }
}
