import Decisions
import Terraform

/// One change through Terraform, as a kind of repair specifies it.
struct Change: Sendable {
    var targets: [Address]
    /// Whether the targets are destroyed.
    var destroy = false
    /// The blocks of code that import the targets; nil if nothing is imported.
    var imports: String?
    /// The targets without which the repair makes no sense. If the plan of all targets is not admitted, only these and what
    /// only follows from them are planned. Nil if there is no such second plan.
    var essential: [Address]?
    /// What else is proven missing. If the plan creates it, it is verified as well.
    var alsoMissing: [Address] = []
    /// Why something may not be created now, even if it turns out to be missing; nil if it may.
    var objection: @Sendable (Address) -> String? = { _ in nil }
    /// What it is planned with, besides what the stack always plans with.
    var variables: [PlanVariable] = []
    /// The plan must change at least one of these; empty if there is no such condition.
    var mustChange: [Address] = []
    /// What the plan may contain.
    var admission: Admission
    /// What is done without a plan, after the snapshot is stored and before anything is planned.
    var first: @Sendable () async throws(RepairStop) -> Void = { () throws(RepairStop) in }
    /// What else the repair does, for the message of a dry run.
    var besides: [RepairAction] = []
    /// Instances that do not exist, and no longer count as missing after the change.
    var settled: [Address] = []
    /// The last check before the plan is applied, of what it creates.
    var check: @Sendable (_ creates: [Address]) async throws(RepairStop) -> Void = { _ throws(RepairStop) in }
    /// What must be true afterwards, verified by direct reads.
    var postcondition: Postcondition
}

/// The result that a repair verifies: each of these addresses, read directly, has a wanted status.
struct Postcondition: Sendable {
    var addresses: [Address]
    var isWanted: @Sendable (InstanceStatus) -> Bool
}
