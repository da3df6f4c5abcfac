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

    public init(
        id: String, rule: String, severity: Severity, openedAt: Timestamp, age: Duration,
        addresses: [Address],
        reading: String
    ) {
        self.id = id
        self.rule = rule
        self.severity = severity
        self.openedAt = openedAt
        self.age = age
        self.addresses = addresses
        self.reading = reading
    }
}
