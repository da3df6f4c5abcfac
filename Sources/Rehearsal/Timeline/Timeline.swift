public import Decisions
public import Notifications

/// The result of a rehearsal, in the order of time.
public struct Timeline: Sendable {
    /// The kind of an entry; its raw value is printed before the text.
    public typealias Kind = TimelineKind

    /// One line.
    @dynamicMemberLookup
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var line: TimelineLine

        public subscript<Value>(dynamicMember member: KeyPath<TimelineLine, Value>) -> Value {
            line[keyPath: member]
        }

        /// Entries with the same key differ only in time and in details that do not matter.
        var foldingKey: String { "\(line.kind.rawValue) \(line.foldingKey ?? line.what)" }
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
