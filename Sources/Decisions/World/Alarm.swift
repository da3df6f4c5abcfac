/// One CloudWatch alarm of the stack, as AWS returned it.
public struct AlarmReport: Sendable, Equatable {
    /// CloudWatch's name of the alarm's state.
    public enum State: String, Sendable, Codable {
        case ok = "OK"
        case alarm = "ALARM"
        case insufficientData = "INSUFFICIENT_DATA"
    }

    public var address: Address
    public var name: String
    /// The region in which it was queried.
    public var region: String
    /// The entry of `providers:` with whose credentials it was queried; nil for the stack's own.
    public var provider: String?
    public var state: State
    /// When the state last changed, as CloudWatch returns it; nil if it does not.
    public var changed: Timestamp?
    /// False while the alarm is muted.
    public var actionsEnabled: Bool
    /// Whether it has recently changed its state too often, as seen in the cycles so far.
    public var flapping: Bool

    public init(
        address: Address, name: String, region: String, provider: String? = nil, state: State,
        changed: Timestamp?,
        actionsEnabled: Bool,
        flapping: Bool = false
    ) {
        self.address = address
        self.name = name
        self.region = region
        self.provider = provider
        self.state = state
        self.changed = changed
        self.actionsEnabled = actionsEnabled
        self.flapping = flapping
    }
}
