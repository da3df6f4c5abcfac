/// What a stack's configuration asks of the decisions.
public struct Policy: Sendable, Equatable {
    public var stack: String
    public var mode: Mode
    public var rules: [Rule]
    /// Most important first.
    public var tiers: [Tier]
    public var guardrails: GuardrailSettings

    public init(stack: String, mode: Mode, rules: [Rule], tiers: [Tier], guardrails: GuardrailSettings) {
        self.stack = stack
        self.mode = mode
        self.rules = rules
        self.tiers = tiers
        self.guardrails = guardrails
    }

    /// The tier that a repair for this rule is about: the one in `when`, else the first.
    public func tier(for rule: Rule) -> Tier? {
        guard let name = rule.when.signal.tier else { return tiers.first }
        return tiers.first { $0.name == name }
    }
}
