import Decisions
import Ledger
import Terraform
import Testing

@testable import Repairs

/// The repair that gives functions a placeholder's code.
@Suite struct PlaceholderTests {
    private static let function = Stage.function
    private static let other = Address(type: "aws_lambda_function", name: "other")
    private static let mapping = Address(type: "aws_lambda_event_source_mapping", name: "jobs")
    private static let code = ["filename", "source_code_hash"]

    private func with(
        protect: [String] = [], functions: String? = nil, _ body: (Stage) async throws -> Void
    ) async throws {
        let settings = PlaceholderSettings(
            variable: "zip", functions: [try Pattern(functions ?? "\(Self.function)")])
        let tier = Tier(name: "service", addresses: [try Pattern("aws_lambda_function.*")])
        let guardrails = GuardrailSettings(protect: try protect.map { try Pattern($0) }, distrust: 100)
        try await Stage.with(guardrails: guardrails, tiers: [tier], ways: (settings, nil)) { stage in
            stage.set {
                $0.statuses = [Self.function: .healthy, Self.other: .healthy, Stage.role: .healthy]
                $0.functions = [
                    Self.function: FunctionCode(runtime: "python3.12", handler: "src/app.run"),
                    Self.other: FunctionCode(runtime: "java21", handler: "x"),
                ]
                $0.plan = Self.update()
                // The plan that finds the code, the one that is applied, and the one that verifies it.
                $0.nextPlans = [
                    [PlannedChange(Self.function, .update)], [PlannedChange(Self.function, .update)], [],
                ]
                $0.details = [Self.details(Self.code)]
                $0.after = [:]
            }
            try await body(stage)
        }
    }

    private static func update() -> Result<PlanSummary, ToolFault> {
        .success(PlanSummary(changes: [PlannedChange(function, .update)], drift: []))
    }

    private static func details(_ known: [String], drift: [String] = []) -> PlanDetails {
        func paths(_ names: [String]) -> [AttributePath] { names.map { AttributePath([.name($0)]) } }
        return PlanDetails(
            changes: [.init(function, .update, known: paths(known), unknown: paths(["last_modified"]))],
            drift: drift.isEmpty ? [] : [.init(function, .update, differing: paths(drift))])
    }

    private func request(
        _ stage: Stage, _ addresses: [Address] = [], rule: String? = nil, undo: Bool = false,
        apply: Bool = true
    ) -> RepairRequest {
        var request = stage.request(
            .placeholderLambda, addresses: addresses, apply: apply, why: rule == nil ? "broken" : nil)
        request.intent.rule = rule
        request.intent.subject = undo ? "undo" : nil
        return request
    }

