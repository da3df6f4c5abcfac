import Decisions
import Ledger
import Rehearsal
import Repairs
import Synchronization

/// What must never happen, looked at whenever something does. It knows the truth, and counts for itself: nothing of the
/// decisions' or the repairs' own judgement is asked.
final class Invariants: SimulationObserver {
    /// One repair, as it was seen from outside.
    struct Begun: Sendable {
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
        /// Across a boot the wall clock is believed: one that was wrong is not the decisions' fault.
        var boot: Int
        var clockWasRight: Bool
        /// The configuration that it was decided under is the file's.
        var isOfFile: Bool
        var steps: [String: Int] = [:]
        var kept: [StateVersion] = []
        /// Changes that it began, mutes among them, and of these the plans.
        var applies = 0
        var plans = 0
        var isReset = false
        /// What it made was seen to be there, by a look of its own after the last apply.
        var isSeen = false
        var made: [Address] = []
        var endedAt: Duration?
        var outcome: RepairOutcome?
    }

    struct Record: Sendable {
        var violations: [String] = []
        /// The newest last; no more are kept than budgets and breakers look back.
        var repairs: [Begun] = []
        var watches: [String: Watched] = [:]
        /// When the watcher's last look at a stack began.
        var probeResults: [String: Duration] = [:]
        /// Incidents that have been opened, by stack: how many.
        var opened: [String: Int] = [:]
        /// Incidents that were diagnosed.
        var diagnosed: Set<String> = []
    }

    /// What the cycles of a stack brought, counted from outside.
    struct Watched: Sendable {
        var mark: StateVersion?
        /// Cycles since a signal was last unknown; nil where it never was.
        var knownFor: [Signal: Int] = [:]
        var unknown: Set<Signal> = []
        /// Cycles in a row, of one state, in which a rule's condition was seen to hold; and whatever the state.
        var held: [String: Int] = [:]
        var ran: [String: Int] = [:]
        /// Rules whose incident a person closed, and which have not been seen to hold no more since.
        var closedByPerson: Set<String> = []
        /// By incident, the time in which its signal was known.
        var known: [String: Duration] = [:]
        var lastCycle: Duration?
        var watch = Watch()
    }

    let record = Mutex(Record())
    /// What was counted in a rehearsal.
    let counts = Mutex(Counts())
    private let trace: Trace

    init(trace: Trace) {
        self.trace = trace
    }

    var violations: [String] { record.withLock { $0.violations } }

    func violate(_ simulation: Simulation, _ what: String) {
        trace.add(simulation.clock, "VIOLATION \(what)")
        record.withLock { $0.violations.append(what) }
    }

    func repair(of process: Int) -> Begun? {
        record.withLock { $0.repairs.last { $0.process == process } }
    }

    func change(_ id: String, _ change: (inout Begun) -> Void) {
        record.withLock { record in
            guard let place = record.repairs.lastIndex(where: { $0.id == id }) else { return }
            change(&record.repairs[place])
        }
    }

    func happened(_ what: String, at clock: Duration) { trace.add(clock, what) }

    func killed(_ process: SimulatedProcess) { counts.withLock { $0.kills += 1 } }

    // MARK: what the book is told

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
                Begun(
                    id: repair, stack: beginning.stack, kind: beginning.kind, incident: beginning.incident,
                    rule: beginning.rule, why: beginning.why, apply: beginning.apply,
                    addresses: beginning.addresses,
                    process: process.number, clock: simulation.clock, boot: host.boots,
                    clockWasRight: host.offset == .zero, isOfFile: beginning.configuration == hash))
            if record.repairs.count > 600 { record.repairs.removeFirst(300) }
        }
    }

    func recordedStep(_ step: String, of repair: String) {
        change(repair) { $0.steps[step, default: 0] += 1 }
    }

    func storedSnapshot(of repair: String, _ mark: StateVersion) { change(repair) { $0.kept.append(mark) } }

    func ended(_ repair: String, _ outcome: RepairOutcome, in simulation: Simulation) {
        if outcome == .repaired, let begun = record.withLock({ $0.repairs.last { $0.id == repair } }) {
            isThere(simulation, begun)
        }
        change(repair) {
            $0.outcome = outcome
            $0.endedAt = simulation.clock
        }
        counts.withLock { $0.outcomes[outcome, default: 0] += 1 }
    }

    /// What is called repaired was made, and seen to be there, unless it was lost anew since.
    private func isThere(_ simulation: Simulation, _ repair: Begun) {
        guard repair.kind == .emergencyDeploy, !repair.isSeen else { return }
        violate(simulation, "\(repair.id): called repaired, and what was made was never seen to be there")
    }

    /// A process has ended by itself: what became of its repair is in the book, if it could be written.
    func exited(_ process: SimulatedProcess, in simulation: Simulation) {
        guard process.isAlive, !simulation.has(.fullDisk), let repair = repair(of: process.number),
            repair.outcome == nil
        else { return }
        violate(simulation, "\(repair.id): ended, and its outcome is not written down")
    }

    /// An incident is diagnosed once: a rung is climbed once.
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
