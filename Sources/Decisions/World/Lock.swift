/// The holder of a stack's state lock, from Terraform's own lock info.
///
/// It contains no process id, no expiry and no heartbeat, so the age alone does not prove that a lock is stale.
public struct LockHolder: Sendable, Equatable, Codable {
    public var id: String
    /// `OperationTypeApply`, `OperationTypePlan`, …
    public var operation: String
    /// `user@host`
    public var who: String
    /// As Terraform wrote it.
    public var created: String
    /// `created` as a time, if it could be parsed.
    public var createdAt: Timestamp?

    public init(id: String, operation: String, who: String, created: String, createdAt: Timestamp?) {
        self.id = id
        self.operation = operation
        self.who = who
        self.created = created
        self.createdAt = createdAt
    }
}

/// Whether the state lock is held.
public enum LockStatus: Sendable, Equatable {
    case free
    case held(LockHolder)
    case unknown(Unknown)
}

extension LockStatus {
    /// Why a lock that the backend may have could not be read; nil if it was, or if the backend has none that can be seen.
    public var unreadable: Unknown? {
        guard case .unknown(let reason) = self, reason.cause != .notAsked else { return nil }
        return reason
    }
}
