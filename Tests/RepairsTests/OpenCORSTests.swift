import Decisions
import Ledger
import Terraform
import Testing

@testable import Repairs

/// The repair that applies the variables under `open_cors:`.
@Suite struct OpenCORSTests {
    private static let api = Address(type: "aws_apigatewayv2_api", name: "main")

    private func with(_ body: (Stage) async throws -> Void) async throws {
        let settings = OpenCORSSettings(
            variables: [PlanVariable("origins", json: "[\"hunter2\"]")],
            addresses: [try Pattern("\(Self.api)")])
        try await Stage.with(ways: (nil, settings)) { stage in
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
