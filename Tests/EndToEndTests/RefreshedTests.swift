import Decisions
import Demo
import Foundation
import TestSupport
import Testing

/// Resources of types that AWS cannot be asked for directly: only the refresh of a plan sees them.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct RefreshedTests {
    private static let sender = "aws_ses_email_identity.sender"
    private static let code = """
        resource "aws_ses_email_identity" "sender" {
          email = "sender@example.com"
        }

        resource "aws_glue_catalog_database" "reports" {
          name = "reports"
        }

        check "sender" {
          assert {
            condition     = aws_ses_email_identity.sender.email == "other@example.com"
            error_message = "The sender is ${aws_ses_email_identity.sender.email}."
          }
        }

        """
    private static let tier = """

              - name: mail
                addresses: [\(sender), aws_glue_catalog_database.reports]
            rules:
              - name: mail-lost
                when: tier.mail.missing > 0
                respond: emergency-deploy

        """

    private func with(_ body: (Lab) async throws -> Void) async throws {
        try await Lab.with(deployed: false) { lab in
            try Self.code.write(
                toFile: lab.stack.directory + "/mail.tf", atomically: true, encoding: .utf8)
            try lab.configure([("plan_every: 15m", "plan_every: 5s"), ("\n    rules:\n", Self.tier)])
            try await lab.stack.initialise()
            try await lab.stack.deploy()
            try await body(lab)
        }
    }

    @Test func lossThatOnlyAPlanSeesIsNoticedAndRepaired() async throws {
        try await with { lab in
            let glance = try await Program.run(["check", "--config", lab.configuration])
            #expect(
                glance.output.contains("healthy: 19 of 21 asked, none missing; 2 not looked at (--plan)"),
                "\(glance.output)")
            let planned = try await Program.run(["check", "--plan", "--config", lab.configuration])
            #expect(
                planned.output.contains("21 resources, 19 asked, 2 as the plan saw them, none missing"),
                "\(planned.output)")
            #expect(planned.output.contains("check.sender (mail.tf:"), "\(planned.output)")
            #expect(!planned.output.contains("sender@example.com"), "\(planned.output)")

            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 21 resources, 19 asked, 2 as the plan")
                try await lab.changes.deleteMailIdentity("sender@example.com")
                try await service.waitFor(
                    "\(Self.sender) is in the state and the refresh of the plan did not find it")
                try await service.waitFor("rule mail-lost tripped: tier.mail.missing = 1: \(Self.sender)")
                try await service.waitFor("asking Terraform's provider for 2 instances")
                try await service.waitFor("emergency-deploy done: verified: \(Self.sender)")
                try await service.waitFor("mail-lost: cleared")
            }
            let status = try await Program.run(["status", "--config", lab.configuration])
            #expect(status.output.contains("tier mail: complete, 2 addresses"), "\(status.output)")
        }
    }

    /// The plan fails because of another resource, and still says what it found of this one.
    @Test func failedPlanIsNamedAndStillSeesTheLoss() async throws {
        try await with { lab in
            try await lab.changes.deleteMailIdentity("sender@example.com")
            try """
            resource "terraform_data" "never" {
              lifecycle {
                precondition {
                  condition     = aws_glue_catalog_database.reports.name == "other"
                  error_message = "No."
                }
              }
            }

            """.write(toFile: lab.stack.directory + "/never.tf", atomically: true, encoding: .utf8)
            let planned = try await Program.run(["check", "--plan", "--json", "--config", lab.configuration])
            let text = try await Program.run(["check", "--plan", "--config", lab.configuration])
            #expect(text.output.contains("1 missing; the plan fails"), "\(text.output)")
            #expect(text.output.contains("missing \(Self.sender): the plan of"), "\(text.output)")
            let json = try JSONSerialization.jsonObject(with: Data(planned.output.utf8)) as? [String: Any]
            let stack = try #require((json?["stacks"] as? [[String: Any]])?.first)
            #expect(stack["missing"] as? [String] == [Self.sender])
            #expect((stack["asked"] as? [String])?.count == 19)
            #expect(
                stack["refreshed"] as? [String] == ["aws_glue_catalog_database.reports", Self.sender])
            #expect(stack["unseen"] as? [String] == [])
        }
    }
}
