/// One CloudWatch alarm of the stack, as AWS described it.
public struct AlarmReport: Sendable, Equatable {
    /// CloudWatch's word for the alarm's state.
    public enum State: String, Sendable, Codable {
        case ok = "OK"
        case alarm = "ALARM"
        case insufficientData = "INSUFFICIENT_DATA"
    }

    public var address: Address
    public var name: String
    /// Where CloudWatch was asked for it.
    public var region: String
    public var state: State
    /// When the state last changed, as CloudWatch says; nil where it does not say.
    public var changed: Timestamp?
    /// False while the alarm is muted.
    public var actionsEnabled: Bool
    /// Whether it has changed its state too often of late, as the looks so far show.
    public var flapping: Bool

    public init(
        address: Address, name: String, region: String, state: State, changed: Timestamp?,
        actionsEnabled: Bool,
        flapping: Bool = false
    ) {
        self.address = address
        self.name = name
        self.region = region
        self.state = state
        self.changed = changed
        self.actionsEnabled = actionsEnabled
        self.flapping = flapping
    }
}
