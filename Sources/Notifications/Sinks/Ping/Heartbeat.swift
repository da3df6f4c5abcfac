import Decisions
import Foundation
public import HTTP
public import Settings

/// Pings monitors that alert when the pings stop, with the API of healthchecks.io (healthchecks.io/docs/http_api). Pings are
/// not stored in the outbox: a late ping has no value.
public actor Heartbeat {
    public enum PingKind: Sendable, Equatable {
        case started
        case alive
        /// A loop makes no progress, or its cycles cannot be recorded.
        case hanging
        /// The service ended with this code.
        case ended(code: Int32)

        var path: String {
            switch self {
            case .started: return "/start"
            case .alive: return ""
            case .hanging: return "/fail"
            case .ended(let code): return "/\(code)"
            }
        }
    }

    private let http: HTTPClient
    private let events: EventLog
    private var failing: Set<String> = []
    static let deadline = Duration.seconds(10)

    public init(http: HTTPClient, events: EventLog) {
        self.http = http
        self.events = events
    }

    /// Pings every `ping:` sink among these, concurrently.
    ///
    /// - Parameter line: one line with the status of the service, without anything secret.
    public func give(_ pingKind: PingKind, _ line: String, to sinks: [Sink]) async {
        await withTaskGroup(of: (Sink, String?).self) { group in
            for sink in sinks.merged {
                group.addTask { [http] in (sink, await Self.send(pingKind, line, to: sink, http)?.why) }
            }
            for await (sink, why) in group { await note(sink, why) }
        }
    }

    /// Sends one ping.
    ///
    /// - Returns: why it failed; nil if it was accepted, or cancelled.
    static func send(_ pingKind: PingKind, _ line: String, to sink: Sink, _ http: HTTPClient) async
        -> DeliveryFault?
    {
        guard sink.isPing else { return nil }
        let request = HTTPRequest(
            "POST", address(sink.target.address, pingKind),
            headers: [.init("Content-Type", "text/plain; charset=utf-8")],
            body: Array(line.utf8.prefix(1000)))
        do throws(HTTPFault) {
            return DeliveryFault(
                try await http.send(request, deadline: deadline, limit: 64 << 10),
                from: Sink.host(sink.target.address))
        } catch {
            return error.cause == .cancelled ? nil : DeliveryFault(error)
        }
    }

    /// The URL with the kind's path inserted after the path and before a query.
    static func address(_ url: String, _ pingKind: PingKind) -> String {
        let end = url.firstIndex(of: "?") ?? url.endIndex
        let path = url[..<end]
        return (path.hasSuffix("/") && !pingKind.path.isEmpty ? String(path.dropLast()) : String(path))
            + pingKind.path
            + url[end...]
    }

    private func note(_ sink: Sink, _ why: String?) async {
        if let why {
            guard failing.insert(sink.key).inserted else { return }
            await events.write(.sinkFailing(sink: sink.place, why: why))
        } else if failing.remove(sink.key) != nil {
            await events.write(.sinkWorking(sink: sink.place))
        }
    }
}
