public import Decisions
import Foundation

/// Where people are told of what happens, besides the journal.
public struct Sink: Sendable, Equatable {
    public enum Target: Sendable, Equatable {
        /// - Parameter secretCredential: the file in the credentials directory whose secret signs; unsigned where nil.
        case webhook(url: String, secretCredential: String?)
        case alertmanager(url: String)
        case sns(topic: String)
        case command([String])
        case ping(url: String)
    }

    public var target: Target
    /// What is less severe is not told.
    public var from: Severity

    public init(_ target: Target, from: Severity) {
        self.target = target
        self.from = from
    }

    /// By what the outbox knows it: the same after every restart and reload. URLs may hold a token, so it is a digest.
    public var key: String {
        "\(kind)-\(Digest.short(targetText, digits: 16))"
    }

    /// What a person knows it by, without anything that could be a secret: `webhook hooks.example`.
    public var place: String {
        switch target {
        case .webhook(let url, _), .alertmanager(let url), .ping(let url): return "\(kind) \(Self.host(url))"
        case .sns(let topic): return "sns \(topic.split(separator: ":").last ?? "")"
        case .command(let list): return "command \(list.first?.split(separator: "/").last ?? "")"
        }
    }

    private var kind: String {
        switch target {
        case .webhook: return "webhook"
        case .alertmanager: return "alertmanager"
        case .sns: return "sns"
        case .command: return "command"
        case .ping: return "ping"
        }
    }

    private var targetText: String {
        switch target {
        case .webhook(let url, _), .alertmanager(let url), .ping(let url): return url
        case .sns(let topic): return topic
        case .command(let list): return list.joined(separator: "\u{0}")
        }
    }

    /// Whether a notice is laid into the outbox for it. An Alertmanager is told what stands, time and again; of notices it
    /// gets the ends alone, which must not be lost.
    func wants(_ notice: Notice) -> Bool {
        switch target {
        case .ping: return false
        case .alertmanager: return notice.kind == .closed && notice.ruleSeverity ?? notice.severity >= from
        case .webhook, .sns, .command: return notice.severity >= from
        }
    }

    /// `hooks.example:8443`
    static func host(_ url: String) -> String {
        guard let parsed = URL(string: url), let host = parsed.host else { return "?" }
        return parsed.port.map { "\(host):\($0)" } ?? host
    }
}

extension [Sink] {
    /// Two that have one target are one, which hears what either would.
    public var merged: [Sink] {
        var order: [String] = []
        var byKey: [String: Sink] = [:]
        for sink in self {
            if let first = byKey[sink.key] {
                byKey[sink.key]?.from = Swift.min(first.from, sink.from)
            } else {
                order.append(sink.key)
                byKey[sink.key] = sink
            }
        }
        return order.compactMap { byKey[$0] }
    }
}
