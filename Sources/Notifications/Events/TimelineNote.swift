public import Decisions

/// How an event appears in the timeline of `terrier rehearse`.
public enum TimelineNote: Sendable, Equatable {
    /// The event is not in the timeline.
    case nothing
    case line(TimelineLine)
    /// Signals that became unknown, with the reason, or known again. Those of one cycle share a line.
    case signals(TimelineKind, [Signal], why: String)
}

/// One line of the timeline, without its time.
public struct TimelineLine: Sendable, Equatable {
    public var kind: TimelineKind
    public var rule: String?
    public var incident: String?
    /// The text for people.
    public var what: String
    /// Lines with the same key are folded. It omits details that do not matter, such as ages and numbers of incidents; nil if
    /// `what` itself is the key.
    public var foldingKey: String?
    /// Whether the cooldown is the only guardrail that holds the repair back.
    public var isCooldownAlone: Bool

    public init(
        _ kind: TimelineKind, rule: String? = nil, incident: String? = nil, _ what: String,
        foldingKey: String? = nil, isCooldownAlone: Bool = false
    ) {
        self.kind = kind
        self.rule = rule
        self.incident = incident
        self.what = what
        self.foldingKey = foldingKey
        self.isCooldownAlone = isCooldownAlone
    }
}

/// The kind of a line in the timeline; its raw value is printed before the text.
public enum TimelineKind: String, Sendable, CaseIterable {
    /// What is rehearsed, and with which resources.
    case begins
    /// An event of the scenario.
    case world
    /// The service did not run.
    case gap = "not run"
    case unknown, known
    case missing, unwell, removed
    case tripped, flapping, climbed
    /// A person has acknowledged an incident.
    case taken
    case heldBack = "held back"
    case repair, planned
    case wouldApply = "would apply"
    case repaired, refused, failed, breaker, closed

    /// Whether the line is the end of a repair.
    public var endsRepair: Bool { [.wouldApply, .repaired, .refused, .failed].contains(self) }
}
