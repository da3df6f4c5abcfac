/// Instances that one of Terrier's own applies removed from the state when it failed: Terraform writes the state as its plan
/// refreshed it, so missing resources are no longer in the state, although they were not created again (measured with
/// Terraform 1.11).
///
/// They are remembered until somebody else writes the state, because such a state shows what that person wants.
public struct DroppedInstances: Sendable {
    public var lineage: String
    /// The serials that Terrier's own applies wrote.
    public var serials: ClosedRange<UInt64>
    /// The instances, as the state before contained them.
    public var instances: [StateInstance]

    public init(lineage: String, serials: ClosedRange<UInt64>, instances: [StateInstance]) {
        self.lineage = lineage
        self.serials = serials
        self.instances = instances
    }
}

extension State {
    /// This state, with the instances that Terrier's own applies dropped from it. Its identity and its text do not change.
    public func remembering(_ dropped: DroppedInstances?) -> State {
        guard let dropped, dropped.lineage == lineage, dropped.serials.contains(serial) else { return self }
        let named = Set(managed.map(\.address))
        let lacking = dropped.instances.filter { $0.isManaged && !named.contains($0.address) }
        return lacking.isEmpty ? self : State(self, with: lacking)
    }
}
