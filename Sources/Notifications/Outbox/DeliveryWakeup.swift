import Synchronization

/// Wakes the delivery tasks, from any thread and without waiting.
final class DeliveryWakeup: Sendable {
    private let wakes = Mutex<[String: AsyncStream<Void>.Continuation]>([:])

    func wakeDeliverer() {
        wakes.withLock { for wake in $0.values { wake.yield() } }
    }

    /// A wake-up that is not received yet is kept; several are combined into one.
    func listen(_ name: String) -> (stream: AsyncStream<Void>, wake: AsyncStream<Void>.Continuation) {
        let (stream, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakes.withLock { $0[name] = wake }
        return (stream, wake)
    }

    func forget(_ name: String) {
        wakes.withLock { $0[name] = nil }
    }
}
