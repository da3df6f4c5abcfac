public import Decisions
import Ledger

/// A request to the repairer: one JSON document on its standard input.
///
/// The repairer does not trust it. It reads the configuration and observes the stack itself, and takes from the request only
/// what to consider.
@dynamicMemberLookup
public struct RepairRequest: Sendable, Equatable {
    /// The version of this document's format. A request of another version is refused.
    public static let currentVersion = 3
    /// The greatest age. An older request waited somewhere, and its reason may no longer apply.
    public static let longestWait = Duration.seconds(60)

    public var version: Int
    /// What was decided, or what a person asks for.
    public var intent: RepairIntent
    /// A person's reason; with it, the guardrails that yield to a person do so.
    public var why: String?
    /// Who asks: `terrier run`, or a person's user name.
    public var requestedBy: String
    /// The hash of the configuration that the request was decided under.
    public var configuration: String
    /// The state that it was decided on; nil if a person asks.
    public var state: StateVersion?
    /// When it was made, by the clock of the machine that both sides run on.
    public var askedAt: Moment
    /// The configuration file, if the repairer serves several: a file name in the directory of the file that it was started
    /// with, never a path. Nil means the file that it was started with.
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
        addresses: [Address], subject: String? = nil, apply: Bool, why: String? = nil, requestedBy: String,
        configuration: String,
        state: StateVersion? = nil, askedAt: Moment
    ) {
        self.init(
            RepairIntent(
                stack: stack, kind: kind, rule: rule, incident: incident, tier: tier, addresses: addresses,
                subject: subject, apply: apply),
            why: why, requestedBy: requestedBy, configuration: configuration, state: state, askedAt: askedAt)
    }

    public subscript<Value>(dynamicMember member: WritableKeyPath<RepairIntent, Value>) -> Value {
        get { intent[keyPath: member] }
        set { intent[keyPath: member] = newValue }
    }
}

/// One flat document: the members of the intent are on the same level as the others.
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
    /// As the book records it at the beginning, with the first 100 addresses at most. What is changed is recorded later, with the
    /// step that changes it.
    func record(at now: Moment) -> RepairBeginning {
        var intent = intent
        intent.addresses = Array(intent.addresses.prefix(100))
        return RepairBeginning(
            intent, requestedBy: requestedBy, why: why, configuration: configuration, at: now)
    }
}
