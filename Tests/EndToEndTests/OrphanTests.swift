import Decisions
import Demo
import Foundation
import Terraform
import TestSupport
import Testing

/// What AWS has and the state lacks is listed with the way to import it, imported once, and never created a second time.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct OrphanTests {
    private static let events = "aws_dynamodb_table.events"
    private static let sessions = "aws_dynamodb_table.sessions"
    private static let sessionsName = "liveinsight-sessions-dev"
    private static let policy = "aws_iam_role_policy.lambda_policy"
    private static let group = "aws_cloudwatch_log_group.event_collector"

    /// Amnesia: somebody removes resources from the state by mistake. Afterwards the response to a create is lost.
    @Test func lostResourcesAreListedImportedAndNotCreatedTwice() async throws {
        try await Lab.with { lab in
            try await RefusingProxy.with(lab.emulator.endpoint) { proxy in
                try lab.configure([
                    ("endpoint: @ENDPOINT@", "endpoint: \(proxy.url)"), ("cooldown: 5s", "cooldown: 0s"),
                ])
                try await RunningService.with(lab.configuration) { service in
                    try await service.waitFor("healthy: 19 resources")
                    try await lab.stack.terraform(
                        ["state", "rm", Self.events, Self.policy], deadline: .seconds(60))
                    try await service.waitFor(
                        "\(Self.events) is no longer in the state, and AWS still has it")
                    try await service.waitFor(
                        "\(Self.policy) is no longer in the state, and AWS still has it")
                }
                try await expectListed(lab)
                try await expectImported(lab)
                try await expectNothingElseImported(lab)
                try await killedCreate(lab, proxy)
            }
        }
    }

    private func expectListed(_ lab: Lab) async throws {
        let command = "terraform -chdir=\(lab.stack.directory) import \(Self.events) \(Lab.events)"
        for arguments in [["status"], ["check"]] {
            let json = try await orphans(lab, arguments)
            #expect(json.compactMap { $0["address"] as? String } == [Self.events, Self.policy])
            let printed = try #require(json.first?["command"] as? String)
            #expect(printed.hasPrefix("TF_WORKSPACE=default ") && printed.hasSuffix(command), "\(printed)")
            #expect(
                json.first?["block"] as? String
                    == "import {\n  to = \(Self.events)\n  id = \"\(Lab.events)\"\n}\n")
            #expect(
                json.last?["import_id"] as? String == "\(Lab.role):liveinsight-lambda-policy", "\(json)")
            let text = try await Program.run(arguments + ["--config", lab.configuration])
            #expect(text.output.contains("\n  orphan \(Self.events): exists in AWS"), "\(text.output)")
            #expect(text.output.contains("; \(printed)\n"))
        }
        // It is somebody's will until a person says otherwise: no fault, and nothing is created.
        let check = try await Program.run(["check", "--config", lab.configuration])
        #expect(check.code == 0, "\(check.output)")
    }

    private func expectImported(_ lab: Lab) async throws {
        let files = try listing(lab)
        let before = try state(lab).serial
        let dry = try await importing(lab, ["--dry-run"])
        #expect(dry.code == 0 && dry.output.contains("would have applied: import \(Self.events)"))
        #expect(try state(lab).serial == before)
        let imported = try await importing(lab, [])
        #expect(imported.code == 0, "\(imported.output) \(imported.errorOutput)")
        #expect(
            imported.output.contains(
                "repaired: verified: \(Self.events), \(Self.policy) are in the state, and a plan is empty"),
            "\(imported.output)")
        // Nothing but the state has changed in the directory.
        #expect(try listing(lab) == files)
        let names = try state(lab).managed.map(\.address.description)
        #expect(names.count == 19 && names.contains(Self.events) && names.contains(Self.policy))
        let check = try await Program.run(["check", "--plan", "--json", "--config", lab.configuration])
        #expect(check.code == 0, "\(check.output)")
        #expect(try await orphans(lab, ["check"]).isEmpty)
    }

    /// What was moved is under another name in the state; what AWS does not have is gone. Neither is an orphan.
    private func expectNothingElseImported(_ lab: Lab) async throws {
        let again = try await importing(lab, [Self.events])
        #expect(again.code == 4 && again.output.contains("\(Self.events) is no orphan"), "\(again.output)")
        try await lab.stack.terraform(
            ["state", "mv", Self.group, "aws_cloudwatch_log_group.other"], deadline: .seconds(60))
        #expect(try await orphans(lab, ["check"]).isEmpty)
        let moved = try await importing(lab, [Self.group])
        #expect(moved.code == 4 && moved.output.contains("\(Self.group) is no orphan"), "\(moved.output)")
        try await lab.stack.terraform(
            ["state", "mv", "aws_cloudwatch_log_group.other", Self.group], deadline: .seconds(60))
    }

    /// A deploy creates two tables, and Terraform does not learn of them. The one without anything that a second call sets is as
    /// the code says.
    private func killedCreate(_ lab: Lab, _ proxy: RefusingProxy) async throws {
        for table in [Lab.events, Self.sessionsName] { try await lab.changes.deleteTable(table) }
        try proxy.loseAnswers("CreateTable")
        let failed = try await deploy(lab)
        #expect(failed.code == 1, "\(failed.output)")
        try proxy.refuse()
        #expect(try await lab.hasEvents())
        let left = try state(lab).managed.map(\.address.description)
        #expect(!left.contains(Self.events) && !left.contains(Self.sessions))
        let json = try await orphans(lab, ["check"])
        #expect(json.compactMap { $0["address"] as? String } == [Self.events, Self.sessions], "\(json)")
        #expect(json.first?["cause"] as? String == "dropped")
        let imported = try await importing(lab, [Self.sessions])
        #expect(imported.code == 0, "\(imported.output) \(imported.errorOutput)")
        #expect(try state(lab).managed.count == 18)
        #expect(try await orphans(lab, ["check"]).compactMap { $0["address"] as? String } == [Self.events])
    }

    private func deploy(_ lab: Lab) async throws -> Program {
        try await Program.run([
            "repair", "emergency-deploy", "liveinsight-dev", "--why", "the tables are gone", "--config",
            lab.configuration,
        ])
    }

    private func importing(_ lab: Lab, _ arguments: [String]) async throws -> Program {
        try await Program.run(
            ["repair", "import", "liveinsight-dev"] + arguments + [
                "--why", "it is ours", "--config", lab.configuration,
            ])
    }

    private func orphans(_ lab: Lab, _ arguments: [String]) async throws -> [[String: Any]] {
        let program = try await Program.run(arguments + ["--json", "--config", lab.configuration])
        let stack = (try program.document()["stacks"] as? [[String: Any]])?.first
        return try #require(stack?["orphans"] as? [[String: Any]], "\(program.output)")
    }

    private func listing(_ lab: Lab) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: lab.stack.directory)
            .filter { !$0.contains("terraform.tfstate") }.sorted()
    }

    private func state(_ lab: Lab) throws -> State {
        let text = try Data(contentsOf: URL(fileURLWithPath: lab.stack.directory + "/terraform.tfstate"))
        return try State(parsing: Array(text), stack: "liveinsight-dev")
    }
}
