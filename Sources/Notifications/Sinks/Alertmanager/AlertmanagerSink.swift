import Decisions
public import Settings

/// `alertmanager:`, an address without a path. The open incidents are sent to it repeatedly.
enum AlertmanagerSink: SinkKind {
    static let form = SinkForm("alertmanager") { entry in
        guard var url = entry.url(entry.target) else { return nil }
        if url.hasSuffix("/") { url.removeLast() }
        if url.drop(while: { $0 != ":" }).dropFirst(3).contains(where: { "/?#".contains($0) }) {
            entry.fault(
                entry.target,
                "alertmanager is an address without a path, as in http://127.0.0.1:9093; remove what follows the host"
            )
        }
        return .alertmanager(url: url)
    }

    static func place(_ target: SinkTarget) -> String { Sink.host(target.address) }

    /// Of notices it gets only those about closed incidents, which must not be lost.
    static func wants(_ notice: Notice, from: Severity) -> Bool {
        notice.kind == .closed && notice.ruleSeverity ?? notice.severity >= from
    }

    static func noticeSender(_ sink: Sink, _ tools: SenderTools) -> (any NoticeSender)? {
        Alertmanager(url: sink.target.address, from: sink.from, http: tools.http)
    }
}

extension SinkTarget {
    /// - Parameter url: without a path.
    public static func alertmanager(url: String) -> SinkTarget {
        SinkTarget(AlertmanagerSink.form.key, [url])
    }
}
