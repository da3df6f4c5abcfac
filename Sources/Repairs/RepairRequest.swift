public import Decisions
import Ledger

/// What the repairing side is asked for: one JSON document on its standard input.
///
/// The repairer does not trust it. It reads the configuration itself, looks for itself, and takes from the request
/// only what to look at.
@dynamicMemberLookup
public struct RepairRequest: Sendable, Equatable {
    /// The form of this document. Another one is refused.
    public static let currentVersion = 3
    /// One that is older waited somewhere, and the world has moved on.
    public static let longestWait = Duration.seconds(60)

    public var version: Int
    /// What was decided, or what a person asks for.
    public var intent: RepairIntent
    /// A person's reason; with it the guardrails that yield to a person do.
    public var why: String?
    /// Who asks: `terrier run`, or a person's user name.
    public var requestedBy: String
    /// The hash of the configuration that the request was decided under.
    public var configuration: String
    /// The state that it was decided on; nil where a person asks.
    public var state: StateVersion?
    /// When it was made, by the clock of the machine that both sides run on.
    public var askedAt: Moment
    /// The configuration's file, where the repairer serves several: a name beside the file that it was started with, never
    /// a path. That file where nil.
    public var file: String?

    public init(
        _ intent: RepairIntent, why: String? = nil, requestedBy: String, configuration: String,
        state: StateVersion? = nil, askedAt: Moment
    ) {
        self.version = Self.currentVersion
        self.intent = intent
        self.why = why
        self.requestedBy = requestedBy
        self.configuration = configuration
        self.state = state
        self.askedAt = askedAt
    }

    public init(
        stack: String, kind: RepairKind, rule: String? = nil, incident: String? = nil, tier: String? = nil,
        addresses: [Address], apply: Bool, why: String? = nil, requestedBy: String, configuration: String,
        state: StateVersion? = nil, askedAt: Moment
    ) {
        self.init(
            RepairIntent(
                stack: stack, kind: kind, rule: rule, incident: incident, tier: tier, addresses: addresses,
                apply: apply),
            why: why, requestedBy: requestedBy, configuration: configuration, state: state, askedAt: askedAt)
    }

    public subscript<Value>(dynamicMember member: WritableKeyPath<RepairIntent, Value>) -> Value {
        get { intent[keyPath: member] }
        set { intent[keyPath: member] = newValue }
    }
}

/// One flat document: the intent's members stand beside the others.
extension RepairRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case version, why, requestedBy, configuration, state, askedAt, file
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        intent = try RepairIntent(from: decoder)
        version = try container.decode(Int.self, forKey: .version)
        why = try container.decodeIfPresent(String.self, forKey: .why)
        requestedBy = try container.decode(String.self, forKey: .requestedBy)
        configuration = try container.decode(String.self, forKey: .configuration)
        state = try container.decodeIfPresent(StateVersion.self, forKey: .state)
        askedAt = try container.decode(Moment.self, forKey: .askedAt)
        file = try container.decodeIfPresent(String.self, forKey: .file)
    }

    public func encode(to encoder: any Encoder) throws {
        try intent.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(version, forKey: .version)
        try container.encodeIfPresent(why, forKey: .why)
        try container.encode(requestedBy, forKey: .requestedBy)
        try container.encode(configuration, forKey: .configuration)
        try container.encodeIfPresent(state, forKey: .state)
        try container.encode(askedAt, forKey: .askedAt)
        try container.encodeIfPresent(file, forKey: .file)
    }
}

extension RepairRequest {
    /// As the book keeps it, before anything is known of it: so many addresses say what it is about, and what is changed is
    /// written down with the step that changes it.
    func record(at now: Moment) -> RepairBeginning {
        var intent = intent
        intent.addresses = Array(intent.addresses.prefix(100))
        return RepairBeginning(
            intent, requestedBy: requestedBy, why: why, configuration: configuration, at: now)
    }
}
