import Decisions
import Ledger
import Testing

@testable import Repairs

/// The outcome of a repair includes what it changed before it ended early.
@Suite struct EarlierChangesTests {
    private static let stale = ToolFault(.stale, "the state moved")

    private static func create(_ address: Address) -> PlannedChange { PlannedChange(address, .create) }
    private static func delete(_ address: Address) -> PlannedChange { PlannedChange(address, .delete) }

    @Test func stalePlanAfterADestroyedTierIsNotVerified() async throws {
        let guardrails = GuardrailSettings(
            destroy: [try Pattern("aws_lambda_function.*"), try Pattern("\(Stage.alarm)")], distrust: 90)
        let tiers = [
            Tier(name: "service", addresses: [try Pattern("aws_lambda_function.*")]),
            Tier(name: "monitoring", addresses: [try Pattern("\(Stage.alarm)")]),
        ]
        try await Stage.with(guardrails: guardrails, tiers: tiers) { stage in
            stage.set { world in
                world.statuses[Stage.events] = .healthy
                world.statuses[Stage.function] = .healthy
                world.forgets = [Stage.alarm]
                world.nextPlans = [[Self.delete(Stage.alarm)], [Self.delete(Stage.function)]]
                world.nextAfter = [[Stage.alarm: .missing], [:]]
                world.duringApply = { if $0.nextAfter.count == 1 { $0.apply = Self.stale } }
            }
            var request = stage.request(.rollback, addresses: [], why: "back to the foundation")
            (request.rule, request.incident, request.tier) = (nil, nil, "foundation")
            let last = await stage.perform(request)
            #expect(stage.done.count { $0 == "apply the file" } == 2)
            #expect(last.outcome == .notVerified, "\(last.message)")
            let repairs = try await stage.book.repairs()
            #expect(repairs.first?.outcome == "not-verified")
        }
    }

    @Test func stalePlanAfterAMuteIsNotVerified() async throws {
        try await Stage.with { stage in
            stage.set { world in
                world.plan = .success(PlanSummary(changes: [Self.delete(Stage.alarm)], drift: []))
                world.apply = Self.stale
            }
            let last = await stage.perform(
                stage.request(.removeAlarms, addresses: [Stage.alarm, Stage.noisy]))
            #expect(stage.done.first == "mute noisy" && last.outcome == .notVerified, "\(last.message)")
        }
    }

    @Test func lockMetByTheApplyIsARefusal() async throws {
        try await Stage.with { stage in
            stage.set { $0.apply = ToolFault(.lock, "kim@host holds the lock") }
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.lock], "\(last.message)")
        }
    }

    @Test func emptyTableIsReportedThoughALaterTierFails() async throws {
        let tiers = [Tier(name: "service", addresses: [try Pattern("aws_lambda_function.*")])]
        try await Stage.with(tiers: tiers) { stage in
            stage.set { world in
                world.statuses[Stage.function] = .missing
                world.nextPlans = [[Self.create(Stage.events)], [Self.create(Stage.function)]]
                world.nextAfter = [[Stage.events: .healthy], [:]]
                world.duringApply = {
                    if $0.nextAfter.count == 1 { $0.apply = ToolFault(.failed, "the service is down") }
                }
            }
            var request = stage.request()
            request.tier = "service"
            request.rule = "service-lost"
            let last = await stage.perform(request)
            #expect(last.outcome == .notVerified && last.message.contains("the service is down"))
            #expect(last.message.contains("aws_dynamodb_table.events had no backup and was recreated EMPTY"))
        }
    }

    @Test func emptyTableIsReportedThoughTheRestOfItsTierIsMissing() async throws {
        try await Stage.with { stage in
            stage.set { world in
                world.statuses[Stage.role] = .missing
                world.nextPlans = [[Self.create(Stage.events), Self.create(Stage.role)]]
            }
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .notVerified && last.addresses == [Stage.role], "\(last.message)")
            #expect(last.message.contains("aws_dynamodb_table.events had no backup and was recreated EMPTY"))
        }
    }
}
