import Decisions
import Ledger
import Synchronization
import Terraform
import Testing

@testable import Repairs

/// An API gets its id from AWS, so an apply that was killed may have created one that no state names. A second one is not created
/// beside it.
@Suite struct MadeBeforeTests {
    private static let api = Address(type: "aws_api_gateway_rest_api", name: "api")
    private static let found = Namesake(
        id: "x1y2", delete: "aws apigateway delete-rest-api --rest-api-id x1y2")

    private func with(_ body: (Stage) async throws -> Void) async throws {
        let tiers = [Tier(name: "service", addresses: [try Pattern("\(Self.api)")])]
        try await Stage.with(tiers: tiers) { stage in
            stage.set { world in
                world.statuses[Stage.events] = .healthy
                world.statuses[Self.api] = .missing
                world.plan = .success(PlanSummary(changes: [PlannedChange(Self.api, .create)], drift: []))
                world.after = [Self.api: .healthy]
            }
            try await body(stage)
        }
    }

    /// An earlier repair that was to create the API; its outcome is unknown if its repairer died.
    private func earlier(_ outcome: RepairOutcome?, _ stage: Stage) async throws {
        let began = try await stage.book.begin(
            RepairBeginning(
                stack: "s", kind: .emergencyDeploy, rule: nil, incident: nil, tier: "service",
                addresses: [Self.api], apply: true, requestedBy: "test", why: nil, configuration: "c",
                at: stage.world.withLock { $0.clock }))
        guard let outcome else { return }
        try await stage.book.end(
            began, outcome: outcome, reason: "so", serialAfter: nil, at: stage.world.withLock { $0.clock })
    }

    private func deploy(_ stage: Stage) async -> RepairMessage {
        var request = stage.request(why: "a test")
        (request.rule, request.incident, request.tier) = (nil, nil, "service")
        request.addresses = []
        return await stage.perform(request)
    }

    @Test(arguments: [nil, .unknown, .notVerified] as [RepairOutcome?])
    func secondAPIIsNotCreatedAfterARepairThatMayHaveMadeOne(outcome: RepairOutcome?) async throws {
        try await with { stage in
            stage.set { $0.namesakes = .success([Self.found]) }
            try await earlier(outcome, stage)
            let last = await deploy(stage)
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.need], "\(last.message)")
            #expect(last.message.contains("\(Self.api): x1y2 has its name"), "\(last.message)")
            #expect(last.message.contains(Self.found.delete))
            #expect(!stage.done.contains("apply the file"))

            // It was deleted by hand.
            stage.set { $0.namesakes = .success([]) }
            let again = await deploy(stage)
            #expect(again.outcome == .repaired, "\(again.message)")
        }
    }

    @Test func listThatFailsIsARefusal() async throws {
        try await with { stage in
            stage.set { $0.namesakes = .failure(ToolFault(.failed, "GetRestApis: denied")) }
            try await earlier(.unknown, stage)
            let last = await deploy(stage)
            #expect(last.outcome == .refused && last.message.contains("denied"), "\(last.message)")
        }
    }

    /// APIs of other stacks may have the same name. What a repair of this stack may have made is settled by one that was done.
    @Test(arguments: [.refused, .failed, .repaired] as [RepairOutcome])
    func onlyARepairThatWasDoneSettlesIt(outcome: RepairOutcome) async throws {
        try await with { stage in
            stage.set { $0.namesakes = .success([Self.found]) }
            try await earlier(.unknown, stage)
            try await earlier(outcome, stage)
            // The budget is free again.
            stage.set { $0.clock.advance(by: .seconds(7200)) }
            let last = await deploy(stage)
            #expect((last.outcome == .repaired) == (outcome == .repaired), "\(last.message)")
        }
    }
}
