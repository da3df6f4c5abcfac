import Decisions
import Ledger
import Terraform
import Testing

@testable import Repairs

/// The repair that applies the variables under `open_cors:`.
@Suite struct OpenCORSTests {
    private static let api = Address(type: "aws_apigatewayv2_api", name: "main")

    private func with(
        _ others: [Address] = [], tiers: [Tier] = [], _ body: (Stage) async throws -> Void
    ) async throws {
        let settings = OpenCORSSettings(
            variables: [PlanVariable("origins", json: "[\"hunter2\"]")],
            addresses: try ([Self.api] + others).map { try Pattern("\($0)") })
        try await Stage.with(tiers: tiers, ways: (nil, settings)) { stage in
            stage.set {
                $0.statuses[Stage.events] = .healthy
                $0.statuses[Self.api] = .healthy
                $0.nextPlans = [[PlannedChange(Self.api, .update)], []]
                $0.after = [:]
                $0.duringApply = { $0.cors = 1 }
                $0.cors = 0
            }
            try await body(stage)
        }
    }

    private func request(_ stage: Stage, rule: String? = "cors", undo: Bool = false) -> RepairRequest {
        var request = stage.request(
            .openCORS, addresses: [Self.api], why: rule == nil ? "opened" : nil)
        request.intent.rule = rule
        request.intent.subject = undo ? "undo" : nil
        return request
    }

    @Test func listedAddressIsChangedAndProvenByAPreflight() async throws {
        try await with { stage in
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(last.message.contains("a preflight request allows the origin"))
            #expect(stage.done.first == "plan with origins \(Self.api)")
            let steps = try #require(try await stage.book.repairs().first).steps
            #expect(!steps.joined().contains("hunter2"))
        }
    }

    @Test func preflightThatIsStillRejectedIsNotVerified() async throws {
        try await with { stage in
            stage.set { $0.duringApply = nil }
            let last = await stage.perform(request(stage))
            #expect(
                last.outcome == .notVerified && last.message.contains("api.cors = false"), "\(last.message)")
        }
    }

    @Test func otherAddressesAreRefused() async throws {
        try await with { stage in
            stage.set {
                $0.nextPlans = [[PlannedChange(Self.api, .update), PlannedChange(Stage.role, .update)]]
            }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .refused && last.message.contains("it would update \(Stage.role)"))
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    @Test func onlyWhatIsProvenMissingIsCreated() async throws {
        try await with { stage in
            stage.set { $0.statuses[Self.api] = .unknown(Unknown(.throttled, "GetApi")) }
            let unclear = await stage.perform(request(stage))
            #expect(unclear.refusals.map(\.reason) == ["\(Self.api) is unknown (throttled: GetApi)"])
            #expect(stage.done == [])
        }
        try await with { stage in
            // AWS has it, and Terraform's provider works elsewhere.
            stage.set { $0.nextPlans = [[PlannedChange(Self.api, .create)]] }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .refused && last.message.contains("AWS has it"), "\(last.message)")
        }
        try await with { stage in
            stage.set {
                $0.statuses[Self.api] = .missing
                $0.nextPlans = [[PlannedChange(Self.api, .create)]]
                $0.after = [Self.api: .healthy]
            }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .repaired, "\(last.message)")
        }
    }

    /// Rule 7 of the design: a literal address that was never in the state only where its tier says so; one that was removed never.
    @Test func addressesThatTheStateLacksAreCreatedOnlyWhereATierSaysSo() async throws {
        let options = Address(type: "aws_api_gateway_method", name: "options")
        let tier = Tier(name: "service", addresses: [try Pattern("\(options)")], create: true)
        for tiers in [[], [tier]] {
            try await with([options], tiers: tiers) { stage in
                stage.set {
                    $0.nextPlans = [[PlannedChange(options, .create)]]
                    $0.after = [options: .healthy]
                }
                var request = request(stage)
                request.intent.addresses = []
                let last = await stage.perform(request)
                #expect(last.outcome == (tiers.isEmpty ? .refused : .repaired), "\(last.message)")
                #expect(last.message.contains("so it is new in the code") == tiers.isEmpty)
            }
        }
        try await with([Stage.seenOnce]) { stage in
            var request = request(stage)
            request.intent.addresses = [Self.api, Stage.seenOnce]
            let last = await stage.perform(request)
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done.first == "plan with origins \(Self.api)")
        }
    }

    @Test func ruleWhoseConditionIsNotTrueAnyMoreIsRefused() async throws {
        try await with { stage in
            stage.set { $0.cors = 1 }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .refused && stage.done == [])
        }
    }

    @Test func undoPlansWithoutTheVariablesAndNeedsNoPreflight() async throws {
        try await with { stage in
            stage.set { $0.duringApply = nil }
            let last = await stage.perform(request(stage, rule: nil, undo: true))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done.first == "plan \(Self.api)", "\(stage.done)")
        }
    }
}