    @Test func codeOfTheListedFunctionIsReplacedAndVerified() async throws {
        try await with { stage in
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(last.message.contains("\(Self.function) answer with the placeholder"))
            let plan = "plan with zip \(Self.function)"
            #expect(
                stage.done == [
                    "write /placeholder.zip", "unlocked \(plan)", "write /placeholder.zip", plan,
                    "details of the file", "apply the file", "ask", "unlocked \(plan)",
                ], "\(stage.done)")
        }
    }

    @Test(arguments: [
        (["filename", "memory_size"], [], "(filename, last_modified, memory_size)"),
        (["filename", "layers"], [], "(filename, last_modified, layers)"),
        (["filename"], ["code_sha256"], "which was changed outside Terraform: code_sha256"),
    ])
    func onlyCodeThatNobodyChangedByHandIsReplaced(
        row: (known: [String], drift: [String], reason: String)
    ) async throws {
        try await with { stage in
            stage.set { $0.details = [Self.details(row.known, drift: row.drift)] }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .refused)
            #expect(last.message.contains(row.reason), "\(last.message)")
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    @Test func dryRunAndPlanWithoutAChangeChangeNothing() async throws {
        try await with { stage in
            let dry = await stage.perform(request(stage, apply: false))
            #expect(dry.outcome == .wouldApply)
            #expect(dry.message == "would have applied: update \(Self.function)")
            stage.set { $0.nextPlans = [[], []] }
            let again = await stage.perform(request(stage))
            #expect(
                again.refusals == [Refusal(.need, "the plan has no change of \(Self.function)")],
                "\(again.message)")
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    @Test func protectedFunctionKeepsItsCode() async throws {
        try await with(protect: ["aws_lambda_function.*"]) { stage in
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .refused && last.message.contains("which is protected"))
        }
    }

    @Test func anythingElseInThePlanIsRefused() async throws {
        try await with { stage in
            stage.set {
                $0.nextPlans[1].append(PlannedChange(Stage.role, .update))
                $0.details[0].changes.append(
                    .init(Stage.role, .update, known: [AttributePath([.name("tags")])]))
            }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .refused && last.message.contains("it would update \(Stage.role) (tags)"))
        }
    }

    @Test func requestsThatCannotBeMetAreRefused() async throws {
        func refusal(
            _ change: (inout Stage.World) -> Void = { _ in }, _ make: (Stage) -> RepairRequest
        ) async throws -> String {
            var reasons: [String] = []
            try await with { stage in
                stage.set(change)
                reasons = await stage.perform(make(stage)).refusals.map(\.reason)
                #expect(stage.done == [])
            }
            return reasons.joined(separator: "; ")
        }
        #expect(
            try await refusal { request($0, [Self.other]) }
                == "'placeholder:' does not list \(Self.other), or the stack has no such resource")
        #expect(
            try await refusal { request($0, [Self.function], rule: "errors", undo: true) }
                == "only a person may undo it, with 'terrier repair placeholder-lambda --undo'")
        let well = try await refusal({ $0.errorRate = 0 }, { request($0, [Self.function], rule: "errors") })
        #expect(well.contains("the repairer's own reading does not say"), "\(well)")
        #expect(
            try await refusal({ $0.undeclared = ["zip"] }, { request($0) })
                == "the root module declares no variable 'zip'")
    }

    @Test func functionThatConsumesMessagesGetsNoPlaceholder() async throws {
        try await with { stage in
            stage.set {
                $0.statuses[Self.mapping] = .healthy
                $0.dependencies[Self.mapping] = [Self.function]
            }
            let last = await stage.perform(request(stage))
            #expect(
                last.refusals.map(\.reason) == [
                    "\(Self.function) gets messages through \(Self.mapping): a placeholder would accept them, and they would be lost"
                ])
        }
    }

    @Test func errorRateReplacesOnlyTheWorstFunction() async throws {
        try await with(functions: "aws_lambda_function.*") { stage in
            let last = await stage.perform(request(stage, rule: "errors"))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done.contains("plan with zip \(Self.function)"), "\(stage.done)")
            #expect(!stage.done.contains { $0.contains("\(Self.other)") }, "\(stage.done)")
        }
        // What the watcher saw then is no longer the worst.
        for worst in [Self.other, nil] {
            try await with(functions: "aws_lambda_function.*") { stage in
                stage.set { $0.worst = worst }
                let last = await stage.perform(request(stage, [Self.function], rule: "errors"))
                #expect(last.refusals.map(\.guardrail) == [.need] && stage.done == [], "\(last.message)")
            }
        }
    }

    @Test func heldLockOrMovedStateIsRefusedAndNoFailure() async throws {
        for (kind, guardrail) in [
            (ToolFault.Kind.lock, Guardrail.lock), (.stale, .inspection), (.account, .account),
        ] {
            for undo in [false, true] {
                try await with { stage in
                    stage.set {
                        $0.nextPlans = []
                        $0.plan = .failure(ToolFault(kind, "somebody works"))
                    }
                    let last = await stage.perform(request(stage, undo: undo))
                    #expect(
                        last.outcome == .refused && last.refusals.map(\.guardrail) == [guardrail],
                        "\(last.message)")
                }
            }
        }
    }

    private static let arn = "arn:aws:lambda:us-east-1:1:function:collector"

    @Test(arguments: [
        ("aws_sns_topic_subscription", #""endpoint":"\#(arn)""#, true),
        ("aws_cloudwatch_event_target", #""arn":"\#(arn):live""#, true),
        ("aws_s3_bucket_notification", #""lambda_function":[{"lambda_function_arn":"\#(arn)"}]"#, true),
        (
            "aws_api_gateway_authorizer",
            #""authorizer_uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\#(arn)/invocations""#,
            true
        ),
        // The source is in another stack.
        (
            "aws_lambda_permission", #""function_name":"collector","principal":"events.amazonaws.com""#, true
        ),
        (
            "aws_lambda_permission", #""function_name":"collector","principal":"apigateway.amazonaws.com""#,
            false
        ),
        ("aws_sns_topic_subscription", #""endpoint":"\#(arn)-two""#, false),
        // It sends the function's own logs elsewhere.
        (
            "aws_cloudwatch_log_subscription_filter",
            #""log_group_name":"/aws/lambda/collector","destination_arn":"arn:aws:firehose:us-east-1:1:x""#,
            false
        ),
    ])
    func functionThatGetsEventsIsReplacedOnlyIfAPersonNamesIt(row: (String, String, Bool)) async throws {
        let caller = Address(type: row.0, name: "caller")
        for (named, rule) in [(true, true), (true, false), (false, false)] {
            try await with { stage in
                stage.set {
                    $0.statuses[caller] = .healthy
                    $0.dependencies[caller] = [Self.function]
                    $0.attributes[caller] = row.1
                    $0.attributes[Self.function] = #""function_name":"collector","arn":"\#(Self.arn)""#
                }
                let last = await stage.perform(
                    request(stage, named ? [Self.function] : [], rule: rule ? "errors" : nil))
                let isRefused = row.2 && !(named && !rule)
                #expect(last.outcome == (isRefused ? .refused : .repaired), "\(last.message)")
                #expect(last.message.contains("is called through \(caller)") == isRefused)
            }
        }
    }

    @Test func otherRuntimesHaveALineOfTheirOwn() async throws {
        try await with { stage in
            stage.set { $0.functions[Self.function]?.runtime = "java21" }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .failed)
            #expect(
                last.message
                    == "\(Self.function) has no placeholder: its runtime is java21, and Terrier writes one for Python and Node.js only"
            )
        }
    }

    @Test func missingFunctionIsCreatedAsByAnEmergencyDeploy() async throws {
        try await with { stage in
            stage.set {
                $0.statuses[Self.function] = .missing
                $0.nextPlans = [
                    [PlannedChange(Self.function, .create)], [PlannedChange(Self.function, .create)],
                ]
                $0.nextAfter = [[Self.function: .healthy]]
            }
            let last = await stage.perform(request(stage))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(last.message.contains("exist and are well; their own code comes back with"))
            #expect(stage.done.contains("plan with zip \(Self.function) \(Self.other)"), "\(stage.done)")
        }
    }

    @Test func undoPlansWithoutTheVariable() async throws {
        try await with { stage in
            let none = await stage.perform(request(stage, undo: true))
            #expect(none.refusals.map(\.reason) == ["no function has the placeholder's code"])
            stage.set {
                $0.done = []
                $0.functions[Self.function]?.filename = "/placeholder.zip"
                $0.nextPlans = [
                    [PlannedChange(Self.function, .update)], [PlannedChange(Self.function, .update)], [],
                ]
            }
            let last = await stage.perform(request(stage, undo: true))
            #expect(last.outcome == .repaired && last.message.contains("have their own code again"))
            #expect(!stage.done.contains { $0.contains("with zip") || $0.contains("write") }, "\(stage.done)")
        }
    }

    @Test func zipFileHasTheChecksumOfItsFormat() {
        #expect(ZipArchive.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
