public import Decisions

/// What a rehearsal came to, in the order of time.
public struct Timeline: Sendable {
    /// What a line tells of, as the word that stands before it.
    public enum Kind: String, Sendable, CaseIterable {
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
    }

    /// One line.
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var kind: Kind
        public var rule: String?
        public var incident: String?
        public var what: String
        /// Entries of one likeness tell the same of other times.
        var foldingKey: String
        /// Nothing but a cooldown holds the repair back.
        var isCooldownAlone = false

        /// - Parameter foldingKey: where `what` says more than matters, as ages and numbers of incidents.
        init(
            at: Timestamp, kind: Kind, rule: String? = nil, incident: String? = nil, what: String,
            foldingKey: String? = nil
        ) {
            self.foldingKey = "\(kind.rawValue) \(foldingKey ?? what)"
            self.at = at
            self.kind = kind
            self.rule = rule
            self.incident = incident
            self.what = what
        }
    }

    public var stack: String
    public var entries: [Entry]
    /// When the rehearsed time is over.
    public var end: Timestamp
    public var cycles: Int
    /// How a repair that was asked for is spoken of: a scenario carries it out, a history does not.
    public var repairs: [Kind: Int]

    /// The world went on as it was recorded: repairs were asked for and not carried out.
    public var isRecorded = false

    /// `rehearsed: 120 cycles, 1 incident, 1 repair (1 repaired); nothing was touched`
    public var summary: String {
        let incidents = entries.count { $0.kind == .tripped }
        let asked = entries.count { $0.kind == .repair }
        let endings = Kind.allCases.compactMap { kind in
            repairs[kind].map { "\($0) \(kind == .wouldApply ? "would have applied" : kind.rawValue)" }
        }
        let recorded = asked == 0 ? "" : " asked for"
        let ended = isRecorded ? recorded : endings.isEmpty ? "" : " (\(endings.joined(separator: ", ")))"
        return
            "rehearsed \(stack): \(Self.count(cycles, "cycle")), \(Self.count(incidents, "incident")), "
            + "\(Self.count(asked, "repair"))\(ended); nothing was touched"
    }

    static func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}
