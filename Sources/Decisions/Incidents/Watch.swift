/// What Terrier remembers of a stack between two cycles. Saved in the ledger every cycle, so that a restart
/// neither forgets an incident's age nor repeats a repair.
public struct Watch: Sendable, Equatable, Codable {
    /// How far one rule is from tripping or clearing.
    public struct RuleWatch: Sendable, Equatable, Codable {
        /// Cycles in a row in which the condition held, or the clear condition did; unknown ones neither count nor reset.
        public var held = 0
        public var heldFor = Duration.zero
        public var clear = 0
        public var clearFor = Duration.zero
        /// Since the rule last tripped or cleared: in which cycles the condition for the next change held.
        public var recent = CycleHistory()
        /// The same of the condition alone, since the state last changed: a repair rests on nothing older.
        public var fresh = 0
        public var freshFor = Duration.zero
        public var freshRecent = CycleHistory()
        /// Between tripping and clearing. An incident may outlive it while the rule flaps.
        public var isTripped = false
        /// In which cycles the rule was tripped.
        public var trips = CycleHistory()
        /// It changes too often: it notifies and does not repair.
        public var isFlapping = false
        /// The open incident, once the rule has tripped.
        public var incident: Incident?
        /// The refusals last said, so that the same ones are not said in every cycle.
        public var refusals: [Refusal] = []

        public init() {}

        // What an older version did not write has its default: an upgrade forgets nothing else.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            held = try container.decodeIfPresent(Int.self, forKey: .held) ?? 0
            heldFor = try container.decodeIfPresent(Duration.self, forKey: .heldFor) ?? .zero
            clear = try container.decodeIfPresent(Int.self, forKey: .clear) ?? 0
            clearFor = try container.decodeIfPresent(Duration.self, forKey: .clearFor) ?? .zero
            recent = try container.decodeIfPresent(CycleHistory.self, forKey: .recent) ?? .init()
            fresh = try container.decodeIfPresent(Int.self, forKey: .fresh) ?? 0
            freshFor = try container.decodeIfPresent(Duration.self, forKey: .freshFor) ?? .zero
            freshRecent = try container.decodeIfPresent(CycleHistory.self, forKey: .freshRecent) ?? .init()
            incident = try container.decodeIfPresent(Incident.self, forKey: .incident)
            isTripped =
                try container.decodeIfPresent(Bool.self, forKey: .isTripped) ?? (incident != nil)
            trips = try container.decodeIfPresent(CycleHistory.self, forKey: .trips) ?? .init()
            isFlapping = try container.decodeIfPresent(Bool.self, forKey: .isFlapping) ?? false
            refusals = try container.decodeIfPresent([Refusal].self, forKey: .refusals) ?? []
        }
    }

    public var cycles: UInt64 = 0
    public var nextIncident = 1
    /// The state that was believed last.
    public var state: StateVersion?
    /// By the rule's name; looked up, never iterated.
    public var rules: [String: RuleWatch] = [:]
    /// Signals that were unknown of late, with the cycles they have been known since. Settled ones are dropped.
    public var settling: [String: Int] = [:]

    public init() {}

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cycles = try container.decodeIfPresent(UInt64.self, forKey: .cycles) ?? 0
        nextIncident = try container.decodeIfPresent(Int.self, forKey: .nextIncident) ?? 1
        state = try container.decodeIfPresent(StateVersion.self, forKey: .state)
        rules = try container.decodeIfPresent([String: RuleWatch].self, forKey: .rules) ?? [:]
        settling = try container.decodeIfPresent([String: Int].self, forKey: .settling) ?? [:]
    }

    /// Open incidents, in the order of their numbers.
    public var incidents: [Incident] {
        rules.values.compactMap(\.incident).sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    }
}
