/// The effect of all operators' switches on one stack: what the decisions use, and the breakers that were reset.
public struct StackSwitches: Sendable, Equatable {
    public var operators: OperatorSwitches
    /// For each kind, the number of the last repair that a reset includes. Failures up to that number no longer count.
    public var resets: [RepairKind: Int64]

    public init(operators: OperatorSwitches = OperatorSwitches(), resets: [RepairKind: Int64] = [:]) {
        self.operators = operators
        self.resets = resets
    }
}
