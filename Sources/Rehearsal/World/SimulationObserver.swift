package import Decisions
package import Ledger
package import Notifications
package import Repairs

/// Told what happens in a simulation, at the moment when it happens; what it is not interested in does nothing.
package protocol SimulationObserver: Sendable {
    /// - Parameters:
    ///   - what: for people.
    ///   - clock: true time since the simulation began.
    func happened(_ what: String, at clock: Duration)

    /// The watcher or a repairer says something, for people or of a stack.
    func said(_ event: Event, _ stack: String?, in simulation: Simulation)

    // MARK: the watcher

    /// The watcher begins a look at a stack.
    func probeResults(at stack: String, in simulation: Simulation)

    /// A cycle was recorded.
    ///
    /// - Parameter before: what was remembered until then.
    func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation)
    func diagnosed(_ incident: String, in simulation: Simulation)

    /// A cycle asks for a repair.
    func asked(_ request: RepairRequest, in simulation: Simulation)

    // MARK: repairers

    /// A repair is in the book. Who repaired the stack until then is still known to the simulation.
    func began(
        _ repair: String, _ beginning: RepairBeginning, by process: SimulatedProcess,
        in simulation: Simulation
    )
    func recordedStep(_ step: String, of repair: String)
    func storedSnapshot(of repair: String, _ mark: StateVersion)
    func ended(_ repair: String, _ outcome: RepairOutcome, in simulation: Simulation)

    /// AWS answered a repairer about these.
    func answered(_ instances: [InstanceReport], to process: SimulatedProcess)

    /// A plan is about to be applied.
    func applyBegins(
        of plan: SimulatedStack.PlanFile, to stack: String, by process: SimulatedProcess,
        in simulation: Simulation
    ) async

    /// The actions of alarms are about to be switched.
    func muteBegins(
        of alarms: [Address], in stack: String, enabled: Bool, by process: SimulatedProcess,
        in simulation: Simulation
    ) async

    // MARK: processes and people

    /// A repairer's process has come to its end by itself, or its code has after it was killed.
    func exited(_ process: SimulatedProcess, in simulation: Simulation)
    func killed(_ process: SimulatedProcess)
    func breakersReset(of stack: String)
}

extension SimulationObserver {
    package func happened(_ what: String, at clock: Duration) {}
    package func said(_ event: Event, _ stack: String?, in simulation: Simulation) {}
    package func probeResults(at stack: String, in simulation: Simulation) {}
    package func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation) {}
    package func diagnosed(_ incident: String, in simulation: Simulation) {}
    package func asked(_ request: RepairRequest, in simulation: Simulation) {}
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
