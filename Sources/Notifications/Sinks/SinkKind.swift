import Decisions
import Settings

/// One kind of sink: the format of its entry under `notify:`, and how notices are delivered to it. Each kind is in a folder of
/// its own and in the list `SinkKinds.all`.
protocol SinkKind: Sendable {
    /// The keys of its entry, and how they are validated.
    static var form: SinkForm { get }

    /// The name of a target for people, without the kind and without anything that could be a secret: `hooks.example`.
    static func place(_ target: SinkTarget) -> String

    /// Whether a notice is stored in the outbox for a sink with this minimum severity.
    static func wants(_ notice: Notice, from: Severity) -> Bool

    /// What delivers notices to it; nil if the kind gets none.
    static func noticeSender(_ sink: Sink, _ tools: SenderTools) -> (any NoticeSender)?

    /// The credential that it needs and that is missing; nil if none is missing.
    static func missingCredential(_ target: SinkTarget, _ tools: SenderTools) async -> MissingCredential?

    /// The AWS actions that it calls, for the watcher's minimal IAM policy.
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
