public import Decisions

/// How an event appears in the timeline of `terrier rehearse`.
public enum TimelineNote: Sendable, Equatable {
    /// A rehearsal does not print it.
    case nothing
    case line(TimelineLine)
    /// Signals that became unknown, and why, or known again. Those of one cycle share a line.
    case signals(TimelineKind, [Signal], why: String)
}

/// One line of the timeline, without its time.
public struct TimelineLine: Sendable, Equatable {
    public var kind: TimelineKind
    public var rule: String?
    public var incident: String?
    /// The text for people.
    public var what: String
    /// Lines with the same key differ only in their times and may be printed as one; `what` is the key if it is nil.
    public var foldingKey: String?
    /// Whether only a cooldown holds the repair back.
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

/// The kind of a line of the timeline; the raw value is printed before it.
public enum TimelineKind: String, Sendable, CaseIterable {
    /// What is rehearsed, and with which input.
    case begins
    /// What the scenario changed.
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

    /// Whether it is the outcome of a repair.
    public var endsRepair: Bool { [.wouldApply, .repaired, .refused, .failed].contains(self) }
}
