/// What is to be repaired, and for whom: made by a decision or by a person, and carried as it is through the request, the
/// repairer's process and the book.
public struct RepairIntent: Sendable, Equatable, Codable {
    public var stack: String
    public var kind: RepairKind
    /// The rule and the incident that ask; nil where a person does, or the watcher by itself.
    public var rule: String?
    public var incident: String?
    /// The tier to restore up to, the first one where nil; the tier to shed; the tier to roll back to.
    public var tier: String?
    /// What was seen missing, or the alarms that it is about.
    public var addresses: [Address]
    /// False: everything up to the inspected plan, then "would have applied".
    public var apply: Bool

    public init(
        stack: String, kind: RepairKind, rule: String? = nil, incident: String? = nil, tier: String? = nil,
        addresses: [Address], apply: Bool
    ) {
        self.stack = stack
        self.kind = kind
        self.rule = rule
        self.incident = incident
        self.tier = tier
        self.addresses = addresses
        self.apply = apply
    }
}
