import Decisions
import Ledger
import Notifications
import Synchronization
import Watchdog

/// One rehearsed machine with its stacks, its people and its weather. Everything by chance comes from one seed, and
/// everything that happens is in one trace: the same seed, the same trace.
final class Simulation: Sendable {
    /// How much goes wrong.
    struct FaultRates: Sendable {
        /// That a process is killed at a step.
        var killAtStep = 0.0
        /// Mean time between two troubles of the weather; nil for none.
        var trouble: Duration?
        /// Mean time between two deeds of people; nil for none.
        var operators: Duration?
        /// Half of the troubles are of these, where there are any.
        var favourites: [Trouble] = []
        /// Half of the upsets are things that come and go.
        var flickers = false

        static let calm = FaultRates()
    }

    struct Truth: Sendable {
        var host = SimulatedHost()
        var stacks: [SimulatedStack]
        var faultRates = FaultRates.calm
        /// What the configuration file says now, and its hash; the watcher has the one that it read last.
        var file: RehearsedConfiguration
        /// The file has faults: nobody can read it.
        var fileIsBad = false
        var processes = 0
        var watcher: SimulatedProcess?
        /// By stack, the repairer that runs.
        var repairers: [String: SimulatedProcess] = [:]
        /// By number of the process, what its last look said.
        var stackObservations: [Int: ProcessKnowledge] = [:]
        /// By number of the process, why Terraform ended badly.
        var applied: [Int: ApplyEnding] = [:]
        var counts = Counts()
    }

    /// What one process has seen.
    struct ProcessKnowledge: Sendable {
        var statuses: [Address: InstanceStatus] = [:]
        var account: AccountProof
        var mark: StateVersion?
    }

    enum ApplyEnding: Sendable, Equatable {
        case done
        case stale
        case locked
        case failed(String)
    }

    let seed: UInt64
    let scheduler = Scheduler()
    let random: SeededRandom
    let truth: Mutex<Truth>
    let stores: SimulatedStores
    let invariants: Invariants
    let trace: Trace
    /// A fault that the promises must find.
    let fault: PlantedFault?
    /// Told what the watchers and the repairers say, with the stack that it is about.
    let listener: (@Sendable (Event, String?) -> Void)?

    init(
        seed: UInt64, configured: RehearsedConfiguration, stacks: [SimulatedStack], stores: SimulatedStores,
        trace: Trace,
        fault: PlantedFault? = nil, listener: (@Sendable (Event, String?) -> Void)? = nil
    ) {
        self.fault = fault
        self.listener = listener
        self.seed = seed
        random = SeededRandom(seed: seed)
        truth = Mutex(Truth(stacks: stacks, file: configured))
        self.stores = stores
        self.trace = trace
        invariants = Invariants(trace: trace)
    }

    var clock: Duration { scheduler.clock }

    func now() -> Moment {
        let now = truth.withLock { $0.host.moment(at: scheduler.clock) }
        return fault == .timesByTheWallClock ? now.byTheWallAlone : now
    }

    func has(_ trouble: Trouble) -> Bool { truth.withLock { $0.host.has(trouble, at: scheduler.clock) } }

    /// Looks at, or changes, one stack.
    @discardableResult
    func stack<Value: Sendable>(_ name: String, _ body: (inout SimulatedStack) -> Value) -> Value? {
        truth.withLock { truth in
            guard let place = truth.stacks.firstIndex(where: { $0.name == name }) else { return nil }
            return body(&truth.stacks[place])
        }
    }

    /// Something that happened, in the trace.
    func note(_ what: @autoclosure () -> String) { trace.add(clock, what()) }

    // MARK: processes

    func begin(_ name: String) -> SimulatedProcess {
        let number = truth.withLock { truth in
            truth.processes += 1
            return truth.processes
        }
        return SimulatedProcess(number, name)
    }

    func spawn(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: scheduler) { await work() }
    }

    /// SIGKILL: nothing that the process does from now on reaches the world, and what it held is free.
    func kill(_ process: SimulatedProcess) {
        guard process.end(.killed) else { return }
        note("kill -9 \(process.name)")
        truth.withLock { $0.counts.kills += 1 }
        for name in stores.stackNames where truth.withLock({ $0.repairers[name]?.number == process.number }) {
            stores.release(name)
            truth.withLock { $0.repairers[name] = nil }
        }
        scheduler.wake(owner: process.number)
    }

    /// A place between two steps, at which a process may be killed.
    func step(_ process: SimulatedProcess) {
        guard process.isAlive else { return }
        let faultRates = truth.withLock { $0.faultRates.killAtStep }
        if faultRates > 0, random.chance(faultRates) { kill(process) }
    }

    func wait(_ process: SimulatedProcess, _ time: Duration) async {
        guard process.isAlive else { return }
        await scheduler.sleep(time, owner: process.number)
    }

    /// The time that an answer takes.
    func wait(_ process: SimulatedProcess, from least: Duration, to most: Duration) async {
        await wait(process, has(.slow) ? random.time(.seconds(10), .seconds(90)) : random.time(least, most))
    }
}

/// What was counted in a rehearsal.
struct Counts: Sendable, Equatable {
    var quietCycles = 0
    var faultyCycles = 0
    var repairs = 0
    var applies = 0
    var kills = 0
    /// By trouble, in the order of `Trouble.allCases`.
    var troubles = Array(repeating: 0, count: Trouble.allCases.count)
    var operatorActions = 0
    var outcomes: [RepairOutcome: Int] = [:]
}
