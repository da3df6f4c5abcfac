package import Decisions
package import Repairs
package import Watchdog

/// How the program on a simulated machine differs from the real one: in nothing, unless somebody says in what.
package struct ProgramVariant: Sendable {
    /// A stack's policy, as the watcher has it.
    package var policy: @Sendable (Policy) -> Policy = { $0 }
    /// The tools of a stack's cycle.
    package var cycleTools: @Sendable (CycleTools, _ process: SimulatedProcess, Simulation) -> CycleTools = {
        tools, _, _ in tools
    }
    /// A repairer and what it is asked for, as a cycle or a person asks it.
    package var repair: @Sendable (Repairer, RepairRequest) -> (Repairer, RepairRequest) = { ($0, $1) }
    /// What the machine's clocks say.
    package var moment: @Sendable (Moment) -> Moment = { $0 }
    /// The state that was believed before, when another one is read.
    package var believed:
        @Sendable (_ before: SnapshotIdentity, _ read: SnapshotIdentity) -> SnapshotIdentity = {
            before, _ in before
        }

    package init() {}
}
