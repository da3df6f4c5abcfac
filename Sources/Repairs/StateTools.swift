public import Decisions
public import Terraform

/// A stored state that a repair puts back, and what the backend was last believed to have.
public struct ChosenSnapshot: Sendable {
    public var state: State
    /// For people: `snapshot 12`.
    public var name: String
    /// The newest state that was believed; nil if there is none.
    public var believed: SnapshotIdentity?

    public init(state: State, name: String, believed: SnapshotIdentity?) {
        self.state = state
        self.name = name
        self.believed = believed
    }
}

/// The functions through which a repair puts a stored state back into the backend.
public struct StateTools: Sendable {
    /// What the backend has now, whether or not it can be believed.
    public var stored: @Sendable () async throws(TerraformFault) -> State
    /// The snapshot with this id; without one, the newest that was believed.
    public var snapshot: @Sendable (_ id: String?) async throws(ToolFault) -> ChosenSnapshot
    /// What Terraform would plan if the backend had this state, by a copy in this directory.
    public var foresee: @Sendable (State, _ directory: String) async throws(ToolFault) -> PlanSummary
    /// Removes a digest that does not match the object, under the lock; returns what was done, or nil if nothing had to be. Calls
    /// `begins` right before it is removed.
    public var clearDigest: @Sendable (_ begins: @Sendable () -> Void) async throws(ToolFault) -> String?
    /// For a backend without a state: where Terraform would give what is pushed first another lineage, writes an empty state of the
    /// lineage; returns whether it did. The directory is for the file.
    public var pushEmpty: @Sendable (State, _ directory: String) async throws(ToolFault) -> Bool
    /// Writes the state to the backend; Terraform compares lineage and serial. The directory is for the file.
    public var push: @Sendable (State, _ directory: String) async throws(ToolFault) -> Void
    /// What Terraform plans now, without a lock and without writing anything.
    public var plan: @Sendable (SnapshotIdentity) async throws(ToolFault) -> PlanSummary

    public init(
        stored: @escaping @Sendable () async throws(TerraformFault) -> State,
        snapshot: @escaping @Sendable (String?) async throws(ToolFault) -> ChosenSnapshot,
        foresee: @escaping @Sendable (State, String) async throws(ToolFault) -> PlanSummary,
        clearDigest: @escaping @Sendable (@Sendable () -> Void) async throws(ToolFault) -> String?,
        pushEmpty: @escaping @Sendable (State, String) async throws(ToolFault) -> Bool,
        push: @escaping @Sendable (State, String) async throws(ToolFault) -> Void,
        plan: @escaping @Sendable (SnapshotIdentity) async throws(ToolFault) -> PlanSummary
    ) {
        self.stored = stored
        self.snapshot = snapshot
        self.foresee = foresee
        self.clearDigest = clearDigest
        self.pushEmpty = pushEmpty
        self.push = push
        self.plan = plan
    }

    /// For worlds without stored states.
    public static let none = StateTools(
        stored: { () throws(TerraformFault) in throw TerraformFault(.failed, "there is no backend here") },
        snapshot: { _ throws(ToolFault) in throw ToolFault(.failed, "there are no snapshots here") },
        foresee: { _, _ throws(ToolFault) in throw ToolFault(.failed, "there is no backend here") },
        clearDigest: { _ throws(ToolFault) in nil },
        pushEmpty: { _, _ throws(ToolFault) in throw ToolFault(.failed, "there is no backend here") },
        push: { _, _ throws(ToolFault) in throw ToolFault(.failed, "there is no backend here") },
        plan: { _ throws(ToolFault) in throw ToolFault(.failed, "there is no backend here") })
}
