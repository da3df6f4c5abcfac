import Decisions
import Ledger
import Notifications
import Probes
import Settings

extension CycleTools {
    /// The real world of one stack.
    static func live(
        _ assembly: StackAssembly, ledger: Ledger, reader: BookReader, pauseFile: PauseFile, events: EventLog,
        audience: Audience
    ) -> CycleTools {
        CycleTools(
            look: { order in await assembly.probe().look(order) },
            diagnose: { incident, look in await assembly.diagnose(incident, look) }, ledger: ledger,
            book: { () throws(LedgerFault) in try await reader.book() },
            pauseFile: { await pauseFile.reason() },
            window: { assembly.settings.windows.state(at: .now) }, events: events, now: MachineClock.now,
            sleep: { try? await Task.sleep(for: $0) }, audience: audience)
    }
}
