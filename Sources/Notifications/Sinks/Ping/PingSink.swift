import Decisions
public import Settings

/// `ping:`, the URL of a dead man's switch. It carries no notices; `Heartbeat` pings it.
enum PingSink: SinkKind {
    static let form = SinkForm(
        "ping", refusesFrom: "a ping says that the service lives, whatever it saw; remove 'from'"
    ) { entry in
        entry.url(entry.target).map { .ping(url: $0) }
    }

    static func place(_ target: SinkTarget) -> String { Sink.host(target.address) }
    static func wants(_: Notice, from _: Severity) -> Bool { false }
    static func noticeSender(_: Sink, _: SenderTools) -> (any NoticeSender)? { nil }
}

extension SinkTarget {
    public static func ping(url: String) -> SinkTarget { SinkTarget(PingSink.form.key, [url]) }
}

extension Sink {
    /// Whether it is pinged, and carries no notices.
    public var isPing: Bool { target.kind == PingSink.form.key }
}
