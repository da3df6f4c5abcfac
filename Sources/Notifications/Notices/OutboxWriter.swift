public import Decisions
public import Ledger
public import Settings

/// The cycle's access to the sinks: it makes outbox entries and wakes the deliverer, and never waits for a sink.
public struct OutboxWriter: Sendable {
    private let sinks: [Sink]
    private let wakeup: @Sendable () -> Void

    /// - Parameter wakeup: called after something was stored in the outbox; it returns at once.
    public init(_ sinks: [Sink], wakeup: @escaping @Sendable () -> Void = {}) {
        self.sinks = sinks
        self.wakeup = wakeup
    }

    public static let nobody = OutboxWriter([])

    /// One entry for each sink that wants a notice.
    public func entries(_ notices: [Notice], at: Timestamp) -> [OutboxEntry] {
        notices.flatMap { notice in
            sinks.filter { $0.wants(notice) }.map { sink in
                OutboxEntry(
                    notice: notice.id, sink: sink.key, stack: notice.stack, incident: notice.incident,
                    severity: notice.severity, payload: notice.json, at: at)
            }
        }
    }

    public func wakeDeliverer() { wakeup() }
}
