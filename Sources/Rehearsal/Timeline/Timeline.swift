public import Decisions
public import Notifications

/// What a rehearsal came to, in the order of time.
public struct Timeline: Sendable {
    /// What a line tells of, as the word that stands before it.
    public typealias Kind = TimelineKind

    /// One line.
    @dynamicMemberLookup
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var line: TimelineLine

        public subscript<Value>(dynamicMember member: KeyPath<TimelineLine, Value>) -> Value {
            line[keyPath: member]
        }

        /// Entries of one likeness tell the same of other times.
        var foldingKey: String { "\(line.kind.rawValue) \(line.foldingKey ?? line.what)" }
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
