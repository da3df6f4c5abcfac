import Demo
import Foundation
import TestSupport
import Testing

/// Compares the printed policies with the calls that Terrier and Terraform's provider really make: the policies deny none of
/// the calls, and allow nothing that no call needs.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct PrintedPolicyTests {
    private static let topic = "arn:aws:sns:us-east-1:123456789012:oncall"
    private static let extra = "arn:aws:iam::123456789012:policy/extra"

    /// Allows a repair everything that a configuration can allow, except on the billing alarm: one resource must be left that
    /// proves that Terrier works in the right account.
    private static let configuration = """
        interval: 2s
        mode: act
        ledger: @STATE@/ledger.sqlite
        notify:
          - {sns: "@TOPIC@", from: critical}
        stacks:
          - name: liveinsight-dev
            directory: @DIRECTORY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}
            tiers:
              - {name: kept, addresses: [aws_cloudwatch_metric_alarm.billing]}
              - {name: foundation, addresses: ["aws_dynamodb_table.*", "aws_iam_*.*"]}
              - {name: service, addresses: ["aws_lambda_*.*", "aws_api_gateway_*.*", "aws_cloudwatch_log_group.*"]}
              - {name: monitoring, addresses: [aws_cloudwatch_metric_alarm.lambda_errors]}
            rules:
              - {name: any, when: resources.count > 0}
            guardrails:
              destroy: ["aws_dynamodb_table.*", "aws_iam_*.*", "aws_lambda_*.*", "aws_api_gateway_*.*", "aws_cloudwatch_log_group.*", aws_cloudwatch_metric_alarm.lambda_errors]
              allow:
                create: ["aws_api_gateway_*.*", "aws_lambda_permission.*", "aws_iam_role_policy_attachment.*"]
                replace: ["aws_api_gateway_deployment.*"]
                update: [@UPDATE@]
              consequences: refuse
              budget: 20 per 1h
              stack_budget: 20 per 1h
              cooldown: 0s
        """

    private static let updates =
        #""aws_dynamodb_table.*", "aws_iam_*.*", "aws_lambda_*.*", "aws_api_gateway_*.*", "aws_cloudwatch_log_group.*""#

    /// Rights for updates that this test does not make: an update needs only the rights for what changes.
    private static let otherUpdates: Set<String> = [
        "dynamodb:UpdateTable", "dynamodb:UpdateContinuousBackups", "dynamodb:UntagResource",
        "dynamodb:UpdateTimeToLive", "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:UntagRole",
        "lambda:UntagResource", "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency",
        "logs:DeleteRetentionPolicy", "logs:UntagResource", "apigateway:PUT", "apigateway:DELETE",
    ]

    /// Nothing is missing while this test watches, so CloudTrail is not asked who removed it.
    private static let tracing: Set<String> = ["cloudtrail:LookupEvents"]

    /// The emulator cannot mute (it responds with 500), so nothing can be unmuted.
    private static let unmuting: Set<String> = ["cloudwatch:EnableAlarmActions"]

    /// The APIs are listed only before a create that an earlier repair may have begun, whose end is not known.
    private static let searching: Set<String> = ["apigateway:GET"]

    @Test func policiesDenyNoCallAndHaveNoUnusedRight() async throws {
        try await Lab.with(deployed: false) { lab in
            try await deploy(lab)
            try await RecordingProxy.with(lab.emulator.endpoint) { proxy in
                try configure(lab, proxy, updates: "")
                let watcher = try await policy("watcher", lab)
                let watching = try await watch(lab, proxy)
                #expect(watcher.denied(watching) == [])
                #expect(Set(watcher.unused(watching).map(\.action)) == Self.tracing)
                expectNoWriting(watcher)
                try await repair(lab, proxy)
            }
        }
    }

    private func repair(_ lab: Lab, _ proxy: RecordingProxy) async throws {
        let restorer = try await policy("repairer", lab)
        let restoring = try await recording(proxy) {
            try await loseAllButOneAlarm(lab)
            try await terrier(lab, "repair", "emergency-deploy", "liveinsight-dev", "--tier", "monitoring")
        }
        #expect(restorer.denied(restoring) == [])
        // Measured apart from the restoring: the rights to update contain many of the rights to create.
        try configure(lab, proxy, updates: Self.updates)
        let updater = try await policy("repairer", lab)
        let updating = try await recording(proxy) {
            try changeTheCode(lab)
            try await loseSome(lab)
            try await terrier(lab, "repair", "emergency-deploy", "liveinsight-dev", "--tier", "service")
        }
        #expect(updater.denied(updating) == [])
        expectNarrow(updater)
        try await remove(lab, proxy, after: restoring, updating)
    }

    /// The API has got another id, which the service reads in its next cycle.
    private func remove(
        _ lab: Lab, _ proxy: RecordingProxy, after restoring: Set<NeededRight>, _ updating: Set<NeededRight>
    ) async throws {
        _ = try await RunningService.with(lab.configuration) { service in
            try await service.waitFor("snapshot of serial")
        }
        let updater = try await policy("repairer", lab)
        try configure(lab, proxy, updates: "")
        let remover = try await policy("repairer", lab)
        let removing = try await recording(proxy) {
            // The emulator refuses the call, but it is recorded.
            let mute = [
                "repair", "remove-alarms", "liveinsight-dev", "--address",
                "aws_cloudwatch_metric_alarm.billing", "--why", "a test", "--config", lab.configuration,
            ]
            #expect(try await Program.run(mute).code == 1)
            try await terrier(lab, "repair", "rollback", "liveinsight-dev", "--to", "kept")
        }
        #expect(remover.denied(removing) == [])
        let all = restoring.union(updating).union(removing)
        #expect(Set(remover.unused(all).map(\.action)) == Self.unmuting.union(Self.searching))
        let unused = Self.unmuting.union(Self.searching).union(Self.otherUpdates)
        #expect(Set(updater.unused(all).map(\.action)) == unused)
    }

    // MARK: Actions

    /// Deploys the sample stack, with one more policy attached to its role.
    private func deploy(_ lab: Lab) async throws {
        try await lab.changes.createPolicy("extra")
        try await lab.changes.createTopic("oncall")
        try edit(lab) { code in
            code += """

                resource "aws_iam_role_policy_attachment" "extra" {
                  role       = aws_iam_role.lambda_role.name
                  policy_arn = "\(Self.extra)"
                }
                """
        }
        try await lab.stack.initialise()
        try await lab.stack.deploy()
    }

    /// Runs `check` with a plan, a service that opens and diagnoses an incident, and `notify --test`.
    private func watch(_ lab: Lab, _ proxy: RecordingProxy) async throws -> Set<NeededRight> {
        var environment = Lab.environment
        environment["AWS_ENDPOINT_URL"] = proxy.url
        return try await recording(proxy) {
            let check = try await Program.run(["check", "--plan", "--config", lab.configuration])
            #expect(check.code == 1, "\(check.output) \(check.errorOutput)")
            _ = try await RunningService.with(lab.configuration, environment: environment) { service in
                try await service.waitFor("incident liveinsight-dev-1 diagnosed")
            }
            let test = try await Program.run(
                ["notify", "--test", "--config", lab.configuration], environment: environment)
            #expect(test.code == 0, "\(test.output) \(test.errorOutput)")
        }
    }

    /// Deletes the resources in AWS and keeps the state, as if a person had deleted them by hand.
    private func loseAllButOneAlarm(_ lab: Lab) async throws {
        let state = lab.stack.directory + "/terraform.tfstate"
        let kept = try Data(contentsOf: URL(fileURLWithPath: state))
        let targets = [
            "aws_iam_role.lambda_role", "aws_dynamodb_table.events", "aws_dynamodb_table.sessions",
            "aws_cloudwatch_log_group.event_collector", "aws_api_gateway_rest_api.main",
        ]
        try await lab.stack.terraform(
            ["destroy", "-auto-approve", "-input=false"] + targets.map { "-target=\($0)" },
            deadline: .seconds(120))
        try kept.write(to: URL(fileURLWithPath: state))
    }

    /// Deletes one resource of each tier that Terrier can prove missing.
    private func loseSome(_ lab: Lab) async throws {
        try await lab.changes.deleteAlarm("liveinsight-billing-dev")
        try await lab.changes.deleteTable(Lab.events)
        try await lab.changes.deleteLogGroup("/aws/lambda/liveinsight-event-collector")
    }

    /// Changes the code without an apply: a repair applies these changes too if `allow:` lists them.
    private func changeTheCode(_ lab: Lab) throws {
        try edit(lab) { code in
            for (old, new) in [
                ("aws_api_gateway_resource.events.id,", "aws_api_gateway_resource.events.id, \"more\","),
                ("timeout          = 30", "timeout          = 31"),
                (
                    "Project     = \"liveinsight\"",
                    "Project     = \"liveinsight\"\n    Owner       = \"somebody\""
                ),
                ("\"LiveInsight API\"", "\"LiveInsight's API\""),
                ("\"dynamodb:Query\"]", "\"dynamodb:Query\", \"dynamodb:Scan\"]"),
                (
                    "Service = \"lambda.amazonaws.com\"",
                    "Service = [\"lambda.amazonaws.com\", \"edgelambda.amazonaws.com\"]"
                ),
            ] {
                guard code.contains(old) else { throw SupportFault("the sample does not contain '\(old)'") }
                code = code.replacing(old, with: new)
            }
        }
        // Changes the package of the function: a zip file may have bytes after its end.
        let package = URL(fileURLWithPath: lab.stack.directory + "/placeholder.zip")
        try (Data(contentsOf: package) + [0]).write(to: package)
    }

    // MARK: Measuring

    /// The rights for all calls that are made during `body`.
    private func recording(_ proxy: RecordingProxy, _ body: () async throws -> Void) async throws -> Set<
        NeededRight
    > {
        let before = try proxy.calls().count
        try await body()
        let calls = try proxy.calls().dropFirst(before)
        #expect(!calls.isEmpty)
        return try calls.reduce(into: []) { $0.formUnion(try $1.rights()) }
    }

    private func policy(_ role: String, _ lab: Lab) async throws -> PrintedPolicy {
        let program = try await Program.run(["policy", role, "--config", lab.configuration])
        #expect(program.code == 0, "\(program.errorOutput)")
        #expect(!program.errorOutput.contains("not known"), "\(program.errorOutput)")
        return try PrintedPolicy(program.output)
    }

    private func terrier(_ lab: Lab, _ arguments: String...) async throws {
        let program = try await Program.run(
            arguments + ["--why", "a test", "--config", lab.configuration], deadline: .seconds(300))
        #expect(program.code == 0, "\(arguments): \(program.output) \(program.errorOutput)")
        // The command can restore one tier and refuse the next.
        #expect(!program.output.contains("was not restored"), "\(arguments): \(program.output)")
    }

    private func configure(_ lab: Lab, _ proxy: RecordingProxy, updates: String) throws {
        var text = Self.configuration
        for (mark, value) in [
            ("@STATE@", lab.directory + "/var"), ("@DIRECTORY@", lab.stack.directory),
            ("@ENDPOINT@", proxy.url), ("@UPDATE@", updates), ("@TOPIC@", Self.topic),
            ("@CLI_CONFIG@", lab.stack.cliConfiguration),
        ] { text = text.replacing(mark, with: value) }
        try text.write(toFile: lab.configuration, atomically: true, encoding: .utf8)
    }

    private func edit(_ lab: Lab, _ change: (inout String) throws -> Void) throws {
        let file = lab.stack.directory + "/main.tf"
        var code = try String(contentsOfFile: file, encoding: .utf8)
        try change(&code)
        try code.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Whether an action only reads, by the verbs that the AWS reference uses for such calls.
    private func isReading(_ action: String) -> Bool {
        let operation = action.drop { $0 != ":" }.dropFirst()
        return ["Get", "List", "Describe", "Filter", "Lookup", "GET"].contains { operation.hasPrefix($0) }
    }

    private func expectNoWriting(_ policy: PrintedPolicy) {
        let writing = policy.entries.filter { !isReading($0.action) }
        #expect(writing.map(\.description) == ["sns:Publish on \(Self.topic)"])
    }

    private func expectNarrow(_ policy: PrintedPolicy) {
        for entry in policy.entries {
            #expect(!entry.action.contains("*"))
            if !isReading(entry.action) { #expect(entry.resource.hasPrefix("arn:aws:"), "\(entry)") }
            // Wildcards are allowed only for the ids of API Gateway and in the ARN of a log group (`NAME:*`).
            let hasWildcard = entry.resource.contains("*") && !entry.resource.hasSuffix("event-collector:*")
            if hasWildcard, !isReading(entry.action) {
                #expect(entry.action.hasPrefix("apigateway:"), "\(entry)")
                #expect(
                    entry.action != "apigateway:DELETE" || entry.resource.contains("/restapis/*/")
                        || entry.resource.contains("/tags/"), "\(entry)")
            }
        }
    }
}
