import Decisions
import Terraform

/// One change of the world through Terraform, as the kind of repair wants it.
struct Change: Sendable {
    var targets: [Address]
    /// Whether the targets are destroyed.
    var destroy = false
    /// What the plan may hold.
    var admission: Admission
    /// What is done without a plan, once the snapshot is stored and before anything is planned.
    var first: @Sendable () async throws(RepairStop) -> Void = { () throws(RepairStop) in }
    /// What the repair does besides, for the words of a rehearsal.
    var besides: [RepairAction] = []
    /// What is not there, and is not missed from then on.
    var settled: [Address] = []
    /// The last question before the plan is applied, about what it creates.
    var check: @Sendable (_ creates: [Address]) async throws(RepairStop) -> Void = { _ throws(RepairStop) in }
    /// What must hold afterwards, by direct reads.
    var postcondition: Postcondition
}

/// What a repair promises by itself: these addresses, asked for one by one, are as wanted.
struct Postcondition: Sendable {
    var addresses: [Address]
    var isWanted: @Sendable (InstanceStatus) -> Bool
}
