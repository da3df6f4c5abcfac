import Decisions
import Rehearsal
import Synchronization

/// One simulation with random troubles from one seed: half a day of troubles, then hours without any, after which everything
/// repairable must be repaired.
public struct Soak: Sendable {
    /// The result of one seed.
    public struct Result: Sendable {
        public var seed: UInt64
        /// Cycles while nothing was wrong with the world.
        public var quietCycles = 0
        /// Cycles while something was wrong.
        public var faultyCycles = 0
        /// Simulated time.
        public var lasted = Duration.zero
        /// How often each kind of trouble began, by name, in a fixed order.
        public var troubles: [(name: String, count: Int)] = []
        public var kills = 0
        public var operatorActions = 0
        public var repairs = 0
        public var applies = 0
        /// How many repairs had each outcome, by name, in a fixed order.
        public var outcomes: [(name: String, count: Int)] = []
        /// Violations of the invariants, the earliest first.
        public var violations: [String] = []
        /// A hash of all lines of the trace.
        public var trace: UInt64 = 0
        /// The newest lines of the trace, at most `keep`.
        public var lines: [String] = []
    }

    public var seed: UInt64
    /// How long troubles occur, in simulated time.
    public var trouble: Duration
    /// Whether no troubles occur at all.
    public var isCalm: Bool
    /// How many lines of the trace to keep.
    public var keep: Int

    /// The directory of the databases; nil to keep them in memory.
    public var directory: String?

    /// A deliberate fault in the program, which the invariants must find; nil for none.
    public var fault: PlantedFault?

    public init(
        seed: UInt64, trouble: Duration = .seconds(43_200), isCalm: Bool = false, keep: Int = 0,
        directory: String? = nil, fault: PlantedFault? = nil
    ) {
        self.seed = seed
        self.trouble = trouble
        self.isCalm = isCalm
        self.keep = keep
        self.directory = directory
        self.fault = fault
    }

    /// How long the recovery may take after the troubles end: half an hour of the ladder, budgets and cooldowns, and the longest
    /// time of a mute.
    static let recoveryCheck = Duration.seconds(6 * 3600)

    /// Runs the simulation on the calling thread.
    public func run() -> Result {
        let random = SeededRandom(seed: seed ^ 0xABCD)
        let names = Array(["one", "two", "three"].prefix(random.chance(0.7) ? 1 : random.number(2...3)))
        guard
            let stores = directory.map({ SimulatedStores.onFiles(in: $0, names) })
                ?? SimulatedStores.inMemory(names)
        else {
            var result = Result(seed: seed)
            result.violations = ["the databases in \(directory ?? "") cannot be opened"]
            return result
        }
        let trace = Trace(keep: keep)
        let invariants = Invariants(trace: trace)
        let invented = InventedTrouble()
        let simulation = Simulation(
            seed: seed, configured: SampleStacks.configured(names, random),
            stacks: names.map(SampleStacks.stack),
            stores: stores, observer: invariants, variant: fault?.variant ?? ProgramVariant(),
            isKilledAtStep: { invented.killsAtStep($0) })
        if !isCalm {
            let faultRates = Self.faultRates(random)
            invented.faultRates.withLock { $0 = faultRates }
        }
        simulation.scheduler.run { await runTasks(simulation, invented, invariants) }
        var result = result(invariants.counts.withLock { $0 }, invented.counts.withLock { $0 })
        result.lasted = simulation.clock
        result.violations = invariants.violations
        result.trace = trace.hash
        result.lines = trace.lines
        return result
    }

    /// The rates differ by seed, so that what is rare over all seeds is frequent in some.
    private static func faultRates(_ random: SeededRandom) -> FaultRates {
        var faultRates = FaultRates(
            killAtStep: random.chance(0.5) ? 0.0003 : 0, trouble: random.time(.seconds(300), .seconds(2400)),
            operators: random.time(.seconds(1200), .seconds(5400)))
        switch random.number(0...7) {
        case 0: faultRates.killAtStep = 0.004
        case 1: faultRates.favourites = [.applyFails, .applyHalf, .planFails]
        case 2: faultRates.operators = .seconds(240)
        case 3: faultRates.flickers = true
        case 4: faultRates.favourites = [.wrongAccount, .throttling, .partOutage, .expiredCredentials]
        case 5: faultRates.favourites = [.tornState, .olderState, .otherLineage, .lostState]
        default: break
        }
        return faultRates
    }

    private func runTasks(
        _ simulation: Simulation, _ invented: InventedTrouble, _ invariants: Invariants
    ) async {
        let isOver = EndFlag()
        let tasks = [
            simulation.spawn { await simulation.superviseWatcher { isOver.isSet } },
            simulation.spawn { await invented.disturbTheWorld(simulation) { isOver.isSet } },
            simulation.spawn { await invented.actAsOperators(simulation) { isOver.isSet } },
            simulation.spawn { await invented.flicker(simulation) { isOver.isSet } },
            simulation.spawn { await simulation.flapAlarms { isOver.isSet } },
        ]
        await simulation.scheduler.sleep(trouble, owner: 0)
        await RecoveryCheck(
            simulation: simulation, trouble: invented, invariants: invariants, within: Self.recoveryCheck
        )
        .run()
        isOver.set()
        simulation.endWatcher()
        for task in tasks { await task.value }
    }

    private func result(_ counts: Counts, _ invented: InventedTrouble.Counts) -> Result {
        var result = Result(seed: seed)
        result.quietCycles = counts.quietCycles
        result.faultyCycles = counts.faultyCycles
        result.troubles = Trouble.allCases.map { ($0.words, invented.troubles[$0.rawValue]) }
        result.kills = counts.kills
        result.operatorActions = invented.operatorActions
        result.repairs = counts.repairs
        result.applies = counts.applies
        result.outcomes = RepairOutcome.allCases.map { ($0.rawValue, counts.outcomes[$0] ?? 0) }
        return result
    }
}
