/// What Terrier remembers of a stack between two cycles. Saved in the ledger every cycle, so that a restart
/// neither forgets an incident's age nor repeats a repair.
public struct Watch: Sendable, Equatable, Codable {
    /// How far one rule is from tripping or clearing.
    public struct RuleWatch: Sendable, Equatable, Codable {
        /// Cycles in a row in which the condition held, or did not; unknown ones neither count nor reset.
        public var held = 0
        public var heldFor = Duration.zero
        public var clear = 0
        public var clearFor = Duration.zero
        /// The open incident, once the rule has tripped.
        public var incident: Incident?
        /// The refusals last said, so that the same ones are not said in every cycle.
        public var refusals: [Refusal] = []

        public init() {}
    }

    public var cycles: UInt64 = 0
    public var nextIncident = 1
    /// By the rule's name; looked up, never iterated.
    public var rules: [String: RuleWatch] = [:]
    /// Signals that were unknown of late, with the cycles they have been known since. Settled ones are dropped.
    public var settling: [String: Int] = [:]

    public init() {}

    /// Open incidents, in the order of their numbers.
    public var incidents: [Incident] {
        rules.values.compactMap(\.incident).sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    }
}
