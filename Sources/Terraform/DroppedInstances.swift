/// What an apply of ours that did not end well left out of the state: Terraform writes down what its plan read anew, and
/// what was missing is gone from the state then, although nothing made it again (measured with Terraform 1.11).
///
/// It is remembered for as long as nobody else has written the state: a state that somebody wrote says what somebody wants.
public struct DroppedInstances: Sendable {
    public var lineage: String
    /// The serials that our own applies left.
    public var serials: ClosedRange<UInt64>
    /// As the state before named them.
    public var instances: [StateInstance]

    public init(lineage: String, serials: ClosedRange<UInt64>, instances: [StateInstance]) {
        self.lineage = lineage
        self.serials = serials
        self.instances = instances
    }
}

extension State {
    /// This state, with what our own applies left out of it. Its identity and its text stay what they are.
    public func remembering(_ dropped: DroppedInstances?) -> State {
        guard let dropped, dropped.lineage == lineage, dropped.serials.contains(serial) else { return self }
        let named = Set(managed.map(\.address))
        let lacking = dropped.instances.filter { $0.isManaged && !named.contains($0.address) }
        return lacking.isEmpty ? self : State(self, with: lacking)
    }
}
