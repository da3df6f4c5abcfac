import AWS
import Commands
import Demo
import Foundation
import TestSupport
import Testing

/// What is scheduled for deletion, on the emulator with the real Terraform.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct UndeleteTests {
    private static let code = """
        resource "aws_secretsmanager_secret" "db" { name = "db" }
        resource "aws_kms_key" "data" { deletion_window_in_days = 7 }
        resource "aws_sqs_queue" "jobs" { name = "jobs" }
        resource "aws_sns_topic" "news" { name = "news" }
        """

    private static func configuration(_ directory: String, _ endpoint: String, undelete: String) -> String {
        """
        interval: 1s
        mode: act
        ledger: \(directory)/var/ledger.sqlite
        stacks:
          - name: shop
            directory: \(directory)/stack
            account: "123456789012"
            region: us-east-1
            endpoint: \(endpoint)
            environment: {TF_CLI_CONFIG_FILE: \(directory)/terraformrc}
            tiers: [{name: base, addresses: ["aws_secretsmanager_secret.*", "aws_kms_key.*"]}]
            rules:
              - {name: going, when: aws.unhealthy > 0, respond: undelete}
            guardrails: {undelete: [\(undelete)], settle: 0 cycles, cooldown: 2s}
        """
    }

    private func terraform(_ arguments: [String], _ directory: String, _ endpoint: String) async throws
        -> String
    {
        var environment = Lab.environment
        environment["AWS_ENDPOINT_URL"] = endpoint
        environment["TF_CLI_CONFIG_FILE"] = directory + "/terraformrc"
        let result = try await run(
            Command(
                "terraform", arguments, environment: environment, directory: directory + "/stack",
                deadline: .seconds(600)))
        guard result.succeeded else {
            throw SupportFault(String(decoding: result.errorOutput.suffix(2000), as: UTF8.self))
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    private func deploy(_ directory: String, _ endpoint: String) async throws {
        try FileManager.default.createDirectory(
            atPath: directory + "/stack", withIntermediateDirectories: true)
        let provider = try String(
            contentsOfFile: Machine.project + "/config/demo/versions.tf", encoding: .utf8
        )
        .replacing("var.region", with: "\"us-east-1\"")
        for (file, text) in [
            ("stack/main.tf", Self.code), ("stack/versions.tf", provider),
            ("terraformrc", SampleStack.cliConfigurationText(Machine.environment)),
        ] {
            try text.write(toFile: "\(directory)/\(file)", atomically: true, encoding: .utf8)
        }
        _ = try await terraform(["init", "-input=false", "-no-color"], directory, endpoint)
        _ = try await terraform(["apply", "-auto-approve", "-input=false", "-no-color"], directory, endpoint)
    }

    private func terrier(_ directory: String, _ arguments: String...) async throws -> Program {
        try await Program.run(arguments + ["--config", directory + "/terrier.yaml"])
    }

    private func configure(_ directory: String, _ endpoint: String, undelete: String) throws {
        try Self.configuration(directory, endpoint, undelete: undelete).write(
            toFile: directory + "/terrier.yaml", atomically: true, encoding: .utf8)
    }

    @Test func secretAndKeyAreSaidToBeGoingAndBroughtBack() async throws {
        try await Machine.withDirectory { directory in
            try await Machine.withEmulator { emulator, http in
                try await deploy(directory, emulator.endpoint)
                try configure(directory, emulator.endpoint, undelete: "")
                let changes = EmulatorChanges(endpoint: emulator.endpoint, http: http)
                let key = try await terraform(
                    ["state", "show", "-no-color", "aws_kms_key.data"], directory, emulator.endpoint)
                let id = try #require(key.firstMatch(of: /key_id += "([^"]+)"/)).1
                try await changes.scheduleDeletion(ofSecret: "db", days: 7)
                try await changes.scheduleDeletion(ofKey: String(id), days: 7)

                let check = try await terrier(directory, "check")
                #expect(check.code == 1, "\(check)")
                #expect(check.output.contains("aws_secretsmanager_secret.db"))
                let refused = try await terrier(
                    directory, "repair", "emergency-deploy", "shop", "--why", "gone", "--dry-run")
                #expect(refused.code == 4, "\(refused)")
                for text in [
                    "aws_kms_key.data is scheduled for deletion (PendingDeletion) after 20",
                    "to bring it back: aws kms cancel-key-deletion --key-id ",
                    "aws_secretsmanager_secret.db is scheduled for deletion after 20",
                    "to bring it back: aws secretsmanager restore-secret --secret-id arn:aws:secretsmanager:",
                ] {
                    #expect(refused.output.contains(text), "\(refused.output)")
                }
                let unlisted = try await terrier(directory, "repair", "undelete", "shop", "--why", "x")
                #expect(unlisted.code == 4, "\(unlisted)")

                try configure(
                    directory, emulator.endpoint, undelete: #""aws_secretsmanager_secret.*", "aws_kms_key.*""#
                )
                try await RunningService.with(directory + "/terrier.yaml") { service in
                    try await service.waitFor("aws_secretsmanager_secret.db", "to bring it back")
                    try await service.waitFor(
                        "undelete done: verified: aws_kms_key.data, aws_secretsmanager_secret.db are no longer scheduled for deletion"
                    )
                    try await service.waitFor("incident shop-1 closed", "cleared")
                }
                let healthy = try await terrier(directory, "check")
                #expect(healthy.code == 0, "\(healthy)")
                let plan = try await terraform(
                    ["plan", "-no-color", "-input=false", "-detailed-exitcode"], directory, emulator.endpoint)
                #expect(plan.contains("No changes"))
            }
        }
    }
}
