/// What AWS returned for exactly this resource instance.
public enum InstanceStatus: Sendable, Equatable {
    /// It exists, with a status that works.
    case healthy
    /// It exists, with a bad status, given in the text.
    case unhealthy(String)
    /// A direct read of exactly this instance returned that it does not exist.
    case missing
    case unknown(Unknown)
    /// Terrier does not know this type, so it was not queried.
    case notAsked

    /// The words for what is scheduled for deletion begin with these.
    public static let scheduled = "scheduled for deletion"

    /// Whether it exists and its service will delete it: then nothing is created beside it.
    public var isScheduledForDeletion: Bool {
        guard case .unhealthy(let words) = self else { return false }
        return words.hasPrefix(Self.scheduled)
    }

    /// Whether AWS returned that it exists, healthy or not.
    public var isThere: Bool {
        switch self {
        case .healthy, .unhealthy: return true
        case .missing, .unknown, .notAsked: return false
        }
    }
}

/// One managed instance of the state, with its status in AWS.
public struct InstanceReport: Sendable, Equatable {
    public var address: Address
    public var status: InstanceStatus

    public init(_ address: Address, _ status: InstanceStatus) {
        self.address = address
        self.status = status
    }
}
