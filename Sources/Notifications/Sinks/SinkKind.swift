import Decisions
import Settings

/// One kind of sink: how its entry of `notify:` is written, and how a notice gets there. Each is in a folder of its own and
/// in the list `SinkKinds.all`.
protocol SinkKind: Sendable {
    /// The keys of its entry, and what is a fault in them.
    static var form: SinkForm { get }

    /// What a person knows a target by, without the kind and without anything that could be a secret: `hooks.example`.
    static func place(_ target: SinkTarget) -> String

    /// Whether a notice is laid into the outbox for a sink that is told from this severity on.
    static func wants(_ notice: Notice, from: Severity) -> Bool

    /// What carries notices there; nil where the kind carries none.
    static func noticeSender(_ sink: Sink, _ tools: SenderTools) -> (any NoticeSender)?

    /// What it needs to carry notices and is not there; nil where nothing lacks.
    static func missingCredential(_ target: SinkTarget, _ tools: SenderTools) async -> MissingCredential?

    /// What AWS is asked to do, for the least policy of the watcher.
    static func calls(_ target: SinkTarget) -> [SinkPermission]
}

/// An action of IAM that a sink needs.
public struct SinkPermission: Sendable, Equatable {
    /// As in `sns:Publish`.
    public var action: String
    /// An ARN.
    public var resource: String
}

extension SinkKind {
    static func wants(_ notice: Notice, from: Severity) -> Bool { notice.severity >= from }
    static func missingCredential(_: SinkTarget, _: SenderTools) async -> MissingCredential? { nil }
    static func calls(_: SinkTarget) -> [SinkPermission] { [] }
}
