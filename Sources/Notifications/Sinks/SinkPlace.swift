import Decisions
import Foundation
public import Settings

extension Sink {
    /// Its name in the outbox: the same after every restart and reload. URLs may hold a token, so it is a digest.
    public var key: String {
        "\(target.kind)-\(SafeName.short(target.words.joined(separator: "\u{0}"), digits: 16))"
    }

    /// Its name for people, without anything that could be a secret: `webhook hooks.example`.
    public var place: String { "\(target.kind) \(target.definition?.place(target) ?? "?")" }

    /// Whether a notice is stored in the outbox for it.
    func wants(_ notice: Notice) -> Bool { target.definition?.wants(notice, from: from) ?? false }

    /// Nil for a ping, which gets no notices.
    func noticeSender(_ tools: SenderTools) -> (any NoticeSender)? {
        target.definition?.noticeSender(self, tools)
    }

    /// `hooks.example:8443`
    static func host(_ url: String) -> String {
        guard let parsed = URL(string: url), let host = parsed.host else { return "?" }
        return parsed.port.map { "\(host):\($0)" } ?? host
    }
}

extension [Sink] {
    /// Combines sinks with the same target into one, with the lower of their minimum severities.
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
