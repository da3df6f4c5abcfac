/// What the decisions need from a stack's configuration.
public struct Policy: Sendable, Equatable {
    public var stack: String
    public var mode: Mode
    public var rules: [Rule]
    /// Most important first.
    public var tiers: [Tier]
    public var guardrails: GuardrailSettings
    /// The ladder for incidents whose rule has none of its own.
    public var ladder: Ladder
    /// `placeholder:` and `open_cors:`; nil if the stack has no such key.
    public var placeholder: PlaceholderSettings?
    public var openCORS: OpenCORSSettings?
    /// What the repair `run` may run.
    public var commands: [OwnCommand] = []

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

    /// The ladder for incidents of this rule: the rule's own, otherwise the stack's if the rule escalates. A rule that responds
    /// with a repair has only a ladder of its own.
    ///
    /// For a rule on the watching itself, the rungs that repair are left out.
    public func ladder(for rule: Rule) -> Ladder? {
        guard let ladder = rule.ladder ?? (rule.respond == .escalate ? ladder : nil) else { return nil }
        guard rule.when.signal.isAboutWatching else { return ladder }
        return Ladder(ladder.rungs.filter { $0.step.repair == nil })
    }

    /// The tier that a repair for this rule is about: the one in `when`, otherwise the first.
    public func tier(for rule: Rule) -> Tier? {
        guard let name = rule.when.signal.tier else { return tiers.first }
        return tiers.first { $0.name == name }
    }
}
