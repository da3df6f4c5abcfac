public import Decisions
import Foundation
public import Ledger
import Probes
public import Settings
import Terraform

/// `terrier check`: one look at a stack, judged by itself, nothing changed and nothing written.
public struct CheckRun: Sendable {
    public var policy: Policy
    public var observation: Observation
    public var checkResult: CheckResult
    /// Why nobody knows whether a breaker is open.
    public var bookFault: LedgerFault?

    /// - Parameter plan: whether to plan as well.
    public static func run(
        _ settings: StackSettings, in configuration: Settings.Configuration, plan: Bool,
        _ controls: OperatorControls,
        _ sharedServices: SharedServices
    ) async -> CheckRun {
        let assembly = StackAssembly(settings, sharedServices)
        let order = await order(settings.name, configuration, plan: plan)
        let probeResult = await assembly.probe().observe(order)
        var breakers: [Breaker]?
        var fault: LedgerFault?
        do throws(LedgerFault) { breakers = try await controls.openBreakers(of: settings.name) } catch {
            fault = error
        }
        return CheckRun(
            policy: assembly.policy, observation: probeResult.observation,
            checkResult: assembly.policy.judge(probeResult.observation, breakers: breakers), bookFault: fault)
    }

    /// What the repair book and the service remember of the stack, where they do and may be read.
    private static func order(
        _ stack: String, _ configuration: Settings.Configuration, plan: Bool
    ) async -> StackProbe.ProbeOptions {
        var order = StackProbe.ProbeOptions(plan: plan, now: .now)
        let book = try? await RepairBook.openReading(configuration.repairBook)
        order.dropped = await DroppedInstances(of: stack, in: book)
        let dayAgo = order.now + .seconds(-86_400)
        order.destroyed = (try? await book?.destroyed(of: stack, since: dayAgo)) ?? []
        guard FileManager.default.fileExists(atPath: configuration.ledger),
            let ledger = try? await Ledger.openReading(configuration.ledger),
            let stackRecord = try? await ledger.stackRecord(of: stack)
        else { return order }
        order.before = stackRecord.believed
        order.alarms = AlarmHistory(text: stackRecord.alarms)
        order.highest = try? await ledger.highestCount(of: stack, since: dayAgo)
        return order
    }
}
