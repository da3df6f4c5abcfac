/// What the refresh of a plan showed about instances in the state: Terraform's provider read each of them, whatever its type.
public struct Refresh: Sendable, Equatable {
    /// Instances that the provider read and found.
    public var present: [Address]
    /// Instances that the provider read and did not find.
    public var gone: [Address]

    public init(present: [Address] = [], gone: [Address] = []) {
        self.present = present
        self.gone = gone
    }
}

/// How the status of an instance was read.
public enum Sight: Sendable, Equatable {
    /// AWS was queried for it in this cycle, and its response was understood.
    case asked
    /// The refresh of the plan that was made at this time read it.
    case refreshed(Timestamp)
    /// Neither: nothing is known about it.
    case unseen
}
