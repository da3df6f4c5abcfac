import Demo
import Foundation
import TestSupport
import Testing

/// A stack of more than thirty resource types: whatever is deleted of it outside Terraform, alone, is noticed by the next look and
/// brought back, and nothing that is there is touched.
@Suite(.enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct ThirtyTypesTests {
    private static let code = Machine.project + "/Tests/EndToEndTests/ThirtyTypes/main.tf"

    private static let configuration = """
        ledger: @STATE@/ledger.sqlite
        host_budget: 99 per 1h
        mode: act
        stacks:
          - name: orders
            directory: @DIRECTORY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}
            tiers: [{name: all, addresses: ["aws_*.*"]}]
            rules: [{name: lost, when: tier.all.missing > 0, severity: critical, respond: emergency-deploy}]
            guardrails: {settle: 0 cycles, cooldown: 0s, budget: 99 per 1h, stack_budget: 99 per 1h, distrust: 90%}
        """

    /// One instance of each type that can be deleted while the others stay.
    private static let deleted = [
        "aws_iam_role.schedule", "aws_iam_role_policy.logs", "aws_iam_role_policy_attachment.queue",
        "aws_iam_instance_profile.all", "aws_iam_group.readers", "aws_cloudwatch_log_group.fn",
        "aws_lambda_function.fn", "aws_lambda_alias.live", "aws_lambda_permission.api",
        "aws_lambda_event_source_mapping.queue", "aws_apigatewayv2_api.main",
        "aws_apigatewayv2_integration.fn", "aws_apigatewayv2_route.fn", "aws_apigatewayv2_stage.live",
        "aws_sqs_queue.jobs", "aws_sqs_queue_policy.jobs", "aws_sns_topic.events",
        "aws_sns_topic_subscription.jobs", "aws_cloudwatch_event_target.hourly",
        "aws_scheduler_schedule_group.all", "aws_scheduler_schedule.daily", "aws_dynamodb_table.orders",
        "aws_kinesis_stream.clicks", "aws_ssm_parameter.limit", "aws_ecr_repository.image",
        "aws_s3_bucket_policy.files", "aws_s3_bucket_public_access_block.files",
        "aws_s3_bucket_lifecycle_configuration.files", "aws_route.internet",
        "aws_route_table_association.main", "aws_vpc_security_group_ingress_rule.web",
        "aws_route53_record.www", "aws_cloudwatch_log_metric_filter.errors",
        "aws_cloudwatch_metric_alarm.errors", "aws_cloudwatch_dashboard.main",
    ]

    @Test func eachIsNoticedAndBroughtBack() async throws {
        let code = try String(contentsOfFile: Self.code, encoding: .utf8)
        try await OwnStack.with(code, Self.configuration) { own in
            let eraser = try Eraser(own)
            #expect(try await missing(own) == [])
            for address in Self.deleted {
                let dependents = try await eraser.delete(address)
                let missing = try await missing(own)
                #expect(missing.contains(address), "\(address) is deleted, and missing is \(missing)")
                #expect(missing.subtracting([address]).isSubset(of: dependents), "after \(address)")
                let repair = try await Program.run(
                    ["repair", "emergency-deploy", "orders", "--why", "test", "--config", own.configuration],
                    deadline: .seconds(400))
                #expect(repair.code == 0, "\(address): \(repair.output) \(repair.errorOutput)")
            }
            #expect(try await self.missing(own) == [])
            // Terraform finds nothing to change.
            try await own.stack.terraform(
                ["plan", "-detailed-exitcode", "-input=false", "-no-color"], deadline: .seconds(120))
        }
    }

    @Test func atLeastThirtyTypes() {
        #expect(Set(Self.deleted.map { $0.split(separator: ".")[0] }).count >= 30)
    }

    /// What a look calls missing.
    private func missing(_ own: OwnStack) async throws -> Set<String> {
        let look = try await Program.run(["check", "--json", "--config", own.configuration])
        try #require(look.output.hasPrefix("{"), "\(look.errorOutput)")
        let stacks = try #require(try look.document()["stacks"] as? [[String: Any]])
        let stack = try #require(stacks.first)
        #expect(stack["unseen"] as? [String] == [])
        return Set(try #require(stack["missing"] as? [String]))
    }
}

/// Deletes instances outside Terraform's state of the stack: with a state of its own that holds one instance only.
private struct Eraser {
    private let stack: SampleStack
    private let directory: String

    init(_ own: OwnStack) throws {
        stack = own.stack
        directory = own.stack.directory + "-eraser"
        let files = FileManager.default
        try files.createDirectory(atPath: directory, withIntermediateDirectories: false)
        for name in ["versions.tf", ".terraform", ".terraform.lock.hcl"] {
            try files.copyItem(atPath: "\(own.stack.directory)/\(name)", toPath: "\(directory)/\(name)")
        }
        try "variable \"region\" { default = \"us-east-1\" }\n".write(
            toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
    }

    /// - Returns: the addresses of what depends on the deleted instance.
    func delete(_ address: String) async throws -> Set<String> {
        let file = URL(fileURLWithPath: stack.directory + "/terraform.tfstate")
        var state = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any])
        let resources = try #require(state["resources"] as? [[String: Any]])
        let wanted = resources.filter { Self.address($0) == address }
        try #require(wanted.count == 1, "\(address)")
        state["resources"] = wanted
        try JSONSerialization.data(withJSONObject: state).write(
            to: URL(fileURLWithPath: directory + "/terraform.tfstate"))
        try await stack.terraform(
            [
                "-chdir=\(directory)", "destroy", "-auto-approve", "-refresh=false", "-input=false",
                "-no-color",
            ], deadline: .seconds(200))
        let dependents = resources.filter { resource in
            let instances = resource["instances"] as? [[String: Any]] ?? []
            return instances.contains { ($0["dependencies"] as? [String] ?? []).contains(address) }
        }
        return Set(dependents.map(Self.address))
    }

    private static func address(_ resource: [String: Any]) -> String {
        "\(resource["type"] as? String ?? "").\(resource["name"] as? String ?? "")"
    }
}
