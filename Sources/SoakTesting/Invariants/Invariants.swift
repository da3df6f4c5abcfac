import Decisions
import Ledger
import Rehearsal
import Repairs
import Synchronization

/// Checks at every event that nothing forbidden happens. It reads the true state of the simulated world and counts on its own:
/// it uses no result of the code that decides or repairs.
final class Invariants: SimulationObserver {
    /// One repair, as it was observed from outside.
    struct ObservedRepair: Sendable {
        var id: String
        var stack: String
        var kind: RepairKind
        var incident: String?
        var rule: String?
        var why: String?
        var apply: Bool
        var addresses: [Address]
        var process: Int
        var clock: Duration
        var boot: Int
        /// Whether the wall clock was right. Across a reboot only the wall clock is left, so its errors are not violations.
        var clockWasRight: Bool
        /// Whether it was decided with the current configuration file.
        var hasCurrentConfiguration: Bool
        var steps: [String: Int] = [:]
        /// The states of which it stored a snapshot.
        var snapshots: [StateVersion] = []
        /// Changes that it began: applied plans and mutes.
        var applies = 0
        /// Plans that it began to apply.
        var plans = 0
        var isReset = false
        /// Whether AWS reported what it created as healthy after the last apply.
        var isVerified = false
        var created: [Address] = []
        var endedAt: Duration?
        var outcome: RepairOutcome?
    }

    struct Record: Sendable {
        var violations: [String] = []
        /// The newest last; at most 600, more than budgets and breakers count.
        var repairs: [ObservedRepair] = []
        var watches: [String: ObservedStack] = [:]
        /// When the watcher's last cycle of a stack began.
        var cycleStarts: [String: Duration] = [:]
        /// By stack, the highest number of an opened incident.
        var opened: [String: Int] = [:]
        /// The ids of diagnosed incidents.
        var diagnosed: Set<String> = []
    }

    /// What was observed of the cycles of a stack, counted from outside.
    struct ObservedStack: Sendable {
        var mark: StateVersion?
        /// Cycles since a signal was last unknown; nil if it never was.
        var knownFor: [Signal: Int] = [:]
        var unknown: Set<Signal> = []
        /// By rule, cycles in a row in which the condition held with the current state.
        var heldOnState: [String: Int] = [:]
        /// By rule, cycles in a row in which the condition held, whatever the state.
        var heldInARow: [String: Int] = [:]
        /// Rules whose incident a person closed, and whose condition has held in every known cycle since.
        var closedByPerson: Set<String> = []
        /// By incident, for how long its signal was known.
        var knownTime: [String: Duration] = [:]
        var lastCycle: Duration?
        var watch = Watch()
    }

    let record = Mutex(Record())
    let counts = Mutex(Counts())
    private let trace: Trace

    init(trace: Trace) {
        self.trace = trace
    }

    var violations: [String] { record.withLock { $0.violations } }

    /// Records a violation of an invariant.
    func violate(_ simulation: Simulation, _ what: String) {
        trace.add(simulation.clock, "VIOLATION \(what)")
        record.withLock { $0.violations.append(what) }
    }

    func repair(of process: Int) -> ObservedRepair? {
        record.withLock { $0.repairs.last { $0.process == process } }
    }

    func change(_ id: String, _ change: (inout ObservedRepair) -> Void) {
        record.withLock { record in
            guard let place = record.repairs.lastIndex(where: { $0.id == id }) else { return }
            change(&record.repairs[place])
        }
    }

    func happened(_ what: String, at clock: Duration) { trace.add(clock, what) }

    func killed(_ process: SimulatedProcess) { counts.withLock { $0.kills += 1 } }

    // MARK: what is written to the repair book

    func began(
        _ repair: String, _ beginning: RepairBeginning, by process: SimulatedProcess,
        in simulation: Simulation
    ) {
        let host = simulation.truth.withLock { $0.host }
        let hash = simulation.truth.withLock { $0.file.hash }
        let running = simulation.truth.withLock { $0.repairers[beginning.stack] }
        if let running, running.isAlive, running.number != process.number {
            violate(simulation, "two repairs of \(beginning.stack) at once")
        }
        counts.withLock { $0.repairs += 1 }
        record.withLock { record in
            record.repairs.append(
                ObservedRepair(
                    id: repair, stack: beginning.stack, kind: beginning.kind, incident: beginning.incident,
                    rule: beginning.rule, why: beginning.why, apply: beginning.apply,
                    addresses: beginning.addresses,
                    process: process.number, clock: simulation.clock, boot: host.boots,
                    clockWasRight: host.offset == .zero,
                    hasCurrentConfiguration: beginning.configuration == hash))
            if record.repairs.count > 600 { record.repairs.removeFirst(300) }
        }
    }

    func recordedStep(_ step: String, of repair: String) {
        change(repair) { $0.steps[step, default: 0] += 1 }
    }

    func storedSnapshot(of repair: String, _ mark: StateVersion) {
        change(repair) { $0.snapshots.append(mark) }
    }

    func ended(_ repair: String, _ outcome: RepairOutcome, in simulation: Simulation) {
        if outcome == .repaired, let begun = record.withLock({ $0.repairs.last { $0.id == repair } }) {
            checkVerified(simulation, begun)
        }
        change(repair) {
            $0.outcome = outcome
            $0.endedAt = simulation.clock
        }
        counts.withLock { $0.outcomes[outcome, default: 0] += 1 }
    }

    /// A repair with the outcome `repaired` has verified what it created.
    private func checkVerified(_ simulation: Simulation, _ repair: ObservedRepair) {
        guard repair.kind == .emergencyDeploy, !repair.isVerified else { return }
        violate(simulation, "\(repair.id): called repaired, and what it created was never verified")
    }

    /// A process that exits on its own has written the outcome of its repair, unless the disk was full.
    func exited(_ process: SimulatedProcess, in simulation: Simulation) {
        guard process.isAlive, !simulation.has(.fullDisk), let repair = repair(of: process.number),
            repair.outcome == nil
        else { return }
        violate(simulation, "\(repair.id): ended, and its outcome is not recorded")
    }

    /// Each incident is diagnosed once, since a rung is climbed once.
    func diagnosed(_ incident: String, in simulation: Simulation) {
        let isFirst = record.withLock { $0.diagnosed.insert(incident).inserted }
        if !isFirst { violate(simulation, "\(incident): diagnosed a second time") }
    }

    func breakersReset(of stack: String) {
        record.withLock { record in
            for place in record.repairs.indices where record.repairs[place].stack == stack {
                record.repairs[place].isReset = true
            }
        }
    }
}
