/// Identifies a snapshot of a stack's state, without its body.
public struct SnapshotIdentity: Sendable, Equatable, Hashable, Codable {
    /// Terraform's own identity of a state's history: a UUID.
    public var lineage: String
    /// Increases with every write of the state.
    public var serial: UInt64
    /// The number of managed resource instances, without data sources and deposed objects.
    public var resources: Int
    /// The length of the state's text.
    public var bytes: Int
    /// The hash of the state's text, in lower-case hexadecimal.
    public var sha256: String

    public init(lineage: String, serial: UInt64, resources: Int, bytes: Int, sha256: String) {
        self.lineage = lineage
        self.serial = serial
        self.resources = resources
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// What the next state is compared with: the newest believed snapshot of a stack, without its body.
public struct BelievedState: Sendable, Equatable {
    public var identity: SnapshotIdentity
    /// Managed instances, sorted by address.
    public var addresses: [Address]
    /// When the backend was last seen to have it.
    public var seen: Timestamp

    public init(identity: SnapshotIdentity, addresses: [Address], seen: Timestamp) {
        self.identity = identity
        self.addresses = addresses
        self.seen = seen
    }
}
