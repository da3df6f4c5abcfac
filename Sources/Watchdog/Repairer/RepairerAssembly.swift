import Catalogue
import Decisions
import Foundation
import Ledger
import Probes
public import Repairs
public import Settings
import Synchronization
import Terraform

/// Builds the repairer: with the configuration as it reads it, its own probes and its own repair book.
public struct RepairerAssembly: Sendable {
    private let configuration: Settings.Configuration
    private let sharedServices: SharedServices
    private let pauseFile: PauseFile

    /// - Parameter path: the configuration file; the pause file is in the same directory.
    public init(_ configuration: Settings.Configuration, at path: String, _ sharedServices: SharedServices) {
        self.configuration = configuration
        self.sharedServices = sharedServices
        pauseFile = PauseFile(besides: path)
    }

    /// Carries out one request.
    ///
    /// - Returns: the last line, which holds the outcome.
    public func perform(
        _ request: RepairRequest, say: @escaping @Sendable (RepairMessage) async -> Void
    ) async -> RepairMessage {
        guard let settings = configuration.stack(request.stack) else {
            return await refuse("the configuration has no stack '\(request.stack)'", .account, say)
        }
        guard let region = settings.region, settings.account != nil else {
            return await refuse(
                "account and region of \(request.stack) are not pinned; set 'account:' and 'region:', or no repair starts",
                .account, say)
        }
        let assembly = StackAssembly(settings, sharedServices)
        let book: RepairBook
        var stackRecord = StackRecord()
        do {
            // Without the state that was believed before, an older state could not be recognized as older.
            if try DatabasePresence.isThere(configuration.ledger) {
                stackRecord = try await WatchersLedger(path: configuration.ledger).ask {
                    ledger throws(LedgerFault) in try await ledger.stackRecord(of: request.stack)
                }
            }
            book = try await RepairBook.open(configuration.repairBook)
        } catch {
            let line = RepairMessage(
                repair: RepairMessage.noRepair, step: .guardrails, message: "\(error)", outcome: .failed)
            await say(line)
            return line
        }
        let repairer = Repairer(
            policy: settings.policy, configuration: configuration.hash, book: book,
            tools: await tools(assembly, region: region, stackRecord: stackRecord, book: book),
            planDirectory: sharedServices.files.directory, askable: Catalogue.names)
        return await repairer.perform(request, say: say)
    }

    private func refuse(
        _ reason: String, _ guardrail: Guardrail, _ say: @Sendable (RepairMessage) async -> Void
    ) async -> RepairMessage {
        let line = RepairMessage(
            repair: RepairMessage.noRepair, step: .guardrails, message: reason,
            refusals: [Refusal(guardrail, reason)],
            outcome: .refused)
        await say(line)
        return line
    }

    private func tools(
        _ assembly: StackAssembly, region: String, stackRecord: StackRecord, book: RepairBook
    ) async -> RepairTools {
        let terraform = await assembly.terraform()
        let (ledger, stack) = (WatchersLedger(path: configuration.ledger), assembly.settings.name)
        var tools = liveTools(assembly, terraform, region: region, stackRecord: stackRecord, book: book)
        tools.orphans = { observed throws(ToolFault) in
            guard let state = observed.state else { return [] }
            let search = OrphanSearch(stack: stack) { await assembly.probe() }
            do throws(LedgerFault) {
                var earlier: [EarlierInstance] = []
                if try DatabasePresence.isThere(ledger.path) {
                    earlier = try await ledger.ask { ledger throws(LedgerFault) in
                        try await EarlierInstances(stack: stack).lackedBy(
                            state, at: observed.observation.at, in: ledger)
                    }
                }
                let found = await search.found(observed.observation, state, earlier)
                return zip(found.orphans, zip(found.instances, found.reports)).map {
                    FoundOrphan($0, $1.0, $1.1)
                }
            } catch {
                throw ToolFault(.failed, error.description)
            }
        }
        return tools
    }

    private func liveTools(
        _ assembly: StackAssembly, _ terraform: Terraform, region: String, stackRecord: StackRecord,
        book: RepairBook
    ) -> RepairTools {
        let (ledger, stack) = (WatchersLedger(path: configuration.ledger), assembly.settings.name)
        let locked: @Sendable (LockSight) async -> Void = { await book.note($0, of: stack, at: .now) }
        var tools = RepairTools.live(
            terraform: terraform, aws: { assembly.client(of: $0) }, region: region,
            applyWithin: assembly.policy.guardrails.timeout,
            renew: { () throws(ToolFault) in try await assembly.renewCredentials() },
            locked: locked,
            observe: {
                let order = StackProbe.ProbeOptions(
                    before: stackRecord.believed, alarms: AlarmHistory(text: stackRecord.alarms),
                    dropped: await DroppedInstances(of: stack, in: book),
                    plan: false,
                    measurements: false,
                    now: .now)
                let probeResult = await assembly.probe().observe(order)
                return probeResult.stack
            },
            ask: { addresses, before in
                let probeResult = await assembly.probe().ask(addresses, before: before, now: .now)
                return probeResult.stack
            },
            neverSeen: { addresses in
                // If the ledger cannot be read, it is not known what ever existed: then nothing new is created.
                (try? await ledger.ask { ledger throws(LedgerFault) in
                    try await ledger.neverSeen(addresses, of: stack)
                }) ?? []
            },
            account: { names in await assembly.probe().callerAccount(for: names) },
            switches: { [pauseFile] () throws(ToolFault) in
                var switches = StackSwitches()
                do throws(LedgerFault) {
                    // If no watcher has ever written a ledger, nobody has set a switch.
                    if try DatabasePresence.isThere(ledger.path) {
                        switches = try await ledger.ask { ledger throws(LedgerFault) in
                            try await ledger.switches(of: stack, now: MachineClock.now())
                        }
                    }
                } catch {
                    throw ToolFault(.failed, error.description)
                }
                if let why = await pauseFile.reason() {
                    switches.operators.pause = switches.operators.pause ?? why
                }
                return switches
            },
            window: { assembly.settings.windows.state(at: .now) }, now: MachineClock.now)
        tools.placeholder = PlaceholderFile(of: stack, besides: configuration.repairBook)
        let own = OwnReading(
            assembly: assembly, ledger: ledger, book: book, planLifetime: configuration.planEvery * 2)
        tools.reading = { signal in await own(signal, stackRecord) }
        let writer = assembly.backendWriter
        tools.locks = .live(terraform, writer)
        tools.states = .live(
            terraform, writer, ignoring: assembly.policy.guardrails.ignore,
            renew: { () throws(ToolFault) in try await assembly.renewCredentials() }, locked: locked,
            snapshot: { id throws(ToolFault) in
                try await ChosenSnapshot(id, of: stack, in: ledger, stackRecord.believed)
            })
        tools.run = { [environment = sharedServices.environment] command, request in
            await OwnCommandRun.run(command, request, in: environment)
        }
        return tools
    }
}
