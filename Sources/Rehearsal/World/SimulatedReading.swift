import Decisions
import Ledger
import Probes
import Terraform
import Watchdog

/// How a repairer on the simulated machine reads the signal of the rule that requests a repair.
extension Simulation {
    func reading(_ signal: Signal, of stack: String, by process: SimulatedProcess) async -> Reading {
        let record = try? await stores.ledger.stackRecord(of: stack)
        let now = now().wall
        let probeResult = await observe(
            .init(
                before: record?.believed,
                highest: try? await stores.ledger.highestCount(of: stack, since: now + .seconds(-86_400)),
                alarms: AlarmHistory(text: record?.alarms ?? ""),
                dropped: await DroppedInstances(of: stack, in: stores.book),
                plan: signal.isOfPlan || signal.countsMissing, now: now), at: stack, by: process)
        return probeResult.observation.reading(signal)
            ?? .unknown(signal, Unknown(.notAsked, "the simulated world does not have it"))
    }
}
