/// What AWS said of one resource instance when asked for that very thing.
public enum InstanceStatus: Sendable, Equatable {
    /// There, and in a status that works.
    case healthy
    /// There, in a bad status; the text says which.
    case unhealthy(String)
    /// A direct read of that thing said that it is not there.
    case missing
    case unknown(Unknown)
    /// Terrier does not know this type, so nobody asked.
    case notAsked

    /// AWS says that it is there, well or not.
    public var isThere: Bool {
        switch self {
        case .healthy, .unhealthy: return true
        case .missing, .unknown, .notAsked: return false
        }
    }
}

/// One managed instance of the state, with what AWS said of it.
public struct InstanceReport: Sendable, Equatable {
    public var address: Address
    public var status: InstanceStatus

    public init(_ address: Address, _ status: InstanceStatus) {
        self.address = address
        self.status = status
    }
}
