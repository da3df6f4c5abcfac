import Synchronization

/// Whether a simulation has ended. Once set, it stays set.
package final class EndFlag: Sendable {
    private let value = Mutex(false)

    package init() {}

    package var isSet: Bool { value.withLock { $0 } }
    package func set() { value.withLock { $0 = true } }
}
