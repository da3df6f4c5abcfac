import Synchronization

/// Wakes those who carry, from anywhere and at once.
final class DeliveryWakeup: Sendable {
    private let wakes = Mutex<[String: AsyncStream<Void>.Continuation]>([:])

    func wakeDeliverer() {
        wakes.withLock { for wake in $0.values { wake.yield() } }
    }

    /// One that is not heard yet is kept; several are one.
    func listen(_ name: String) -> (stream: AsyncStream<Void>, wake: AsyncStream<Void>.Continuation) {
        let (stream, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakes.withLock { $0[name] = wake }
        return (stream, wake)
    }

    func forget(_ name: String) {
        wakes.withLock { $0[name] = nil }
    }
}
