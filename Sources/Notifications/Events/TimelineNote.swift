public import Decisions

/// What an event is in the timeline of `terrier rehearse`.
public enum TimelineNote: Sendable, Equatable {
    /// What a rehearsal does not tell.
    case nothing
    case line(TimelineLine)
    /// Signals that became unknown, and why, or known again. Those of one look share a line.
    case signals(TimelineKind, [Signal], why: String)
}

/// One line of the timeline, but for its time.
public struct TimelineLine: Sendable, Equatable {
    public var kind: TimelineKind
    public var rule: String?
    public var incident: String?
    /// For people.
    public var what: String
    /// What two lines have in common that tell the same of other times; `what` where nil.
    public var foldingKey: String?
    /// Nothing but a cooldown holds the repair back.
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

/// What a line of the timeline tells of, as the word that stands before it.
public enum TimelineKind: String, Sendable, CaseIterable {
    /// What was rehearsed, and on what.
    case begins
    /// What the scenario did to the world.
    case world
    /// The service did not run.
    case gap = "not run"
    case unknown, known
    case missing, unwell, removed
    case tripped, flapping, climbed
    /// A person has taken an incident over.
    case taken
    case heldBack = "held back"
    case repair, planned
    case wouldApply = "would apply"
    case repaired, refused, failed, breaker, closed

    /// Whether a repair ends with it.
    public var endsRepair: Bool { [.wouldApply, .repaired, .refused, .failed].contains(self) }
}
