/// Everything that people's switches say of one stack: what the decisions hear, and the breakers that were reset.
public struct StackSwitches: Sendable, Equatable {
    public var operators: OperatorSwitches
    /// By kind, the number of the last repair that a reset speaks of: what failed up to then counts no more.
    public var resets: [RepairKind: Int64]

    public init(operators: OperatorSwitches = OperatorSwitches(), resets: [RepairKind: Int64] = [:]) {
        self.operators = operators
        self.resets = resets
    }
}
