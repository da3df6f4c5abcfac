import Synchronization

/// Whether a repair has begun to change the world.
final class ApplyMarker: Sendable {
    private let begun = Mutex(false)

    var haveBegun: Bool { begun.withLock { $0 } }

    /// Said before each change.
    ///
    /// - Returns: whether one had begun before it.
    @discardableResult
    func begin() -> Bool {
        begun.withLock { begun in
            defer { begun = true }
            return begun
        }
    }

    /// The last change was not begun with after all; what stood before it stands.
    func undo(to before: Bool = false) { begun.withLock { $0 = before } }
}
