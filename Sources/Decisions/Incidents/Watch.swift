/// What is kept about a stack between two cycles. It is stored in the ledger in every cycle, so that a restart neither loses
/// an incident's age nor repeats a repair.
public struct Watch: Sendable, Equatable, Codable {
    /// How close one rule is to tripping or clearing.
    public struct RuleWatch: Sendable, Equatable, Codable {
        /// Consecutive cycles in which the condition, or the clear condition, was true. Unknown cycles neither count nor reset.
        public var held = 0
        public var heldFor = Duration.zero
        public var clear = 0
        public var clearFor = Duration.zero
        /// Since the rule last tripped or cleared: in which cycles the condition for the next change was true.
        public var recent = CycleHistory()
        /// The same for the condition only, since the state last changed. A repair depends on nothing older.
        public var fresh = 0
        public var freshFor = Duration.zero
        public var freshRecent = CycleHistory()
        /// From tripping to clearing. If the rule flaps, an incident may stay open longer.
        public var isTripped = false
        /// In which cycles the rule was tripped.
        public var trips = CycleHistory()
        /// The rule changes too often: it notifies, but does not repair.
        public var isFlapping = false
        /// The open incident, after the rule has tripped.
        public var incident: Incident?
        /// The last reported refusals, so that the same ones are not reported in every cycle.
        public var refusals: [Refusal] = []

        public init() {}

        // Fields that an older version did not write get their defaults, so that an upgrade loses nothing else.
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
    /// The last believed state.
    public var state: StateVersion?
    /// By rule name. Only looked up, never iterated where order matters.
    public var rules: [String: RuleWatch] = [:]
    /// Signals that were recently unknown, with the number of cycles since they are known again. Settled ones are removed.
    public var settling: [String: Int] = [:]

    public init() {}

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        cycles = try container.decodeIfPresent(UInt64.self, forKey: .cycles) ?? 0
        nextIncident = try container.decodeIfPresent(Int.self, forKey: .nextIncident) ?? 1
        state = try container.decodeIfPresent(StateVersion.self, forKey: .state)
        rules = try container.decodeIfPresent([String: RuleWatch].self, forKey: .rules) ?? [:]
        settling = try container.decodeIfPresent([String: Int].self, forKey: .settling) ?? [:]
        guard isPlausible else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a number that no cycle counts to"))
        }
    }

    /// The open incidents, oldest first.
    public var incidents: [Incident] {
        rules.values.compactMap(\.incident).sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    }
}
