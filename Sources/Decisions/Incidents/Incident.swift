/// An incident, opened when a rule trips.
public struct Incident: Sendable, Equatable, Codable {
    /// `STACK-N`, counted per stack.
    public var id: String
    public var rule: String
    public var severity: Severity
    public var openedAt: Timestamp
    /// Time in which the signal was known and the condition was true. Does not depend on the wall clock.
    public var age: Duration
    /// The addresses it is about: what was missing, or which alarms, when it opened.
    public var addresses: [Address]
    /// The reading that opened it, for the operator: `tier.foundation.missing = 1 count`.
    public var reading: String
    /// Who acknowledged it, and why. Then it climbs no further, and no repair is requested for it.
    public var acknowledged: String?
    /// The number of rungs of its ladder that it has reached.
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

    // Fields that an older version did not write get their defaults.
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
