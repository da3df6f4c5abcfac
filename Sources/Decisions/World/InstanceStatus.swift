/// What AWS, or the refresh of a plan, returned for exactly this resource instance.
public enum InstanceStatus: Sendable, Equatable {
    /// It exists, with a status that works.
    case healthy
    /// It exists, with a bad status, given in the text.
    case unhealthy(String)
    /// A direct read of exactly this instance, or a refresh, returned that it does not exist.
    case missing
    case unknown(Unknown)
    /// Terrier does not know this type, so it was not queried.
    case notAsked

    /// Whether it says that the instance exists or does not.
    var isAnswer: Bool {
        switch self {
        case .healthy, .unhealthy, .missing: return true
        case .unknown, .notAsked: return false
        }
    }

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
    /// How the status was read.
    public var sight: Sight

    /// - Parameter sight: nil for what follows from a direct read: asked if AWS returned a status, else unseen.
    public init(_ address: Address, _ status: InstanceStatus, sight: Sight? = nil) {
        self.address = address
        self.status = status
        self.sight = sight ?? (status.isAnswer ? .asked : .unseen)
    }
}
