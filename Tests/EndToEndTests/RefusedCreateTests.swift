import Decisions
import Demo
import Foundation
import Terraform
import TestSupport
import Testing

/// AWS refuses the creates of a deploy, or carries them out and the response is lost. Terraform leaves these resources out of
/// the state, and Terrier remembers them.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct RefusedCreateTests {
    private let events = "aws_dynamodb_table.events"

    @Test func resourceDroppedByARefusedCreateStaysMissing() async throws {
        try await Lab.with { lab in
            try await RefusingProxy.with(lab.emulator.endpoint) { proxy in
                try lab.configure([
                    ("endpoint: @ENDPOINT@", "endpoint: \(proxy.url)"), ("cooldown: 5s", "cooldown: 0s"),
                ])
                try await check(lab, code: 0)
                try await lab.changes.deleteTable(Lab.events)
                try proxy.refuse("CreateTable")
                let refused = try await deploy(lab)
                #expect(refused.code == 1, "\(refused.output)")
                // Terraform drops the table from the state; this is why the book must remember it.
                #expect(try !stateList(lab).contains(events))
                try await check(lab, code: 2, missing: 1)
                // A repair of another resource writes the state again.
                let removed = try await Program.run([
                    "repair", "remove-alarms", "liveinsight-dev", "--address",
                    "aws_cloudwatch_metric_alarm.lambda_errors", "--why", "it is of no use", "--config",
                    lab.configuration,
                ])
                #expect(removed.code == 0, "\(removed.output) \(removed.errorOutput)")
                try await check(lab, code: 2, missing: 1)
                try proxy.refuse()
                let deployed = try await deploy(lab)
                #expect(deployed.code == 0, "\(deployed.output) \(deployed.errorOutput)")
                #expect(deployed.output.contains("create \(events)"))
                #expect(try await lab.hasEvents())
                #expect(try stateList(lab).contains(events))
                try await check(lab, code: 0)
            }
        }
    }

    @Test func resourceLeftOutByAnotherStateWriterIsNotRepaired() async throws {
        try await Lab.with { lab in
            try await RefusingProxy.with(lab.emulator.endpoint) { proxy in
                try lab.configure(("endpoint: @ENDPOINT@", "endpoint: \(proxy.url)"))
                try await check(lab, code: 0)
                try await lab.changes.deleteTable(Lab.events)
                try proxy.refuse("CreateTable")
                #expect(try await deploy(lab).code == 1)
                try proxy.refuse()
                // A person writes the state without the table.
                try await lab.stack.terraform(
                    ["state", "rm", "aws_cloudwatch_metric_alarm.billing"], deadline: .seconds(60))
                let refused = try await deploy(lab)
                #expect(
                    refused.code == 4 && refused.output.contains("nothing of tier foundation"),
                    "\(refused.output) \(refused.errorOutput)")
                #expect(try await !lab.hasEvents())
            }
        }
    }

    @Test func resourceOfALostCreateResponseIsLeftForImport() async throws {
        try await Lab.with { lab in
            try await RefusingProxy.with(lab.emulator.endpoint) { proxy in
                try lab.configure(("endpoint: @ENDPOINT@", "endpoint: \(proxy.url)"))
                let warning = "\(events) is there, and a failed apply left it out of the state"
                try await RunningService.with(lab.configuration) { service in
                    try await service.waitFor("healthy: 19 resources")
                    try proxy.loseAnswers("CreateTable")
                    try await lab.changes.deleteTable(Lab.events)
                    try await service.waitFor("emergency-deploy failed", events)
                    try await service.waitFor(warning)
                    try await service.waitFor("incident liveinsight-dev-1 closed", "cleared")
                }
                #expect(try await lab.hasEvents())
                #expect(try !stateList(lab).contains(events))
                try proxy.refuse()
                #expect(try await untracked(lab) == [events])
                let shown = try await Program.run(["check", "--config", lab.configuration])
                #expect(
                    shown.output.contains("\n  untracked \(events): exists in AWS, and is not in the state\n")
                )
                // As the output says: nobody can apply now, and an import is enough.
                try await lab.stack.terraform(["import", events, Lab.events], deadline: .seconds(60))
                try await check(lab, code: 0)
                #expect(try await untracked(lab) == [])
            }
        }
    }

    private func deploy(_ lab: Lab) async throws -> Program {
        try await Program.run([
            "repair", "emergency-deploy", "liveinsight-dev", "--why", "the table is gone", "--config",
            lab.configuration,
        ])
    }

    private func check(_ lab: Lab, code: Int32, missing: Double? = nil) async throws {
        let check = try await Program.run(["check", "--json", "--config", lab.configuration])
        #expect(check.code == code, "\(check.output) \(check.errorOutput)")
        guard let missing else { return }
        let stack = try #require((try check.document()["stacks"] as? [[String: Any]])?.first)
        let signals = try #require(stack["readings"] as? [[String: Any]])
        let reading = signals.first { $0["signal"] as? String == "tier.foundation.missing" }
        #expect(reading?["value"] as? Double == missing, "\(check.output)")
    }

    private func untracked(_ lab: Lab) async throws -> [String]? {
        let check = try await Program.run(["check", "--json", "--config", lab.configuration])
        let stack = (try check.document()["stacks"] as? [[String: Any]])?.first
        return stack?["untracked"] as? [String]
    }

    private func stateList(_ lab: Lab) throws -> [String] {
        let text = try Data(contentsOf: URL(fileURLWithPath: lab.stack.directory + "/terraform.tfstate"))
        return try State(parsing: Array(text), stack: "liveinsight-dev").managed.map(\.address.description)
    }
}
