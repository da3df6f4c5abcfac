import Archives
import Decisions
import Foundation
import Ledger
public import Notifications
public import Settings
import Systemd

/// `terrier run`: the loops of all stacks, reload, and shutdown.
public struct WatchdogService: Sendable {
    private let configurationPath: String
    private let executable: String
    private let repairSocket: String?
    private let version: String
    private let sharedServices: SharedServices
    private let events: EventLog
    private let notifier = ServiceNotifier()

    /// - Parameters:
    ///   - executable: this program, which is started again for each repair.
    ///   - repairSocket: the repairer's socket, which is used instead if there is one.
    public init(
        configurationPath: String, executable: String, repairSocket: String? = nil, version: String,
        sharedServices: SharedServices,
        events: EventLog
    ) {
        self.configurationPath = configurationPath
        self.executable = executable
        self.repairSocket = repairSocket
        self.version = version
        self.sharedServices = sharedServices
        self.events = events
    }

    private enum ServiceRequest: Sendable {
        case reload
        case stop
    }

    /// Watches until it is asked to stop, then waits for running repairs.
    ///
    /// - Throws: `MissingCredentials` if a sink's secret is not there, `LedgerFault` if the ledger cannot be opened; both are
    ///   logged first.
    public func run(_ first: Settings.Configuration) async throws {
        var configuration = first
        let serviceRequests = await self.serviceRequests()
        let dispatcher = RepairDispatcher(launch: launch, events: events, now: MachineClock.now)
        let deliverer = Deliverer(tools: sharedServices.senderTools, events: events, now: { .now })
        let heartbeat = Heartbeat(http: sharedServices.http, events: events)
        try await requireCredentials(of: configuration, heartbeat)
        var (ledger, alone) = try await open(configuration, heartbeat)
        await events.write(.started(version: version, stacks: configuration.stacks.count))
        // Watching does not wait for this ping.
        let greeting = Task { [configuration] in
            await heartbeat.give(.started, "terrier \(version)", to: configuration.sinks)
        }
        while true {
            await deliverer.use(
                configuration.sinks, stacks: configuration.stacks.map(\.name), ledger: ledger)
            let board = StatusBoard(stacks: configuration.stacks.map(\.name)) { [notifier] line in
                notifier.emit(.status(line))
            }
            notifier.emit(.ready, .status(await board.line))
            let watching = Task { [configuration, ledger] in
                await watch(
                    configuration, ledger, dispatcher, board,
                    OutboxWriter(configuration.sinks.merged) { deliverer.wakeDeliverer() }, heartbeat)
            }
            let next = await self.next(serviceRequests)
            guard case .reload(let new) = next else {
                watching.cancel()
                notifier.emit(.stopping)
                await events.write(.stopping(repairs: await dispatcher.count))
                await watching.value
                break
            }
            notifier.emit(.reloading)
            watching.cancel()
            await watching.value
            do {
                if new.ledger != configuration.ledger {
                    let other = try await Ledger.open(new.ledger)
                    (alone, ledger) = (try await other.watchAlone(), other)
                }
                configuration = new
                await events.write(.reloaded(stacks: configuration.stacks.count))
            } catch {
                await events.write(.reloadRefused(faults: [error.description]))
            }
        }
        await drain(dispatcher)
        greeting.cancel()
        await deliverer.stop(within: .seconds(5))
        await ledger.close()
        withExtendedLifetime(alone) {}
        await heartbeat.give(.ended(code: 0), "stopped", to: configuration.sinks)
    }

    /// Opens the ledger, and holds the lock that shows that a watcher uses it.
    private func open(_ configuration: Settings.Configuration, _ heartbeat: Heartbeat) async throws -> (
        Ledger, any Sendable
    ) {
        do {
            let ledger = try await Ledger.open(configuration.ledger)
            return (ledger, try await ledger.watchAlone())
        } catch {
            await events.write(.ledgerFault("\(error)"))
            await heartbeat.give(.ended(code: 1), "\(error)", to: configuration.sinks)
            throw error
        }
    }

    /// Uses the service manager's repairer if a socket is configured, else starts one as a child process.
    private var launch: RepairDispatcher.Launch {
        if let repairSocket { return RepairSocket(repairSocket, configuration: configurationPath).launch }
        return RepairerProcess(
            executable: executable, configuration: configurationPath, environment: sharedServices.environment
        ).launch
    }

    private enum Next: Sendable {
        case reload(Settings.Configuration)
        case stop
    }

    /// The next thing to do. A reload with faults is logged and skipped.
    private func next(_ serviceRequests: AsyncStream<ServiceRequest>) async -> Next {
        for await serviceRequest in serviceRequests {
            guard serviceRequest == .reload else { return .stop }
            let faults: [String]
            do {
                let new = try await load(configurationPath)
                let missing = await sharedServices.senderTools.missingCredentials(of: new.sinks)
                if missing.isEmpty { return .reload(new) }
                faults = missing.map(\.description)
            } catch {
                faults = error.faults.map(\.description)
            }
            notifier.emit(.reloading)
            await events.write(.reloadRefused(faults: faults))
            notifier.emit(.ready)
        }
        return .stop
    }

