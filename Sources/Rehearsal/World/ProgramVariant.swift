package import Decisions
package import Repairs
package import Watchdog

/// How the program on a simulated machine differs from the real one. The default is no difference.
package struct ProgramVariant: Sendable {
    /// Changes the policy of a stack in the watcher.
    package var policy: @Sendable (Policy) -> Policy = { $0 }
    /// Changes the tools of a stack's cycle.
    package var cycleTools: @Sendable (CycleTools, _ process: SimulatedProcess, Simulation) -> CycleTools = {
        tools, _, _ in tools
    }
    /// Changes a repairer and its request, which a cycle or a person made.
    package var repair: @Sendable (Repairer, RepairRequest) -> (Repairer, RepairRequest) = { ($0, $1) }
    /// Changes the time that the clocks of the machine show.
    package var moment: @Sendable (Moment) -> Moment = { $0 }
    /// Changes the identity of the believed state with which a newly read state is compared.
    package var believed:
        @Sendable (_ before: SnapshotIdentity, _ read: SnapshotIdentity) -> SnapshotIdentity = {
            before, _ in before
        }

    package init() {}
}
