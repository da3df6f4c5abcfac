/// Who holds a stack's state lock, from Terraform's own lock info.
///
/// There is no process id, no expiry and no heartbeat in it: age alone proves nothing.
public struct LockHolder: Sendable, Equatable, Codable {
    public var id: String
    /// `OperationTypeApply`, `OperationTypePlan`, …
    public var operation: String
    /// `user@host`
    public var who: String
    /// As Terraform wrote it.
    public var created: String
    /// `created` as an instant, where it could be read.
    public var createdAt: Timestamp?

    public init(id: String, operation: String, who: String, created: String, createdAt: Timestamp?) {
        self.id = id
        self.operation = operation
        self.who = who
        self.created = created
        self.createdAt = createdAt
    }
}

/// Whether somebody holds the state lock.
public enum LockStatus: Sendable, Equatable {
    case free
    case held(LockHolder)
    case unknown(Unknown)
}
