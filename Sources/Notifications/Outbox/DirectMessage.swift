public import Decisions
public import Settings

/// A message that a person or the service manager sends through the sinks.
public enum DirectMessage: Sendable, Equatable {
    /// A test notice.
    case test
    /// A unit has failed and is not started again: nothing is watched.
    case failed(unit: String)

    func notice(from host: String, at: Timestamp) -> Notice {
        let moment = String(at.milliseconds)
        switch self {
        case .test:
            return Notice(
                id: NoticeID.make([host, "test", moment]), kind: .test, severity: .info, stack: nil,
                title: "terrier notify --test on \(host): notices reach you", at: at)
        case .failed(let unit):
            return Notice(
                id: NoticeID.make([host, "failed", unit, moment]), kind: .serviceFailed, severity: .critical,
                stack: nil,
                title: "\(unit) on \(host) has failed and is not started again: nothing is watched",
                lines: ["see: systemctl status \(unit); journalctl -u \(unit)"], at: at)
        }
    }

    var pingKind: Heartbeat.PingKind {
        switch self {
        case .test: return .alive
        case .failed: return .ended(code: 1)
        }
    }
}

extension Sink {
    /// Sends one message to the sink directly, without the outbox.
    ///
    /// - Returns: why it was not delivered; nil if it was.
    public func send(
        _ message: DirectMessage, from host: String, at: Timestamp, _ tools: SenderTools
    ) async -> String? {
        let notice = message.notice(from: host, at: at)
        if isPing { return await Heartbeat.send(message.pingKind, notice.title, to: self, tools.http)?.why }
        do throws(DeliveryFault) {
            try await noticeSender(tools)?.deliver(notice, at: at)
            return nil
        } catch {
            return error.why
        }
    }
}
