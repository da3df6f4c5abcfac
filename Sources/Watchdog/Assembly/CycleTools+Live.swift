import Decisions
import Dispatch
import Ledger
import Notifications
import Probes
import Settings
import Systemd

extension CycleTools {
    /// The tools that read the real AWS, Terraform and files of one stack.
    static func live(
        _ assembly: StackAssembly, ledger: Ledger, reader: RepairBookReader, pauseFile: PauseFile,
        events: EventLog,
        outbox: OutboxWriter
    ) -> CycleTools {
        var tools = CycleTools(
            observe: { order in await assembly.probe().observe(order) },
            diagnose: { incident, probeResult in await assembly.diagnose(incident, probeResult) },
            ledger: ledger,
            book: { () throws(LedgerFault) in try await reader.book() },
            pauseFile: { await pauseFile.reason() },
            window: { assembly.settings.windows.state(at: .now) }, events: events, now: MachineClock.now,
            sleep: { try? await Task.sleep(for: $0) }, outbox: outbox)
        tools.repairBehind = { serial in
            let repairs = try? await reader.book()?.repairs(of: assembly.settings.name, limit: 5)
            return repairs?.first { $0.mayHaveWritten(serial) }.map { "terrier repair \($0.kind) \($0.id)" }
        }
        tools.prune = { () throws(LedgerFault) in
            let settings = assembly.settings
            let book = try await reader.book()
            _ = try await ledger.prune(
                settings.name, settings.keepSnapshots,
                referred: try await book?.referredStates(of: settings.name) ?? [], now: .now)
            if let damage = try await ledger.checkBelieved(of: settings.name) {
                await events.write(
                    .ledgerFault(
                        "\(damage); it is stored again as soon as the backend is seen to have this state; run 'terrier snapshots verify'"
                    ), stack: settings.name)
            }
        }
        tools.returnMemory = { DispatchQueue.global().async { UnusedMemory.giveBack() } }
        tools.trail = { questions, probeResult in await assembly.trail(questions, probeResult) }
        tools.orphans = OrphanTools(
            search: OrphanSearch(stack: assembly.settings.name) { await assembly.patientProbe() },
            ledger: ledger)
        return tools
    }
}
