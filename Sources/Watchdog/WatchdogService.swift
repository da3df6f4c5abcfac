import Decisions
import Foundation
import Ledger
public import Notifications
public import Settings
import Systemd
import UnixSignals

/// `terrier run`: the loops of all stacks, reload, and shutdown.
public struct WatchdogService: Sendable {
    private let configurationPath: String
    private let executable: String
    private let version: String
    private let surroundings: Surroundings
    private let events: EventLog
    private let notifier = ServiceNotifier()

    /// - Parameter executable: this program, which is started again for each repair.
    public init(
        configurationPath: String, executable: String, version: String, surroundings: Surroundings,
        events: EventLog
    ) {
        self.configurationPath = configurationPath
        self.executable = executable
        self.version = version
        self.surroundings = surroundings
        self.events = events
    }

    private enum Wish: Sendable {
        case reload
        case stop
    }

    /// Watches until it is asked to stop. Repairs under way are waited for.
    ///
    /// - Throws: `LedgerFault` where the ledger cannot be opened.
    public func run(_ first: Settings.Configuration) async throws {
        var configuration = first
        let wishes = await self.wishes()
        let process = RepairerProcess(
            executable: executable, configuration: configurationPath, environment: surroundings.environment)
        let desk = RepairDesk(launch: process.launch, events: events, now: MachineClock.now)
        var ledger = try await Ledger.open(configuration.ledger)
        await events.write(.started(version: version, stacks: configuration.stacks.count))
        while true {
            let board = StatusBoard(stacks: configuration.stacks.map(\.name)) { [notifier] line in
                notifier.tell(.status(line))
            }
            notifier.tell(.ready, .status(await board.line))
            let watching = Task { [configuration, ledger] in await watch(configuration, ledger, desk, board) }
            let next = await self.next(wishes)
            guard case .reload(let new) = next else {
                watching.cancel()
                notifier.tell(.stopping)
                await events.write(.stopping(repairs: await desk.count))
                await watching.value
                break
            }
            notifier.tell(.reloading)
            watching.cancel()
            await watching.value
            if new.ledger != configuration.ledger {
                do {
                    ledger = try await Ledger.open(new.ledger)
                    configuration = new
                } catch {
                    await events.write(.reloadRefused(faults: [error.description]))
                }
            } else {
                configuration = new
            }
            await events.write(.reloaded(stacks: configuration.stacks.count))
        }
        await drain(desk)
        await ledger.close()
    }

    private enum Next: Sendable {
        case reload(Settings.Configuration)
        case stop
    }

    /// The next thing to do: a reload with faults is none, and is said.
    private func next(_ wishes: AsyncStream<Wish>) async -> Next {
        for await wish in wishes {
            guard wish == .reload else { return .stop }
            do {
                return .reload(try await load(configurationPath))
            } catch {
                notifier.tell(.reloading)
                await events.write(.reloadRefused(faults: error.faults.map(\.description)))
                notifier.tell(.ready)
            }
        }
        return .stop
    }

    private func wishes() async -> AsyncStream<Wish> {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let (stream, continuation) = AsyncStream.makeStream(of: Wish.self)
        Task {
            for await signal in signals { continuation.yield(signal == .sighup ? .reload : .stop) }
        }
        return stream
    }

    /// The loops of one configuration, and the proof of life, until cancelled.
    private func watch(
        _ configuration: Settings.Configuration, _ ledger: Ledger, _ desk: RepairDesk, _ board: StatusBoard
    ) async {
        await withTaskGroup(of: Void.self) { group in
            let reader = BookReader(configuration.repairBook)
            let pauseFile = PauseFile(besides: configurationPath)
            for settings in configuration.stacks {
                let loop = StackLoop(
                    policy: settings.policy, configuration: configuration.hash,
                    pace: .init(
                        interval: configuration.interval, planEvery: configuration.planEvery,
                        keepReadings: configuration.keepReadings),
                    tools: .live(
                        StackAssembly(settings, surroundings), ledger: ledger, reader: reader,
                        pauseFile: pauseFile, events: events),
                    desk: desk, board: board)
                group.addTask { await loop.run() }
            }
            group.addTask { await proveLife(configuration, board) }
        }
    }

    /// Tells the service manager that every loop moves. A look has deadlines of its own; one that takes longer than all of
    /// them together hangs, and then nothing is told, so that the manager starts the service anew.
    private func proveLife(_ configuration: Settings.Configuration, _ board: StatusBoard) async {
        let limit = configuration.interval + .seconds(1200)
        let pause = min(ServiceNotifier.watchdogInterval ?? .seconds(10), .seconds(10))
        while !Task.isCancelled {
            if await board.isAlive(within: limit) { notifier.tell(.watchdog, .status(await board.line)) }
            try? await Task.sleep(for: pause)
        }
    }

    /// Waits for the repairs under way, and asks the service manager for the time that they take.
    private func drain(_ desk: RepairDesk) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    notifier.tell(.extendTimeout(.seconds(60)), .watchdog)
                    try? await Task.sleep(
                        for: min(ServiceNotifier.watchdogInterval ?? .seconds(20), .seconds(20)))
                }
            }
            await desk.drain()
            group.cancelAll()
        }
    }
}
