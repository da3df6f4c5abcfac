import Decisions
public import Settings

/// `ping:`, the URL of a monitor that alerts when pings stop. It gets no notices; `Heartbeat` pings it.
enum PingSink: SinkKind {
    static let form = SinkForm(
        "ping", refusesFrom: "a ping only reports that the service runs and has no severity; remove 'from'"
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
    /// Whether it is pinged, and gets no notices.
    public var isPing: Bool { target.kind == PingSink.form.key }
}
