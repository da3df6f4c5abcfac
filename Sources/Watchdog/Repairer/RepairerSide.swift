import Decisions
import Foundation
import Ledger
import Probes
public import Repairs
public import Settings
import Synchronization
import Terraform

/// The repairing side put together: its own reading of the configuration, its own eyes, its own book.
public struct RepairerSide: Sendable {
    private let configuration: Settings.Configuration
    private let surroundings: Surroundings
    private let pauseFile: PauseFile

    /// - Parameter path: the configuration's file; the pause file stands beside it.
    public init(_ configuration: Settings.Configuration, at path: String, _ surroundings: Surroundings) {
        self.configuration = configuration
        self.surroundings = surroundings
        pauseFile = PauseFile(besides: path)
    }

    /// Carries out one request. The last line says how it ended.
    public func perform(
        _ request: RepairRequest, say: @escaping @Sendable (RepairLine) async -> Void
    ) async -> RepairLine {
        guard let settings = configuration.stack(request.stack) else {
            return await refuse("the configuration has no stack '\(request.stack)'", .account, say)
        }
        guard let region = settings.region, settings.account != nil else {
            return await refuse(
                "account and region of \(request.stack) are not pinned; set 'account:' and 'region:', or no repair starts",
                .account, say)
        }
        let assembly = StackAssembly(settings, surroundings)
        let book: RepairBook
        var memory = Memory()
        do {
            // Without what was believed before, an older state could not be told for one.
            if try Presence.isThere(configuration.ledger) {
                memory = try await WatchersLedger(path: configuration.ledger).ask {
                    ledger throws(LedgerFault) in try await ledger.memory(of: request.stack)
                }
            }
            book = try await RepairBook.open(configuration.repairBook)
        } catch {
            let line = RepairLine(
                repair: RepairLine.noRepair, step: .guardrails, message: "\(error)", outcome: .failed)
            await say(line)
            return line
        }
        let repairer = Repairer(
            policy: settings.policy, configuration: configuration.hash, book: book,
            tools: await tools(assembly, region: region, memory: memory, book: book),
            planDirectory: surroundings.files.directory, askable: ResourceProbes.types)
        return await repairer.perform(request, say: say)
    }

    private func refuse(
        _ reason: String, _ guardrail: Guardrail, _ say: @Sendable (RepairLine) async -> Void
    ) async -> RepairLine {
        let line = RepairLine(
            repair: RepairLine.noRepair, step: .guardrails, message: reason,
            refusals: [Refusal(guardrail, reason)],
            outcome: .refused)
        await say(line)
        return line
    }

    private func tools(
        _ assembly: StackAssembly, region: String, memory: Memory, book: RepairBook
    ) async -> RepairTools {
        let terraform = await assembly.terraform()
        let (ledger, stack) = (WatchersLedger(path: configuration.ledger), assembly.settings.name)
        return .live(
            terraform: terraform, aws: assembly.aws, region: region,
            applyWithin: assembly.policy.guardrails.timeout,
            refresh: { () throws(ToolFault) in try await assembly.renewCredentials() },
            look: {
                let order = StackProbe.Order(
                    before: memory.believed, alarms: AlarmHistory(text: memory.alarms),
                    dropped: await DroppedInstances(of: stack, in: book),
                    plan: false,
                    weather: false,
                    now: .now)
                let look = await assembly.probe().look(order)
                return Sighting(observation: look.observation, state: look.state)
            },
            ask: { addresses, before in
                let look = await assembly.probe().ask(addresses, before: before, now: .now)
                return Sighting(observation: look.observation, state: look.state)
            },
            neverSeen: { addresses in
                // A ledger that cannot be read says nothing of what was ever there: then nothing new is made.
                (try? await ledger.ask { ledger throws(LedgerFault) in
                    try await ledger.neverSeen(addresses, of: stack)
                }) ?? []
            },
            account: { await assembly.probe().callerAccount() },
            switches: { [pauseFile] () throws(ToolFault) in
                var switches = Switches()
                do throws(LedgerFault) {
                    // Where no watcher has ever written, nobody has set a switch.
                    if try Presence.isThere(ledger.path) {
                        switches = try await ledger.ask { ledger throws(LedgerFault) in
                            try await ledger.switches(of: stack, now: MachineClock.now())
                        }
                    }
                } catch {
                    throw ToolFault(.failed, error.description)
                }
                if let why = await pauseFile.reason() { switches.people.pause = switches.people.pause ?? why }
                return switches
            },
            window: { assembly.settings.windows.state(at: .now) }, now: MachineClock.now)
    }
}
