/// What a tripped rule opened.
public struct Incident: Sendable, Equatable, Codable {
    /// `STACK-N`, counted per stack.
    public var id: String
    public var rule: String
    public var severity: Severity
    public var openedAt: Timestamp
    /// Time in which the signal was known and the condition held; wall clocks play no part in it.
    public var age: Duration
    /// What was missing, or which alarms, when it opened: the addresses it is about.
    public var addresses: [Address]
    /// The reading that opened it, for people: `tier.foundation.missing = 1 count`.
    public var reading: String
    /// Who has taken it over, and why: it climbs no further then, and nothing is repaired for it.
    public var acknowledged: String?
    /// The rungs of its ladder that it has climbed.
    public var rung: Int

    public init(
        id: String, rule: String, severity: Severity, openedAt: Timestamp, age: Duration,
        addresses: [Address],
        reading: String, acknowledged: String? = nil, rung: Int = 0
    ) {
        self.id = id
        self.rule = rule
        self.severity = severity
        self.openedAt = openedAt
        self.age = age
        self.addresses = addresses
        self.reading = reading
        self.acknowledged = acknowledged
        self.rung = rung
    }

    // What an older version did not write has its default.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(String.self, forKey: .id),
            rule: try container.decode(String.self, forKey: .rule),
            severity: try container.decode(Severity.self, forKey: .severity),
            openedAt: try container.decode(Timestamp.self, forKey: .openedAt),
            age: try container.decode(Duration.self, forKey: .age),
            addresses: try container.decode([Address].self, forKey: .addresses),
            reading: try container.decode(String.self, forKey: .reading),
            acknowledged: try container.decodeIfPresent(String.self, forKey: .acknowledged),
            rung: try container.decodeIfPresent(Int.self, forKey: .rung) ?? 0)
    }
}
