import Decisions
import Ledger
import Synchronization
import Terraform
import Testing

@testable import Repairs

/// The repair that takes back into the state what AWS has and the state lacks.
@Suite struct ImportTests {
    private static let topic = Address(type: "aws_sns_topic", name: "t")
    private static let rule = Address(type: "aws_security_group_rule", name: "r")

    private static func found(_ address: Address, id: String?) -> FoundOrphan {
        FoundOrphan(
            Orphan(address, .removed, importID: id, unknownID: id == nil ? "it is odd" : nil, serial: 3),
            StateInstance(
                address: address, configuration: ProviderConfiguration("provider[\"aws\"]"),
                attributes: StateAttributes([.id: id ?? ""])),
            InstanceReport(address, .healthy))
    }

    private func with(
        _ plan: [PlannedChange] = [PlannedChange(topic, .import)], left: [PlannedChange] = [],
        guardrails: GuardrailSettings = GuardrailSettings(distrust: 90), _ body: (Stage) async throws -> Void
    ) async throws {
        try await Stage.with(guardrails: guardrails) { stage in
            stage.set {
                $0.statuses = [Self.topic: .healthy, Stage.role: .healthy]
                $0.unnamed = [Self.topic]
                $0.orphans = [Self.found(Self.topic, id: "arn:t"), Self.found(Self.rule, id: nil)]
                $0.nextPlans = [plan, left]
                $0.after = [:]
                $0.duringApply = { $0.unnamed = [] }
            }
            try await body(stage)
        }
    }

    private func request(_ stage: Stage, _ addresses: [Address], apply: Bool = true) -> RepairRequest {
        var request = stage.request(.import, addresses: addresses, apply: apply, why: "it is ours")
        (request.intent.rule, request.intent.incident) = (nil, nil)
        return request
    }

    @Test func orphanIsImportedWithOnePlanAndVerifiedByAnEmptyOne() async throws {
        for addresses in [[Self.topic], []] {
            try await with { stage in
                let last = await stage.perform(request(stage, addresses))
                #expect(last.outcome == .repaired, "\(last.message)")
                #expect(last.message == "verified: aws_sns_topic.t is in the state, and a plan is empty")
                #expect(
                    stage.done == [
                        "plan aws_sns_topic.t", "apply the file", "ask", "unlocked plan aws_sns_topic.t",
                    ])
                #expect(
                    stage.world.withLock { $0.imports }
                        == ["import {\n  to = aws_sns_topic.t\n  id = \"arn:t\"\n}\n"])
                let repair = try #require(try await stage.book.repairs().first)
                #expect(
                    repair.steps.map { $0.prefix { $0 != ":" } }
                        == ["guardrails", "snapshot", "plan", "inspect", "apply", "verify", "verify"])
            }
        }
    }

    @Test func whatTheCodeDoesNotHaveIsLeftOutAndNamed() async throws {
        let other = Address(type: "aws_sns_topic", name: "gone")
        try await with { stage in
            stage.set {
                $0.orphans.append(Self.found(other, id: "arn:gone"))
                $0.notInCode = [other]
            }
            let named = await stage.perform(request(stage, [Self.topic, other]))
            #expect(named.refusals.map(\.guardrail) == [.need], "\(named.message)")
            #expect(named.message.contains("the code does not have aws_sns_topic.gone"))
            #expect(stage.done == [])
            let last = await stage.perform(request(stage, []))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done.first == "plan aws_sns_topic.t")
            #expect(
                last.message.hasSuffix("; not imported, since the code does not have it: aws_sns_topic.gone"))
        }
    }

    @Test func dryRunImportsNothing() async throws {
        try await with { stage in
            let last = await stage.perform(request(stage, [Self.topic], apply: false))
            #expect(last.outcome == .wouldApply)
            #expect(last.message == "would have applied: import aws_sns_topic.t")
            #expect(stage.done == ["unlocked plan aws_sns_topic.t"])
        }
    }

    @Test(arguments: [
        [PlannedChange(topic, .import), PlannedChange(topic, .update)],
        [PlannedChange(topic, .import), PlannedChange(Stage.role, .update)],
        [PlannedChange(topic, .import), PlannedChange(Stage.events, .create)],
        [PlannedChange(topic, .create)], [],
    ])
    func planWithAnythingElseIsRefused(plan: [PlannedChange]) async throws {
        try await with(plan) { stage in
            let last = await stage.perform(request(stage, [Self.topic]))
            #expect(last.outcome == .refused && last.refusals.allSatisfy { $0.guardrail == .inspection })
            #expect(!stage.done.contains("apply the file"))
        }
    }

    @Test func planThatIsNotEmptyAfterwardsIsNotVerified() async throws {
        try await with(left: [PlannedChange(Self.topic, .update)]) { stage in
            let last = await stage.perform(request(stage, [Self.topic]))
            #expect(last.outcome == .notVerified, "\(last.message)")
            #expect(last.message.contains("a plan still holds update aws_sns_topic.t"))
        }
    }

    @Test func stateThatDoesNotNameItAfterwardsIsNotVerified() async throws {
        try await with { stage in
            stage.set { $0.duringApply = nil }
            let last = await stage.perform(request(stage, [Self.topic]))
            #expect(last.outcome == .notVerified)
            #expect(last.message == "not verified: the state does not name aws_sns_topic.t")
        }
    }

    @Test func whatIsNoOrphanOrHasNoKnownIDIsRefused() async throws {
        for (address, words) in [
            (
                Self.rule,
                "the import id of aws_security_group_rule.r is not known (it is odd): import it by hand"
            ),
            (Stage.role, "aws_iam_role.role is no orphan"),
        ] {
            try await with { stage in
                let last = await stage.perform(request(stage, [Self.topic, address]))
                #expect(last.outcome == .refused && last.message.contains(words), "\(last.message)")
                #expect(stage.done == [])
            }
        }
    }

    @Test func onlyAPersonCanRequestIt() async throws {
        try await with { stage in
            var request = request(stage, [Self.topic])
            request.why = nil
            #expect(Requester.parent.refusal(of: request) != nil)
            #expect(Requester.person("kim").refusal(of: request) == nil)
        }
    }
}
