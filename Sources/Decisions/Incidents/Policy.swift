/// What a stack's configuration asks of the decisions.
public struct Policy: Sendable, Equatable {
    public var stack: String
    public var mode: Mode
    public var rules: [Rule]
    /// Most important first.
    public var tiers: [Tier]
    public var guardrails: GuardrailSettings
    /// What incidents climb whose rule has no ladder of its own.
    public var ladder: Ladder

    public init(
        stack: String, mode: Mode, rules: [Rule], tiers: [Tier], guardrails: GuardrailSettings,
        ladder: Ladder = .standard
    ) {
        self.stack = stack
        self.mode = mode
        self.rules = rules
        self.tiers = tiers
        self.guardrails = guardrails
        self.ladder = ladder
    }

    /// What an incident of this rule climbs: the rule's own ladder, else the stack's where the rule escalates. A rule that
    /// repairs at once climbs only a ladder of its own.
    ///
    /// Of a rule on the watching itself no rung repairs.
    public func ladder(for rule: Rule) -> Ladder? {
        guard let ladder = rule.ladder ?? (rule.respond == .escalate ? ladder : nil) else { return nil }
        guard rule.when.signal.isAboutWatching else { return ladder }
        return Ladder(ladder.rungs.filter { $0.step.repair == nil })
    }

    /// The tier that a repair for this rule is about: the one in `when`, else the first.
    public func tier(for rule: Rule) -> Tier? {
        guard let name = rule.when.signal.tier else { return tiers.first }
        return tiers.first { $0.name == name }
    }
}
