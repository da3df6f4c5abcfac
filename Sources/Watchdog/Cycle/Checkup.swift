public import Decisions
import Foundation
public import Ledger
import Probes
public import Settings
import Terraform

/// `terrier check`: one look at a stack, judged by itself, nothing changed and nothing written.
public struct Checkup: Sendable {
    public var policy: Policy
    public var observation: Observation
    public var judgement: Judgement
    /// Why nobody knows whether a breaker is open.
    public var bookFault: LedgerFault?

    /// - Parameter plan: whether to plan as well.
    public static func run(
        _ settings: StackSettings, in configuration: Settings.Configuration, plan: Bool, _ people: PeopleSide,
        _ surroundings: Surroundings
    ) async -> Checkup {
        let assembly = StackAssembly(settings, surroundings)
        let order = await order(settings.name, configuration, plan: plan)
        let look = await assembly.probe().look(order)
        var breakers: [Breaker]?
        var fault: LedgerFault?
        do throws(LedgerFault) { breakers = try await people.openBreakers(of: settings.name) } catch {
            fault = error
        }
        return Checkup(
            policy: assembly.policy, observation: look.observation,
            judgement: assembly.policy.judge(look.observation, breakers: breakers), bookFault: fault)
    }

    /// What the repair book and the service remember of the stack, where they do and may be read.
    private static func order(
        _ stack: String, _ configuration: Settings.Configuration, plan: Bool
    ) async -> StackProbe.Order {
        var order = StackProbe.Order(plan: plan, now: .now)
        let book = try? await RepairBook.openReading(configuration.repairBook)
        order.dropped = await DroppedInstances(of: stack, in: book)
        let dayAgo = order.now + .seconds(-86_400)
        order.destroyed = (try? await book?.destroyed(of: stack, since: dayAgo)) ?? []
        guard FileManager.default.fileExists(atPath: configuration.ledger),
            let ledger = try? await Ledger.openReading(configuration.ledger),
            let memory = try? await ledger.memory(of: stack)
        else { return order }
        order.before = memory.believed
        order.alarms = AlarmHistory(text: memory.alarms)
        order.highest = try? await ledger.highestCount(of: stack, since: dayAgo)
        return order
    }
}
