package import Decisions
package import Synchronization

/// One simulated machine with its stacks. Everything by chance comes from one seed, and everything that happens is told to an
/// observer: the same seed, the same happenings. Trouble comes from outside.
package final class Simulation: Sendable {
    package struct Truth: Sendable {
        package var host = SimulatedHost()
        package var stacks: [SimulatedStack]
        /// What the configuration file says now, and its hash; the watcher has the one that it read last.
        package var file: RehearsedConfiguration
        /// The file has faults: nobody can read it.
        package var fileIsBad = false
        var processes = 0
        package var watcher: SimulatedProcess?
        /// By stack, the repairer that runs.
        package var repairers: [String: SimulatedProcess] = [:]
        /// By number of the process, what its last look said.
        package var stackObservations: [Int: ProcessKnowledge] = [:]
        /// By number of the process, why Terraform ended badly.
        var applied: [Int: ApplyEnding] = [:]
    }

    /// What one process has seen.
    package struct ProcessKnowledge: Sendable {
        package var statuses: [Address: InstanceStatus] = [:]
        package var account: AccountProof
        package var mark: StateVersion?
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
    /// Whether a process is killed between two of its steps.
    private let isKilledAtStep: @Sendable (SeededRandom) -> Bool

    /// - Parameters:
    ///   - observer: told what happens.
    ///   - variant: how the program differs from the real one.
    ///   - isKilledAtStep: asked between any two steps of a process.
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

    /// What the machine's clocks say.
    package func now() -> Moment {
        variant.moment(truth.withLock { $0.host.moment(at: scheduler.clock) })
    }

    package func has(_ trouble: Trouble) -> Bool {
        truth.withLock { $0.host.has(trouble, at: scheduler.clock) }
    }

    /// Looks at, or changes, one stack.
    @discardableResult
    package func stack<Value: Sendable>(_ name: String, _ body: (inout SimulatedStack) -> Value) -> Value? {
        truth.withLock { truth in
            guard let place = truth.stacks.firstIndex(where: { $0.name == name }) else { return nil }
            return body(&truth.stacks[place])
        }
    }

    /// Something that happened.
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

    /// SIGKILL: nothing that the process does from now on reaches the world, and what it held is free.
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

    /// A place between two steps, at which a process may be killed.
    func step(_ process: SimulatedProcess) {
        guard process.isAlive else { return }
        if isKilledAtStep(random) { kill(process) }
    }

    package func wait(_ process: SimulatedProcess, _ time: Duration) async {
        guard process.isAlive else { return }
        await scheduler.sleep(time, owner: process.number)
    }

    /// The time that an answer takes.
    func wait(_ process: SimulatedProcess, from least: Duration, to most: Duration) async {
        await wait(process, has(.slow) ? random.time(.seconds(10), .seconds(90)) : random.time(least, most))
    }
}
