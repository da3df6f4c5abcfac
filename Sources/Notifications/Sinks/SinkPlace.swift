import Decisions
import Foundation
public import Settings

extension Sink {
    /// By what the outbox knows it: the same after every restart and reload. URLs may hold a token, so it is a digest.
    public var key: String {
        "\(target.kind)-\(SafeName.short(target.words.joined(separator: "\u{0}"), digits: 16))"
    }

    /// What a person knows it by, without anything that could be a secret: `webhook hooks.example`.
    public var place: String { "\(target.kind) \(target.definition?.place(target) ?? "?")" }

    /// Whether a notice is laid into the outbox for it.
    func wants(_ notice: Notice) -> Bool { target.definition?.wants(notice, from: from) ?? false }

    /// Nil for a ping, which carries no notices.
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
