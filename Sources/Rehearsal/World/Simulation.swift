package import Decisions
package import Synchronization

/// One simulated machine with its stacks. All random numbers come from one seed, so the same seed gives the same events. An
/// observer is called for each event. The simulation starts no trouble on its own: its user does.
package final class Simulation: Sendable {
    package struct Truth: Sendable {
        package var host = SimulatedHost()
        package var stacks: [SimulatedStack]
        /// The current content of the configuration file; the watcher uses what it read last.
        package var file: RehearsedConfiguration
        /// Whether the configuration file has faults and cannot be read.
        package var fileIsBad = false
        var processes = 0
        package var watcher: SimulatedProcess?
        /// The running repairer of each stack.
        package var repairers: [String: SimulatedProcess] = [:]
        /// What each process learned from its last probes; by number of the process.
        package var knowledge: [Int: ProcessKnowledge] = [:]
        /// How each Terraform process ended; by number of the process.
        var applied: [Int: ApplyEnding] = [:]
    }

    /// What one process knows about its stack.
    package struct ProcessKnowledge: Sendable {
        package var statuses: [Address: InstanceStatus] = [:]
        package var account: AccountProof
        package var mark: StateVersion?
        /// What a refresh did not find, once or more often.
        var gone: Set<Address> = []
    }

    enum ApplyEnding: Sendable, Equatable {
        case done
        case stale
        case locked
        case failed(String)
    }

    package let scheduler = Scheduler()
    package let random: SeededRandom
    package let truth: Mutex<Truth>
    package let stores: SimulatedStores
    let observer: any SimulationObserver
    let variant: ProgramVariant
    /// Whether to kill a process between two of its steps.
    private let isKilledAtStep: @Sendable (SeededRandom) -> Bool

    /// - Parameters:
    ///   - observer: called for each event.
    ///   - variant: how the program differs from the real one.
    ///   - isKilledAtStep: called between any two steps of a process; true kills it.
    package init(
        seed: UInt64, configured: RehearsedConfiguration, stacks: [SimulatedStack], stores: SimulatedStores,
        observer: any SimulationObserver, variant: ProgramVariant = ProgramVariant(),
        isKilledAtStep: @escaping @Sendable (SeededRandom) -> Bool = { _ in false }
    ) {
        random = SeededRandom(seed: seed)
        truth = Mutex(Truth(stacks: stacks, file: configured))
        self.stores = stores
        self.observer = observer
        self.variant = variant
        self.isKilledAtStep = isKilledAtStep
    }

    /// True time since the simulation began.
    package var clock: Duration { scheduler.clock }

    /// What the clocks of the machine show.
    package func now() -> Moment {
        variant.moment(truth.withLock { $0.host.moment(at: scheduler.clock) })
    }

    package func has(_ trouble: Trouble) -> Bool {
        truth.withLock { $0.host.has(trouble, at: scheduler.clock) }
    }

    /// Reads or changes one stack.
    ///
    /// - Returns: the value of `body`; nil if there is no such stack.
    @discardableResult
    package func stack<Value: Sendable>(_ name: String, _ body: (inout SimulatedStack) -> Value) -> Value? {
        truth.withLock { truth in
            guard let place = truth.stacks.firstIndex(where: { $0.name == name }) else { return nil }
            return body(&truth.stacks[place])
        }
    }

    /// Reports an event to the observer, as text for people.
    package func note(_ what: @autoclosure () -> String) { observer.happened(what(), at: clock) }

    // MARK: processes

    package func begin(_ name: String) -> SimulatedProcess {
        let number = truth.withLock { truth in
            truth.processes += 1
            return truth.processes
        }
        return SimulatedProcess(number, name)
    }

    package func spawn(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: scheduler) { await work() }
    }

    /// Kills a process with SIGKILL: from now on nothing that it does changes the world, and what it held is released.
    package func kill(_ process: SimulatedProcess) {
        guard process.end(.killed) else { return }
        note("kill -9 \(process.name)")
        observer.killed(process)
        for name in stores.stackNames where truth.withLock({ $0.repairers[name]?.number == process.number }) {
            stores.release(name)
            truth.withLock { $0.repairers[name] = nil }
        }
        scheduler.wake(owner: process.number)
    }

    /// Marks a point between two steps, at which the process may be killed.
    func step(_ process: SimulatedProcess) {
        guard process.isAlive else { return }
        if isKilledAtStep(random) { kill(process) }
    }

    /// Waits in simulated time; returns at once if the process has ended.
    package func wait(_ process: SimulatedProcess, _ time: Duration) async {
        guard process.isAlive else { return }
        await scheduler.sleep(time, owner: process.number)
    }

    /// Waits as long as a response takes: 10 to 90 seconds while responses are slow.
    func wait(_ process: SimulatedProcess, from least: Duration, to most: Duration) async {
        await wait(process, has(.slow) ? random.time(.seconds(10), .seconds(90)) : random.time(least, most))
    }
}
