import Decisions
import Ledger
import Testing

@testable import Repairs

/// The repair that brings back what is scheduled for deletion.
@Suite struct BringBackTests {
    private static let secret = Address(type: "aws_secretsmanager_secret", name: "db")
    private static let key = Address(type: "aws_kms_key", name: "data")
    private static let words =
        "scheduled for deletion after 2026-12-07T10:00:00Z; to bring it back: aws secretsmanager restore-secret --secret-id db"

    private func with(
        undelete: [String] = ["aws_secretsmanager_secret.*"], _ body: (Stage) async throws -> Void
    ) async throws {
        var guardrails = GuardrailSettings(distrust: 90)
        guardrails.undelete = try undelete.map { try Pattern($0) }
        guardrails.allow.create = [try Pattern("aws_secretsmanager_secret.*")]
        let tier = Tier(name: "secrets", addresses: [try Pattern("aws_secretsmanager_secret.*")])
        try await Stage.with(guardrails: guardrails, tiers: [tier]) { stage in
            stage.set {
                $0.statuses = [
                    Self.secret: .unhealthy(Self.words), Stage.events: .healthy, Stage.role: .healthy,
                    Self.key: .unhealthy("disabled"),
                ]
            }
            try await body(stage)
        }
    }

    private func request(
        _ stage: Stage, _ addresses: [Address] = [secret], rule: String? = "going", apply: Bool = true,
        why: String? = nil
    ) -> RepairRequest {
        var request = stage.request(.undelete, addresses: addresses, apply: apply, why: why)
        request.intent.rule = rule
        return request
    }

    @Test func secretIsBroughtBackRecordedAndVerified() async throws {
        try await with { stage in
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(
                last.message
                    == "verified: aws_secretsmanager_secret.db is no longer scheduled for deletion")
            #expect(stage.done == ["undelete aws_secretsmanager_secret.db", "ask"])
            let repair = try #require(try await stage.book.repairs().first)
            #expect(
                repair.steps.map { $0.prefix { $0 != ":" } } == ["guardrails", "snapshot", "apply", "verify"])
            #expect(repair.steps.contains { $0.contains("[undelete aws_secretsmanager_secret.db]") })
        }
    }

    @Test func dryRunChangesNothing() async throws {
        try await with { stage in
            let last = await stage.perform(request(stage, apply: false))
            #expect(last.outcome == .wouldApply)
            #expect(last.message == "would have brought back: aws_secretsmanager_secret.db")
            #expect(stage.done.isEmpty)
        }
    }

    @Test func personWithoutAddressesBringsBackAllThatIsListed() async throws {
        try await with(undelete: ["*.*"]) { stage in
            let last = await stage.perform(request(stage, [], rule: nil, why: "needed"))
            // The key is disabled, and not scheduled for deletion.
            #expect(last.outcome == .repaired && last.addresses == [Self.secret], "\(last.message)")
        }
    }

    @Test func onlyWhatIsListedAndScheduledIsBroughtBack() async throws {
        try await with(undelete: ["aws_kms_key.*"]) { stage in
            let unlisted = await stage.perform(request(stage, why: "needed"))
            #expect(
                unlisted.refusals.map(\.reason) == ["'undelete:' does not list aws_secretsmanager_secret.db"])
            let unscheduled = await stage.perform(request(stage, [Self.key], why: "needed"))
            #expect(
                unscheduled.refusals.map(\.reason) == [
                    "AWS does not say that aws_kms_key.data is scheduled for deletion"
                ])
            let nothing = await stage.perform(request(stage, [], rule: nil, why: "needed"))
            #expect(
                nothing.refusals.map(\.reason) == [
                    "nothing that 'undelete:' lists is scheduled for deletion"
                ])
            #expect(stage.done.isEmpty)
        }
    }

    @Test func failedCallAndUnverifiedResultAreToldApart() async throws {
        try await with { stage in
            stage.set { $0.undeleting = ToolFault(.failed, "RestoreSecret: AccessDeniedException") }
            let failed = await stage.perform(request(stage))
            #expect(failed.outcome == .notVerified)
            #expect(
                failed.message
                    == "aws_secretsmanager_secret.db could not be brought back: RestoreSecret: AccessDeniedException"
            )
        }
        try await with { stage in
            stage.set { $0.undeleted = .unhealthy(Self.words) }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .notVerified && last.step == .verify, "\(last.message)")
        }
    }

    @Test func emergencyDeployCreatesNoneBesideIt() async throws {
        try await with { stage in
            var deploy = stage.request(.emergencyDeploy, addresses: [Self.secret], why: "now")
            (deploy.intent.rule, deploy.intent.tier) = (nil, "secrets")
            let last = await stage.perform(deploy)
            #expect(last.outcome == .refused)
            #expect(
                last.message.contains(
                    "aws_secretsmanager_secret.db is scheduled for deletion after 2026-12-07"))
            // Another resource of the tier is missing, and the plan would create the secret as well.
            let other = Address(type: "aws_secretsmanager_secret", name: "api")
            stage.set {
                $0.statuses[other] = .missing
                $0.plan = .success(
                    PlanSummary(
                        changes: [PlannedChange(other, .create), PlannedChange(Self.secret, .create)],
                        drift: []))
            }
            deploy.intent.addresses = [other]
            let refused = await stage.perform(deploy)
            #expect(refused.outcome == .refused)
            #expect(
                refused.message.contains(
                    "it would create aws_secretsmanager_secret.db, which is scheduled for deletion"))
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }
}
