/// What is to be repaired, and for which rule. A decision or a person makes it, and it stays unchanged in the request, the
/// repairer's process and the book.
public struct RepairIntent: Sendable, Equatable, Codable {
    public var stack: String
    public var kind: RepairKind
    /// The rule and the incident that request it; nil if a person does, or the watcher without a rule.
    public var rule: String?
    public var incident: String?
    /// By kind: the last tier to restore (nil: the first tier), the tier to shed, or the tier to roll back to.
    public var tier: String?
    /// The missing resources, or the alarms, that it is about.
    public var addresses: [Address]
    /// By kind, what it names besides addresses: the snapshot to restore, the lock's id, or the command's name.
    public var subject: String?
    /// False: the repair runs up to the inspected plan and ends with the outcome `would-apply`.
    public var apply: Bool

    public init(
        stack: String, kind: RepairKind, rule: String? = nil, incident: String? = nil, tier: String? = nil,
        addresses: [Address], subject: String? = nil, apply: Bool
    ) {
        self.stack = stack
        self.kind = kind
        self.rule = rule
        self.incident = incident
        self.tier = tier
        self.addresses = addresses
        self.subject = subject
        self.apply = apply
    }
}
