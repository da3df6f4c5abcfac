import Decisions
import Rehearsal
import Synchronization

/// One rehearsal of invented trouble, by one seed: half a day in which everything goes wrong that can, then hours in which nothing
/// does, after which whatever can be healed must be.
public struct Soak: Sendable {
    /// What a rehearsal came to.
    public struct Result: Sendable {
        public var seed: UInt64
        /// Cycles in which nothing was wrong with the world, and the others.
        public var quietCycles = 0
        public var faultyCycles = 0
        /// Simulated time.
        public var lasted = Duration.zero
        /// How often each kind of trouble struck, by name, in a fixed order.
        public var troubles: [(name: String, count: Int)] = []
        public var kills = 0
        public var operatorActions = 0
        public var repairs = 0
        public var applies = 0
        /// How the repairs ended, by name, in a fixed order.
        public var outcomes: [(name: String, count: Int)] = []
        /// Promises that were broken, the first first.
        public var violations: [String] = []
        /// Stands for everything that happened.
        public var trace: UInt64 = 0
        /// The newest lines of it, where they were kept.
        public var lines: [String] = []
    }

    public var seed: UInt64
    /// How long things go wrong.
    public var trouble: Duration
    /// Nothing goes wrong at all.
    public var isCalm: Bool
    /// So many lines of the trace are kept.
    public var keep: Int

    /// The databases stand in this directory; nil: in memory.
    public var directory: String?

    /// A deliberate fault, to be found.
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

    /// How long it may take from the end of all trouble until everything is healed: the ladder's half hour, budgets and
    /// cooldowns, and the time that a mute may last.
    static let recoveryCheck = Duration.seconds(6 * 3600)

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
        simulation.scheduler.run { await story(simulation, invented, invariants) }
        var result = result(invariants.counts.withLock { $0 }, invented.counts.withLock { $0 })
        result.lasted = simulation.clock
        result.violations = invariants.violations
        result.trace = trace.hash
        result.lines = trace.lines
        return result
    }

    /// Every seed has a leaning of its own, so that what is rare in all of them together is common in some.
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

    private func story(
        _ simulation: Simulation, _ invented: InventedTrouble, _ invariants: Invariants
    ) async {
        let isOver = EndFlag()
        let lives = [
            simulation.spawn { await simulation.superviseWatcher { isOver.isSet } },
            simulation.spawn { await invented.disturbTheWorld(simulation) { isOver.isSet } },
            simulation.spawn { await invented.live(simulation) { isOver.isSet } },
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
        for life in lives { await life.value }
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
