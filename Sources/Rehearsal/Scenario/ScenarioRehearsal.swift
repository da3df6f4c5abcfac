import Decisions
import Ledger
import Notifications
public import Settings
import Synchronization

/// A scenario, run through the production cycle and repairs of one stack, in a world and a time of their own.
public struct ScenarioRehearsal: Sendable {
    let scenario: Scenario
    let settings: StackSettings
    let configured: RehearsedConfiguration
    let world: RehearsedWorld

    /// - Throws: what the scenario names and the world does not have, each with its place.
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

    /// Runs on the thread that calls, until the scenario is over.
    ///
    /// The same configuration, world and scenario make the same timeline.
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
                    + "\(settings.policy.mode.rawValue), a look every \(configured.interval.words)"),
            at: begins)
        simulation.scheduler.run { await story(simulation, book) }
        return book.timeline(end: begins + scenario.lasts, cycles: observer.cycles)
    }

    private func story(_ simulation: Simulation, _ book: TimelineBook) async {
        let isOver = EndFlag()
        let lives = [
            simulation.spawn { await simulation.superviseWatcher { isOver.isSet } },
            simulation.spawn { await simulation.flapAlarms { isOver.isSet } },
        ]
        for scheduledEvent in scenario.events {
            await simulation.scheduler.sleep(scheduledEvent.at - simulation.clock, owner: 0)
            book.add(TimelineLine(.world, words(scheduledEvent.what)), at: simulation.now().wall)
            await simulation.happen(scheduledEvent.what, to: settings.name, world)
        }
        await simulation.scheduler.sleep(scenario.lasts - simulation.clock, owner: 0)
        isOver.set()
        simulation.endWatcher()
        for life in lives { await life.value }
    }
}

/// Puts what is said into a timeline, at the time of the simulation's clocks, and counts the cycles.
private final class TimelineObserver: SimulationObserver {
    private let book: TimelineBook
    private let count = Mutex(0)

    init(_ book: TimelineBook) {
        self.book = book
    }

    var cycles: Int { count.withLock { $0 } }

    func said(_ event: Event, _ stack: String?, in simulation: Simulation) {
        book.take(event, at: simulation.now().wall)
    }

    func recorded(_ cycle: CycleRecord, before: Watch, in simulation: Simulation) {
        count.withLock { $0 += 1 }
    }
}
