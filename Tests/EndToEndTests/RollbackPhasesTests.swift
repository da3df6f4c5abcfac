import AWS
import Commands
import Demo
import Foundation
import TestSupport
import Testing

/// The phases to which the runbook rolls back, on the sample stack with the real Terraform.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct RollbackPhasesTests {
    private static let stack = "liveinsight-dev"

    private func with(_ body: (Lab) async throws -> Void) async throws {
        try await Lab.with { lab in
            try lab.configure(
                (
                    "destroy: [aws_cloudwatch_metric_alarm.lambda_errors]",
                    "destroy: [\"aws_lambda_*.*\", \"aws_api_gateway_*.*\", \"aws_cloudwatch_*.*\"]"
                ), ("budget: 2 per 1h", "budget: 9 per 1h\n      stack_budget: 9 per 1h"),
                (
                    "    rules:\n",
                    "    placeholder: {variable: package, functions: [\"aws_lambda_function.*\"]}\n    rules:\n"
                ))
            try await body(lab)
        }
    }

    private func repair(_ lab: Lab, _ kind: String, _ arguments: String...) async throws -> Program {
        try await Program.run(
            ["repair", kind, Self.stack, "--why", "roll back", "--config", lab.configuration] + arguments,
            deadline: .seconds(300))
    }

    /// The types of what the state has, each with how often.
    private func types(_ lab: Lab) async throws -> [String: Int] {
        let lines = Lines()
        try await lab.stack.terraform(["state", "list"], deadline: .seconds(60)) { await lines.take($0) }
        return await Dictionary(grouping: lines.all) { String($0.prefix { $0 != "." }) }.mapValues(\.count)
    }

    private actor Lines {
        var all: [String] = []
        func take(_ line: String) { all.append(line) }
    }

    private func dynamoDB(_ lab: Lab, _ operation: String, _ body: String) async throws -> String {
        try await lab.changes.send(
            "dynamodb",
            [
                (name: "Content-Type", value: "application/x-amz-json-1.0"),
                (name: "X-Amz-Target", value: "DynamoDB_20120810.\(operation)"),
            ], Array(body.utf8))
    }

    private func apis(_ lab: Lab) async throws -> String {
        try await lab.changes.send("apigateway", [], [], method: "GET", path: "/restapis")
    }

    private func alarms(_ lab: Lab) async throws -> [String] {
        try await lab.aws.describeAlarms(
            ["liveinsight-lambda-errors-dev", "liveinsight-billing-dev"], region: Lab.region
        ).map(\.name)
    }

    /// What Lambda has of the function's code.
    private func code(_ lab: Lab) async throws -> (sha256: String, size: Int)? {
        let body = Data(try await lab.changes.functions().utf8)
        let document = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        guard let function = (document?["Functions"] as? [[String: Any]])?.first else { return nil }
        return (function["CodeSha256"] as? String ?? "", function["CodeSize"] as? Int ?? 0)
    }

    // MARK: The phases

    @Test func phase1KeepsTheTablesAndWhatTheyHold() async throws {
        try await with { lab in
            let item = #"{"event_id":{"S":"e"},"timestamp":{"N":"1"}}"#
            _ = try await dynamoDB(lab, "PutItem", "{\"TableName\":\"\(Lab.events)\",\"Item\":\(item)}")
            let rolled = try await repair(lab, "rollback", "--to", "foundation")
            #expect(rolled.code == 0, "\(rolled.output) \(rolled.errorOutput)")
            #expect(try await code(lab) == nil)
            #expect(try await !apis(lab).contains("liveinsight-api"))
            #expect(try await alarms(lab) == [])
            let kept = try await dynamoDB(lab, "Scan", "{\"TableName\":\"\(Lab.events)\"}")
            #expect(kept.contains("\"event_id\""), "\(kept)")
            #expect(
                try await types(lab) == [
                    "aws_dynamodb_table": 2, "aws_iam_role": 1, "aws_iam_role_policy": 1,
                ])
            // What was destroyed on purpose is not missed.
            let check = try await Program.run(["check", "--config", lab.configuration])
            #expect(check.code == 0 && check.output.contains("4 resources"), "\(check)")
        }
    }

    @Test func phase2KeepsTheAPIWithAPlaceholderAnswer() async throws {
        try await with { lab in
            let own = try #require(try await code(lab))
            let before = try await apis(lab)
            let rolled = try await repair(lab, "rollback", "--to", "service")
            #expect(rolled.code == 0, "\(rolled.output) \(rolled.errorOutput)")
            let replaced = try await repair(lab, "placeholder-lambda")
            #expect(replaced.code == 0, "\(replaced.output) \(replaced.errorOutput)")
            #expect(
                replaced.output.contains(
                    "verified: aws_lambda_function.event_collector answer with the placeholder; their own code comes back with: terrier repair placeholder-lambda liveinsight-dev --undo"
                ), "\(replaced.output)")
            let file = "\(lab.directory)/var/placeholders/\(Self.stack)/placeholder.zip"
            let placeholder = try #require(try await code(lab))
            #expect(placeholder.sha256 != own.sha256)
            #expect(placeholder.size == (try Data(contentsOf: URL(fileURLWithPath: file))).count)
            #expect(try await answer(of: file) == "200")
            #expect(try await apis(lab) == before)
            try await losesItsFunction(lab, placeholder.sha256)
            let undone = try await repair(lab, "placeholder-lambda", "--undo")
            #expect(undone.code == 0, "\(undone.output) \(undone.errorOutput)")
            #expect(undone.output.contains("have their own code again"), "\(undone.output)")
            #expect(try await code(lab)?.sha256 == own.sha256)
        }
    }

    /// The function is deleted and its package cannot be built: an emergency deploy fails, and the placeholder completes the tier.
    private func losesItsFunction(_ lab: Lab, _ placeholder: String) async throws {
        let package = lab.stack.directory + "/placeholder.zip"
        try FileManager.default.moveItem(atPath: package, toPath: package + ".away")
        try await lab.changes.deleteFunction("liveinsight-event-collector")
        let deploy = try await repair(lab, "emergency-deploy", "--tier", "service")
        #expect(deploy.code == 1, "\(deploy.output) \(deploy.errorOutput)")
        let completed = try await repair(lab, "placeholder-lambda")
        #expect(completed.code == 0, "\(completed.output) \(completed.errorOutput)")
        #expect(
            completed.output.contains("create aws_lambda_function.event_collector"), "\(completed.output)")
        #expect(try await code(lab)?.sha256 == placeholder)
        let check = try await Program.run(["check", "--config", lab.configuration])
        #expect(check.output.contains("17 resources"), "\(check)")
        try FileManager.default.moveItem(atPath: package + ".away", toPath: package)
    }

    /// What the handler in the zip file answers.
    private func answer(of file: String) async throws -> String {
        let program =
            "import sys; sys.path.insert(0, sys.argv[1]); import index; print(index.handler({}, None)['statusCode'])"
        let result = try await run(
            Command(
                "python3", ["-c", program, file],
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                deadline: .seconds(30)))
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func phase3KeepsAllButTheAlarms() async throws {
        try await with { lab in
            let (function, before) = (try await code(lab), try await apis(lab))
            let rolled = try await repair(lab, "rollback", "--to", "service")
            #expect(rolled.code == 0, "\(rolled.output) \(rolled.errorOutput)")
            #expect(try await alarms(lab) == [])
            #expect(try await code(lab)?.sha256 == function?.sha256)
            #expect(try await apis(lab) == before)
            #expect(try await lab.hasEvents())
            let kept = try await types(lab)
            #expect(kept["aws_cloudwatch_metric_alarm"] == nil && kept.values.reduce(0, +) == 17, "\(kept)")
            let check = try await Program.run(["check", "--config", lab.configuration])
            #expect(check.code == 0 && check.output.contains("17 resources"), "\(check)")
        }
    }
}
