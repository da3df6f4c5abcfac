import AWS
import Commands
import Decisions
import Demo
import Foundation
import HTTP
import Ledger
import TestSupport
import Testing

/// Who removed what is missing, with an emulator that records calls for CloudTrail.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .ministack), "needs Terraform and ministack"))
struct TrailTests {
    private static let code = """
        resource "aws_dynamodb_table" "events" {
          name         = "events"
          billing_mode = "PAY_PER_REQUEST"
          hash_key     = "id"
          attribute {
            name = "id"
            type = "S"
          }
        }
        resource "aws_sqs_queue" "jobs" { name = "jobs" }
        """

    private static func configuration(_ directory: String, _ endpoint: String) -> String {
        """
        interval: 1s
        ledger: \(directory)/var/ledger.sqlite
        stacks:
          - name: shop
            directory: \(directory)/stack
            region: us-east-1
            endpoint: \(endpoint)
            environment: {TF_CLI_CONFIG_FILE: \(directory)/terraformrc}
            rules:
              - {name: lost, when: resources.missing > 0, severity: critical}
        """
    }

    /// Deploys the stack and writes the configuration.
    private func deploy(_ directory: String, _ endpoint: String) async throws {
        let stack = directory + "/stack"
        try FileManager.default.createDirectory(atPath: stack, withIntermediateDirectories: true)
        let provider = try String(
            contentsOfFile: Machine.project + "/config/demo/versions.tf", encoding: .utf8
        )
        .replacing("var.region", with: "\"us-east-1\"")
        for (file, text) in [
            ("stack/main.tf", Self.code), ("stack/versions.tf", provider),
            ("terraformrc", SampleStack.cliConfigurationText(Machine.environment)),
            ("terrier.yaml", Self.configuration(directory, endpoint)),
        ] {
            try text.write(toFile: "\(directory)/\(file)", atomically: true, encoding: .utf8)
        }
        var environment = Lab.environment
        environment["AWS_ENDPOINT_URL"] = endpoint
        environment["TF_CLI_CONFIG_FILE"] = directory + "/terraformrc"
        for arguments in [["init", "-input=false"], ["apply", "-auto-approve", "-input=false"]] {
            let result = try await run(
                Command(
                    "terraform", arguments + ["-no-color"], environment: environment, directory: stack,
                    deadline: .seconds(600)))
            guard result.succeeded else {
                throw SupportFault(String(decoding: result.errorOutput.suffix(2000), as: UTF8.self))
            }
        }
    }

    @Test func incidentSaysWhoDeletedTheTable() async throws {
        try await Machine.withDirectory { directory in
            try await Ministack.with { endpoint in
                try await deploy(directory, endpoint)
                try await HTTPClient.with { http in
                    try await RunningService.with(directory + "/terrier.yaml") { service in
                        try await service.waitFor("healthy: 2 resources")
                        try await EmulatorChanges(endpoint: endpoint, http: http).deleteTable("events")
                        try await service.waitFor("incident shop-1 opened")
                        let line = try await service.waitFor("incident shop-1 traced")
                        #expect(
                            line.contains(
                                "aws_dynamodb_table.events: DeleteTable by user/testing from 127.0.0.1"))
                    }
                }
                let ledger = try await Ledger.openReading(directory + "/var/ledger.sqlite")
                let incident = try #require(try await ledger.incident("shop-1"))
                let event = try #require(incident.diagnoses.flatMap(\.trail).first)
                #expect(event.name == "DeleteTable" && event.source == "127.0.0.1" && !event.isConsole)
                let shown = try await Program.run(
                    ["incidents", "show", "shop-1", "--config", directory + "/terrier.yaml"])
                #expect(shown.output.contains("CloudTrail\n      aws_dynamodb_table.events: DeleteTable by"))
            }
        }
    }
}
