/// What identifies a snapshot of a stack's state, without its body.
public struct SnapshotIdentity: Sendable, Equatable, Hashable, Codable {
    /// Terraform's own identity of a state's history: a UUID.
    public var lineage: String
    /// Rises with every write of the state.
    public var serial: UInt64
    /// Managed resource instances: data sources and deposed objects left out.
    public var resources: Int
    /// Length of the state's text.
    public var bytes: Int
    /// Of the state's text, in lower-case hexadecimal.
    public var sha256: String

    public init(lineage: String, serial: UInt64, resources: Int, bytes: Int, sha256: String) {
        self.lineage = lineage
        self.serial = serial
        self.resources = resources
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// What the newest believed snapshot of a stack said, as far as the next one is measured against it.
public struct BelievedState: Sendable, Equatable {
    public var identity: SnapshotIdentity
    /// Managed instances, in the order of their addresses.
    public var addresses: [Address]
    /// When it was last seen to be what the backend holds.
    public var seen: Timestamp

    public init(identity: SnapshotIdentity, addresses: [Address], seen: Timestamp) {
        self.identity = identity
        self.addresses = addresses
        self.seen = seen
    }
}