    private func requireCredentials(of configuration: Settings.Configuration, _ heartbeat: Heartbeat)
        async throws(MissingCredentials)
    {
        let missing = await sharedServices.senderTools.missingCredentials(of: configuration.sinks)
        for credential in missing {
            await events.write(.credentialMissing(name: credential.name, why: credential.why))
        }
        guard let first = missing.first else { return }
        await heartbeat.give(.ended(code: 78), first.description, to: configuration.sinks)
        throw MissingCredentials(missing)
    }

    private func serviceRequests() async -> AsyncStream<ServiceRequest> {
        let signals = await trappedSignals([SIGTERM, SIGINT, SIGHUP])
        let (stream, continuation) = AsyncStream.makeStream(of: ServiceRequest.self)
        Task {
            for await signal in signals { continuation.yield(signal == SIGHUP ? .reload : .stop) }
        }
        return stream
    }

    /// Runs the loops of one configuration, the watchdog notification and the pings, until cancelled.
    private func watch(
        _ configuration: Settings.Configuration, _ ledger: Ledger, _ dispatcher: RepairDispatcher,
        _ board: StatusBoard,
        _ outbox: OutboxWriter, _ heartbeat: Heartbeat
    ) async {
        await withTaskGroup(of: Void.self) { group in
            let reader = RepairBookReader(configuration.repairBook)
            let pauseFile = PauseFile(besides: configurationPath)
            let assemblies = configuration.stacks.map { StackAssembly($0, sharedServices) }
            for assembly in assemblies {
                let loop = StackLoop(
                    policy: assembly.policy, configuration: configuration.hash,
                    intervals: .init(
                        interval: configuration.interval, planEvery: configuration.planEvery,
                        keepReadings: configuration.keepReadings),
                    tools: .live(
                        assembly, ledger: ledger, reader: reader,
                        pauseFile: pauseFile, events: events, outbox: outbox),
                    dispatcher: dispatcher, board: board)
                group.addTask { await loop.run() }
            }
            group.addTask { await proveLife(board) }
            await archive(configuration, ledger, outbox, in: &group)
            let versioning = BackendVersioningWatch(stacks: assemblies, ledger: ledger, events: events)
            group.addTask { await versioning.run() }
            group.addTask { await beat(configuration, board, heartbeat) }
        }
    }

    /// Copies the snapshots to the archive, where one is configured.
    private func archive(
        _ configuration: Settings.Configuration, _ ledger: Ledger, _ outbox: OutboxWriter,
        in group: inout TaskGroup<Void>
    ) async {
        do throws(LedgerFault) {
            guard let open = sharedServices.archive(of: configuration) else {
                return try await ledger.endArchive()
            }
            let queue = ArchiveQueue(
                open, ledger: ledger, events: events, now: { .now },
                tell: { notices, at throws(LedgerFault) in try await ledger.emit(notices, outbox, at: at) })
            group.addTask { await queue.run() }
        } catch {
            await events.write(.ledgerFault(error.description))
        }
    }

    /// Notifies the service manager while every loop makes progress. If one hangs, no notification is sent, so that the manager
    /// restarts the service: from the hang to the kill it takes one and a quarter times what the manager allows, and the unit's
    /// RestartSec= more until the next start.
    private func proveLife(_ board: StatusBoard) async {
        let pause = min((ServiceNotifier.watchdogInterval ?? .seconds(20)) / 2, .seconds(10))
        var isLogged = false
        while !Task.isCancelled {
            let hanging = await board.hanging(Self.patience)
            if hanging.isEmpty {
                notifier.emit(.watchdog, .status(await board.line))
            } else if !isLogged {
                for (stack, since) in hanging { await events.write(.cycleHangs(since: since), stack: stack) }
            }
            isLogged = !hanging.isEmpty
            try? await Task.sleep(for: pause)
        }
    }

    /// How long a loop may go without waiting for anything: a quarter of what the manager allows.
    private static var patience: Duration { ServiceNotifier.watchdogInterval.map { $0 / 2 } ?? .seconds(60) }

    /// Pings the monitors that alert when pings stop, once per interval and at most twice a minute.
    private func beat(
        _ configuration: Settings.Configuration, _ board: StatusBoard, _ heartbeat: Heartbeat
    ) async {
        guard configuration.sinks.contains(where: \.isPing) else { return }
        while !Task.isCancelled {
            try? await Task.sleep(for: max(.seconds(30), configuration.interval))
            guard !Task.isCancelled else { return }
            await heartbeat.give(
                await board.sign(Self.patience), await board.line, to: configuration.sinks)
        }
    }

    /// Waits for running repairs, and asks the service manager for more time meanwhile.
    private func drain(_ dispatcher: RepairDispatcher) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    notifier.emit(.extendTimeout(.seconds(60)), .watchdog)
                    try? await Task.sleep(
                        for: min(ServiceNotifier.watchdogInterval ?? .seconds(20), .seconds(20)))
                }
            }
            await dispatcher.drain()
            group.cancelAll()
        }
    }
}

/// Credentials that the configuration names are not in the credentials directory: only a restart can provide them.
public struct MissingCredentials: Error {
    public var credentials: [MissingCredential]

    init(_ credentials: [MissingCredential]) { self.credentials = credentials }
}

extension Settings.Configuration {
    fileprivate var sinks: [Sink] { notify }
}
