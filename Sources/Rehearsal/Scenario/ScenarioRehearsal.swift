import Decisions
import Ledger
import Notifications
public import Settings
import Synchronization

/// Runs a scenario through the production cycle and repairs of one stack, in a simulated world and in simulated time.
public struct ScenarioRehearsal: Sendable {
    let scenario: Scenario
    let settings: StackSettings
    let configured: RehearsedConfiguration
    let world: RehearsedWorld

    /// - Throws: `SettingsFaults` if the scenario names something that the world does not have, each with its line and column.
    public init(
        _ scenario: Scenario, of settings: StackSettings, in configuration: Configuration,
        world: RehearsedWorld
    ) throws(SettingsFaults) {
        self.scenario = scenario
        self.settings = settings
        self.world = world
        configured = RehearsedConfiguration(
            policies: [settings.policy], windows: settings.windows, hash: configuration.hash,
            interval: configuration.interval, planEvery: configuration.planEvery,
            pinned: settings.account ?? RehearsedConfiguration.account)
        let faults = scenario.events.flatMap { self.faults(of: $0) }
        if !faults.isEmpty { throw SettingsFaults(faults: faults) }
    }

    /// Runs on the calling thread until the scenario ends.
    ///
    /// The same configuration, world and scenario give the same timeline.
    public func run() -> Timeline {
        let book = TimelineBook(settings.policy)
        let stack = settings.name
        let observer = TimelineObserver(book)
        let simulation = Simulation(
            seed: 1, configured: configured,
            stacks: [
                SimulatedStack(
                    stack, account: configured.pinned, simulatedResources: world.simulatedResources)
            ],
            stores: .inMemory([stack]), observer: observer)
        let begins = scenario.begins ?? SimulatedHost.monday + .seconds(9 * 3600)
        simulation.truth.withLock { $0.host.beginning = begins }
        book.add(
            TimelineLine(
                .begins,
                "\(stack), \(Timeline.count(world.count, "resource")) of \(world.source); mode "
                    + "\(settings.policy.mode.rawValue), a cycle every \(configured.interval.words)"),
            at: begins)
        simulation.scheduler.run { await playEvents(simulation, book) }
        return book.timeline(end: begins + scenario.lasts, cycles: observer.cycles)
    }

    private func playEvents(_ simulation: Simulation, _ book: TimelineBook) async {
        let isOver = EndFlag()
        let tasks = [
            simulation.spawn { await simulation.superviseWatcher { isOver.isSet } },
            simulation.spawn { await simulation.flapAlarms { isOver.isSet } },
        ]
        for scheduledEvent in scenario.events {
            await simulation.scheduler.sleep(scheduledEvent.at - simulation.clock, owner: 0)
            book.add(TimelineLine(.world, words(scheduledEvent.what)), at: simulation.now().wall)
            await simulation.start(scheduledEvent.what, to: settings.name, world)
        }
        await simulation.scheduler.sleep(scenario.lasts - simulation.clock, owner: 0)
        isOver.set()
        simulation.endWatcher()
        for task in tasks { await task.value }
    }
}

/// Adds the logged events to a timeline, with the time of the simulated clocks, and counts the cycles.
private final class TimelineObserver: SimulationObserver {
    private let book: TimelineBook
    private let count = Mutex(0)

    init(_ book: TimelineBook) {
        self.book = book
    }

    var cycles: Int { count.withLock { $0 } }

    func logged(_ event: Event, _ stack: String?, in simulation: Simulation) {
        book.take(event, at: simulation.now().wall)
    }

    func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation) {
        count.withLock { $0 += 1 }
    }
}
