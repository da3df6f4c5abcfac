public import Decisions
import Ledger

/// What the repairing side is asked for: one JSON document on its standard input.
///
/// The repairer does not trust it. It reads the configuration itself, looks for itself, and takes from the request
/// only what to look at.
public struct RepairRequest: Sendable, Equatable, Codable {
    /// The form of this document. Another one is refused.
    public static let currentVersion = 3
    /// One that is older waited somewhere, and the world has moved on.
    public static let longestWait = Duration.seconds(60)

    public var version: Int
    public var stack: String
    public var kind: RepairKind
    /// The rule and the incident that ask; nil where a person does.
    public var rule: String?
    public var incident: String?
    /// The tier to restore up to, the first one where nil; the tier to shed; the tier to roll back to.
    public var tier: String?
    /// What was seen missing, or the alarms to remove.
    public var addresses: [Address]
    /// False: everything up to the inspected plan, then "would have applied".
    public var apply: Bool
    /// A person's reason; with it the guardrails that yield to a person do.
    public var why: String?
    /// Who asks: `terrier run`, or a person's user name.
    public var requestedBy: String
    /// The hash of the configuration that the request was decided under.
    public var configuration: String
    /// The state that it was decided on; nil where a person asks.
    public var state: StateMark?
    /// When it was made, by the clock of the machine that both sides run on.
    public var askedAt: Moment
    /// The configuration's file, where the repairer serves several: a name beside the file that it was started with, never
    /// a path. That file where nil.
    public var file: String?

    public init(
        stack: String, kind: RepairKind, rule: String? = nil, incident: String? = nil, tier: String? = nil,
        addresses: [Address], apply: Bool, why: String? = nil, requestedBy: String, configuration: String,
        state: StateMark? = nil, askedAt: Moment
    ) {
        self.version = Self.currentVersion
        self.stack = stack
        self.kind = kind
        self.rule = rule
        self.incident = incident
        self.tier = tier
        self.addresses = addresses
        self.apply = apply
        self.why = why
        self.requestedBy = requestedBy
        self.configuration = configuration
        self.state = state
        self.askedAt = askedAt
    }
}

extension RepairRequest {
    /// As the book keeps it, before anything is known of it: so many addresses say what it is about, and what is changed is
    /// written down with the step that changes it.
    func record(at now: Moment) -> RepairBeginning {
        RepairBeginning(
            stack: stack, kind: kind, rule: rule, incident: incident, tier: tier,
            addresses: Array(addresses.prefix(100)), apply: apply,
            requestedBy: requestedBy, why: why, configuration: configuration, at: now)
    }
}
