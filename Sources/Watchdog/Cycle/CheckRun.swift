public import Decisions
import Foundation
public import Ledger
import Probes
public import Settings
import Terraform

/// `terrier check`: reads a stack once and judges the result on its own. It changes nothing and writes nothing.
public struct CheckRun: Sendable {
    public var policy: Policy
    public var observation: Observation
    public var checkResult: CheckResult
    /// Whether a plan was made.
    public var hasPlan: Bool
    /// Why it is not known whether a breaker is open; nil if it is known.
    public var bookFault: LedgerFault?
    /// What a person should know of the configuration, one line each.
    public var remarks: [String] = []
    /// What AWS has and the state lacks, although an earlier state had it; sorted by address.
    public var orphans: [Orphan] = []
    /// Terraform's commands for a person.
    public var terraform: ManualTerraform

    /// - Parameter plan: whether to run a Terraform plan too.
    public static func run(
        _ settings: StackSettings, in configuration: Settings.Configuration, plan: Bool,
        _ controls: OperatorControls,
        _ sharedServices: SharedServices
    ) async -> CheckRun {
        let assembly = StackAssembly(settings, sharedServices)
        var order = await order(settings.name, configuration, plan: plan)
        order.planLifetime = configuration.planEvery * 2
        let probeResult = await assembly.probe().observe(order)
        var breakers: [Breaker]?
        var fault: LedgerFault?
        do throws(LedgerFault) { breakers = try await controls.openBreakers(of: settings.name) } catch {
            fault = error
        }
        let remarks = probeResult.state.map { UnusedProviders.remarks(settings, in: $0) } ?? []
        var checkRun = CheckRun(
            policy: assembly.policy, observation: probeResult.observation,
            checkResult: assembly.policy.judge(probeResult.observation, breakers: breakers), hasPlan: plan,
            bookFault: fault, remarks: remarks,
            terraform: ManualTerraform(settings, sharedServices.environment))
        checkRun.orphans = await orphans(probeResult, configuration, assembly)
        return checkRun
    }

    /// AWS is asked for what earlier states had only if the service knows of orphans, or if something is gone since its last cycle.
    private static func orphans(
        _ probeResult: ProbeResult, _ configuration: Settings.Configuration, _ assembly: StackAssembly
    ) async -> [Orphan] {
        guard let state = probeResult.state else { return [] }
        let observation = probeResult.observation
        let search = OrphanSearch(stack: assembly.settings.name) { await assembly.probe() }
        var earlier: [EarlierInstance] = []
        if FileManager.default.fileExists(atPath: configuration.ledger),
            let ledger = try? await Ledger.openReading(configuration.ledger)
        {
            let known = (try? await ledger.orphans(of: search.stack)) ?? []
            let isDue = (try? await ledger.isOrphanSearchDue(of: search.stack)) ?? false
            if !known.isEmpty || isDue || !observation.removed.isEmpty {
                earlier =
                    (try? await EarlierInstances(stack: search.stack).lackedBy(
                        state, at: observation.at, in: ledger)) ?? []
            }
        }
        return await search.found(observation, state, earlier).orphans
    }

    /// The options for the probe, with what the repair book and the ledger hold about the stack, if they exist and can be read.
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
        order.lastPlan = try? await ledger.lastPlan(of: stack)
        order.highest = try? await ledger.highestCount(of: stack, since: dayAgo)
        return order
    }
}
