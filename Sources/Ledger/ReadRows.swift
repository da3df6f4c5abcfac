/// The rows of a list that could be read, and why others could not.
public struct ReadRows<Value> {
    /// In the order of the list.
    public var values: [Value] = []
    /// One fault for each damaged row that the list would have.
    public var damage: [LedgerFault] = []

    init(values: [Value] = [], damage: [LedgerFault] = []) {
        self.values = values
        self.damage = damage
    }
}

extension ReadRows: Sendable where Value: Sendable {}
