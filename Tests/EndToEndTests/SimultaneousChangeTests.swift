import Demo
import Foundation
import Ledger
import TestSupport
import Testing

/// Somebody else changes the same stack at the same moment: a person's apply, or a second Terrier with a ledger of its own. One
/// of them does its work, the other says why not, and nothing is created twice or half.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct SimultaneousChangeTests {
    private static let code = """
        terraform {
          \(BackendLab.s3("s.tfstate", "use_lockfile = true"))
        }
        variable "region" { default = "us-east-1" }
        variable "subject" { default = "before" }
        resource "aws_api_gateway_rest_api" "api" { name = "orders" }
        resource "aws_api_gateway_resource" "events" {
          rest_api_id = aws_api_gateway_rest_api.api.id
          parent_id   = aws_api_gateway_rest_api.api.root_resource_id
          path_part   = "events"
        }
        resource "aws_sns_topic" "alerts" { name = "alerts" }
        resource "terraform_data" "slow" {
          triggers_replace = var.subject
          provisioner "local-exec" { command = "while [ -e hold ]; do sleep 0.1; done" }
        }
        """

    private static let configuration = """
        interval: 1s
        mode: act
        host_budget: 99 per 1h
        ledger: @STATE@/ledger.sqlite
        stacks:
          - name: s
            directory: @DIRECTORY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            binary: @DIRECTORY@/../terraform
            environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}
            tiers: [{name: base, addresses: ["aws_api_gateway_*.*"]}]
            rules: [{name: lost, when: tier.base.missing > 0, severity: critical, respond: emergency-deploy}]
            guardrails: {settle: 0 cycles, cooldown: 3s, budget: 99 per 1h, stack_budget: 99 per 1h}
        """

    /// Runs Terraform, after what a person does at that moment.
    private static let terraform = """
        #!/bin/bash
        if [ "$1" = apply ] && [ -e "$PWD/../person" ]; then
            rm "$PWD/../person"
            terraform apply -auto-approve -input=false -target=terraform_data.slow -var=subject=stale >/dev/null || exit 70
        fi
        exec terraform "$@"
        """

    @Test func onlyOneOfTwoChangesTheStack() async throws {
        try await OwnStack.with(
            Self.code, Self.configuration,
            prepare: {
                _ = try await $0.send("s3", [], [], method: "PUT", path: "/\(BackendLab.bucket)")
            }
        ) { own in
            let wrapper = own.stack.directory + "/../terraform"
            try Self.terraform.write(toFile: wrapper, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper)
            try await deleteAPI(own)
            try await personHoldsTheLock(own)
            try await personWritesTheState(own)
            try await twoWatchers(own)
        }
    }

    /// A real apply runs: its lock is named, and nothing is changed beside it.
    private func personHoldsTheLock(_ own: OwnStack) async throws {
        let hold = own.stack.directory + "/hold"
        try Data().write(to: URL(fileURLWithPath: hold))
        async let applied: Void = own.stack.terraform(
            [
                "apply", "-auto-approve", "-input=false", "-no-color", "-target=terraform_data.slow",
                "-var=subject=held",
            ], deadline: .seconds(300))
        while try await lock(own) == nil { try await Task.sleep(for: .milliseconds(50)) }
        let refused = try await deploy(own)
        #expect(
            refused.code == 4 && refused.output.contains("OperationTypeApply"),
            "\(refused.output) \(refused.errorOutput)")
        #expect(refused.output.split(separator: "\n").count == 1, "\(refused.output)")
        #expect(try await apis(own).isEmpty)
        try FileManager.default.removeItem(atPath: hold)
        try await applied
    }

    /// The state gets a new serial between the plan and the apply: the plan is thrown away.
    private func personWritesTheState(_ own: OwnStack) async throws {
        try Data().write(to: URL(fileURLWithPath: own.stack.directory + "/../person"))
        let stale = try await deploy(own)
        let last = stale.output.split(separator: "\n").last ?? ""
        #expect(stale.code == 4 && last.hasPrefix("refused: ") && last.contains("stale"), "\(stale.output)")
        #expect(try await apis(own).isEmpty)
        #expect(try await lock(own) == nil)
    }

    /// Both see the loss in the same second, each with a ledger and a repair book of its own.
    private func twoWatchers(_ own: OwnStack) async throws {
        let second = own.configuration + ".second.yaml"
        let text = try String(contentsOfFile: own.configuration, encoding: .utf8)
        try text.replacing("/var/ledger.sqlite", with: "/second/ledger.sqlite").write(
            toFile: second, atomically: true, encoding: .utf8)
        let restored = try await deploy(own)
        #expect(restored.code == 0, "\(restored.output)")
        try await RunningService.with(own.configuration) { first in
            try await RunningService.with(second) { other in
                for service in [first, other] { try await service.waitFor("healthy: 4 resources") }
                try await deleteAPI(own)
                try await first.waitFor("incident s-1 closed", "cleared")
                try await other.waitFor("incident s-1 closed", "cleared")
            }
        }
        #expect(try await apis(own).count == 1)
        let books = [own.book, own.book.replacing("/var/repairs.sqlite", with: "/second/repairs.sqlite")]
        var outcomes: [String] = []
        for path in books {
            guard let book = try await RepairBook.openReading(path) else { continue }
            let byRule = try await book.repairs(of: "s", limit: 50).filter { $0.rule == "lost" }
            outcomes += byRule.map { "\($0.outcome ?? "none"): \($0.reason ?? "")" }
        }
        let others = outcomes.filter { !$0.hasPrefix("repaired: ") }
        #expect(outcomes.count - others.count == 1, "\(outcomes)")
        // The other one says why not.
        #expect(others.allSatisfy { $0.hasPrefix("refused: ") && $0.count > 20 }, "\(outcomes)")
        try await own.stack.terraform(
            ["plan", "-detailed-exitcode", "-input=false", "-no-color", "-var=subject=stale"],
            deadline: .seconds(300))
    }

    private func deploy(_ own: OwnStack) async throws -> Program {
        try await Program.run([
            "repair", "emergency-deploy", "s", "--why", "the API is gone", "--config", own.configuration,
        ])
    }

    private func changes(_ own: OwnStack) -> EmulatorChanges {
        EmulatorChanges(endpoint: own.emulator.endpoint, http: own.http)
    }

    private func lock(_ own: OwnStack) async throws -> String? {
        try? await changes(own).send(
            "s3", [], [], method: "GET", path: "/\(BackendLab.bucket)/s.tfstate.tflock")
    }

    private func apis(_ own: OwnStack) async throws -> [String] {
        let body = Data(
            try await changes(own).send("apigateway", [], [], method: "GET", path: "/restapis").utf8)
        let document = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        let items = (document?["item"] ?? document?["items"]) as? [[String: Any]] ?? []
        return items.compactMap { $0["id"] as? String }
    }

    private func deleteAPI(_ own: OwnStack) async throws {
        for id in try await apis(own) {
            _ = try await changes(own).send(
                "apigateway", [], [], method: "DELETE", path: "/restapis/\(id)")
        }
    }
}
