public import Decisions

/// The result of a rehearsal, in the order of time.
public struct Timeline: Sendable {
    /// The kind of an entry; its raw value is printed before the text.
    public enum Kind: String, Sendable, CaseIterable {
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
    }

    /// One line.
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var kind: Kind
        public var rule: String?
        public var incident: String?
        public var what: String
        /// Entries with the same key differ only in time.
        var foldingKey: String
        /// Whether the cooldown is the only guardrail that holds the repair back.
        var isCooldownAlone = false

        /// - Parameter foldingKey: replaces `what` in the key if `what` has details that do not matter for it, such as ages and
        ///   numbers of incidents.
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
    /// When the rehearsed time ends.
    public var end: Timestamp
    public var cycles: Int
    /// How many repairs ended with each outcome. Empty for a history, which carries no repair out.
    public var repairs: [Kind: Int]

    /// Whether this is the rehearsal of a history: repairs were requested and not carried out.
    public var isRecorded = false

    /// `rehearsed: 120 cycles, 1 incident, 1 repair (1 repaired); nothing was touched`
    public var summary: String {
        let incidents = entries.count { $0.kind == .tripped }
        let requested = entries.count { $0.kind == .repair }
        let endings = Kind.allCases.compactMap { kind in
            repairs[kind].map { "\($0) \(kind == .wouldApply ? "would have applied" : kind.rawValue)" }
        }
        let recorded = requested == 0 ? "" : " requested"
        let ended = isRecorded ? recorded : endings.isEmpty ? "" : " (\(endings.joined(separator: ", ")))"
        return
            "rehearsed \(stack): \(Self.count(cycles, "cycle")), \(Self.count(incidents, "incident")), "
            + "\(Self.count(requested, "repair"))\(ended); nothing was touched"
    }

    /// `1 cycle`, `2 cycles`
    static func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}
