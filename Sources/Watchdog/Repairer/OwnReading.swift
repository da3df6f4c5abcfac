import Decisions
import Ledger
import Probes
import Repairs
import Settings
import Terraform

/// A reading of the repairer's own, for the condition of the rule that requests a repair. It is compared with what the watcher
/// stored before, as the watcher's is.
struct OwnReading: Sendable {
    var assembly: StackAssembly
    var ledger: WatchersLedger
    var book: RepairBook
    /// The age from which on the result of a plan no longer applies.
    var planLifetime: Duration

    func callAsFunction(_ signal: Signal, _ record: StackRecord) async -> Reading {
        do {
            // A plan may need them.
            if signal != .apiCORS { try await assembly.renewCredentials() }
        } catch {
            return .unknown(signal, Unknown(.noCredentials, error.message))
        }
        return await assembly.probe().measure(signal, await options(for: signal, record))
    }

    private func options(for signal: Signal, _ record: StackRecord) async -> StackProbe.ProbeOptions {
        var options = StackProbe.ProbeOptions(
            before: record.believed, alarms: AlarmHistory(text: record.alarms),
            planLifetime: planLifetime, now: .now)
        guard signal != .apiCORS else { return options }
        let (stack, since) = (assembly.settings.name, options.now + .seconds(-86_400))
        options.dropped = await DroppedInstances(of: stack, in: book)
        options.destroyed = (try? await book.destroyed(of: stack, since: since)) ?? []
        options.highest = try? await ledger.ask { ledger throws(LedgerFault) in
            try await ledger.highestCount(of: stack, since: since)
        }
        // The newest believed state is that of the cycle in which the rule tripped: nothing has been removed from it.
        if signal == .resourcesRemoved {
            options.before = await earlier(than: record.believed) ?? record.believed
        }
        return options
    }

    /// The state that was believed before this one.
    private func earlier(than believed: BelievedState?) async -> BelievedState? {
        guard let believed else { return nil }
        let stack = assembly.settings.name
        return try? await ledger.ask { ledger throws(LedgerFault) in
            let earlier = try await ledger.snapshots(of: stack, limit: 2).first {
                $0.identity.sha256 != believed.identity.sha256
            }
            guard let earlier, let found = try await ledger.snapshot(earlier.id) else { return nil }
            return BelievedState(
                identity: earlier.identity, addresses: found.addresses.compactMap { try? Address($0) },
                seen: believed.seen)
        }
    }
}
