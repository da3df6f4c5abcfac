package import Decisions
package import Ledger
package import Notifications
package import Repairs

/// Receives the events of a simulation at the moment when they happen. The default of each method does nothing.
package protocol SimulationObserver: Sendable {
    /// Something happened.
    ///
    /// - Parameters:
    ///   - what: text for people.
    ///   - clock: true time since the simulation began.
    func happened(_ what: String, at clock: Duration)

    /// The watcher logged an event.
    ///
    /// - Parameter stack: the stack of the event; nil if it is about the service.
    func logged(_ event: Event, _ stack: String?, in simulation: Simulation)

    // MARK: the watcher

    /// The watcher begins to probe a stack.
    func cycleBegins(at stack: String, in simulation: Simulation)

    /// A cycle was recorded.
    ///
    /// - Parameter before: the watch that was stored until then.
    func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation)
    func diagnosed(_ incident: String, in simulation: Simulation)

    /// A cycle requests a repair.
    func requested(_ request: RepairRequest, in simulation: Simulation)

    // MARK: repairers

    /// The beginning of a repair was written to the repair book. `Truth.repairers` still has the previous repairer of the stack.
    func began(
        _ repair: String, _ beginning: RepairBeginning, by process: SimulatedProcess,
        in simulation: Simulation
    )
    func recordedStep(_ step: String, of repair: String)
    func storedSnapshot(of repair: String, _ mark: StateVersion)
    func ended(_ repair: String, _ outcome: RepairOutcome, in simulation: Simulation)

    /// AWS returned the statuses of these instances to a repairer.
    func answered(_ instances: [InstanceReport], to process: SimulatedProcess)

    /// A plan is about to be applied.
    func applyBegins(
        of plan: SimulatedStack.PlanFile, to stack: String, by process: SimulatedProcess,
        in simulation: Simulation
    ) async

    /// The actions of alarms are about to be enabled or disabled.
    func muteBegins(
        of alarms: [Address], in stack: String, enabled: Bool, by process: SimulatedProcess,
        in simulation: Simulation
    ) async

    // MARK: processes and people

    /// The code of a repairer has returned: its process exits now, or was killed earlier.
    func exited(_ process: SimulatedProcess, in simulation: Simulation)
    func killed(_ process: SimulatedProcess)
    func breakersReset(of stack: String)
}

extension SimulationObserver {
    package func happened(_ what: String, at clock: Duration) {}
    package func logged(_ event: Event, _ stack: String?, in simulation: Simulation) {}
    package func cycleBegins(at stack: String, in simulation: Simulation) {}
    package func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation) {}
    package func diagnosed(_ incident: String, in simulation: Simulation) {}
    package func requested(_ request: RepairRequest, in simulation: Simulation) {}
    package func began(
        _ repair: String, _ beginning: RepairBeginning, by process: SimulatedProcess,
        in simulation: Simulation
    ) {}
    package func recordedStep(_ step: String, of repair: String) {}
    package func storedSnapshot(of repair: String, _ mark: StateVersion) {}
    package func ended(_ repair: String, _ outcome: RepairOutcome, in simulation: Simulation) {}
    package func answered(_ instances: [InstanceReport], to process: SimulatedProcess) {}
    package func applyBegins(
        of plan: SimulatedStack.PlanFile, to stack: String, by process: SimulatedProcess,
        in simulation: Simulation
    ) async {}
    package func muteBegins(
        of alarms: [Address], in stack: String, enabled: Bool, by process: SimulatedProcess,
        in simulation: Simulation
    ) async {}
    package func exited(_ process: SimulatedProcess, in simulation: Simulation) {}
    package func killed(_ process: SimulatedProcess) {}
    package func breakersReset(of stack: String) {}
}
