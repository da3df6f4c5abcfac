import Demo
import Foundation
import HTTP
import Ledger
import TestSupport
import Testing

/// The function behind an HTTP API is deleted outside Terraform. Its integration contains the function's ARN, so the plan that
/// creates the function updates the integration as well.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct ConsequenceRepairTests {
    private static let integration = "aws_apigatewayv2_integration.fn"
    private static let function = "aws_lambda_function.fn"

    private static let code = """
        resource "aws_iam_role" "fn" {
          name               = "fn"
          assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
        }
        resource "aws_lambda_function" "fn" {
          function_name    = "fn"
          role             = aws_iam_role.fn.arn
          runtime          = "python3.11"
          handler          = "index.handler"
          filename         = "placeholder.zip"
          source_code_hash = filebase64sha256("placeholder.zip")
        }
        resource "aws_sns_topic" "alerts" { name = "alerts" }
        resource "aws_apigatewayv2_api" "main" {
          name          = "main"
          protocol_type = "HTTP"
        }
        resource "aws_apigatewayv2_integration" "fn" {
          api_id                 = aws_apigatewayv2_api.main.id
          integration_type       = "AWS_PROXY"
          integration_uri        = aws_lambda_function.fn.invoke_arn
          payload_format_version = "2.0"
        }
        resource "aws_apigatewayv2_route" "fn" {
          api_id    = aws_apigatewayv2_api.main.id
          route_key = "GET /"
          target    = "integrations/${aws_apigatewayv2_integration.fn.id}"
        }
        resource "aws_lambda_permission" "api" {
          action        = "lambda:InvokeFunction"
          function_name = aws_lambda_function.fn.function_name
          principal     = "apigateway.amazonaws.com"
          source_arn    = "${aws_apigatewayv2_api.main.execution_arn}/*/*"
        }
        """

    private static let configuration = """
        ledger: @STATE@/ledger.sqlite
        mode: act
        stacks:
          - name: api
            directory: @DIRECTORY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}
            tiers: [{name: api, addresses: ["aws_iam_role.*", "aws_lambda_*.*", "aws_apigatewayv2_*.*", "aws_sns_topic.*"]}]
            rules: [{name: lost, when: tier.api.missing > 0, severity: critical, respond: emergency-deploy}]
            guardrails: {settle: 0 cycles, cooldown: 0s, budget: 9 per 1h, stack_budget: 9 per 1h}
        """

    /// The deployed stack.
    struct API {
        var stack: SampleStack
        var changes: EmulatorChanges
        var configuration: String
        var book: String

        func deploy() async throws -> Program {
            try await Program.run(
                [
                    "repair", "emergency-deploy", "api", "--why", "the function is gone", "--config",
                    configuration,
                ], deadline: .seconds(300))
        }

        func hasFunction() async throws -> Bool { try await changes.functions().contains("\"fn\"") }

        /// The path of the integration in API Gateway, and what its URI is.
        func integration() async throws -> (path: String, uri: String) {
            let api = try await item("/v2/apis", "apiId")
            let integrations = "/v2/apis/\(api)/integrations"
            return (
                "\(integrations)/\(try await item(integrations, "integrationId"))",
                try await item(integrations, "integrationUri")
            )
        }

        private func item(_ path: String, _ name: String) async throws -> String {
            let body = Data(try await changes.gateway("GET", path).utf8)
            let list = try JSONSerialization.jsonObject(with: body) as? [String: [[String: Any]]]
            return try #require(list?["items"]?.first?[name] as? String)
        }
    }

    private func with(_ body: (API) async throws -> Void) async throws {
        let code = Self.code + "\nvariable \"region\" { default = \"us-east-1\" }\n"
        try await OwnStack.with(code, Self.configuration) { own in
            try await body(
                API(
                    stack: own.stack,
                    changes: EmulatorChanges(endpoint: own.emulator.endpoint, http: own.http),
                    configuration: own.configuration, book: own.book))
        }
    }

    @Test func lostFunctionIsBroughtBackWithoutAnAllowance() async throws {
        try await with { api in
            try await api.changes.deleteFunction("fn")
            let repair = try await api.deploy()
            #expect(repair.code == 0, "\(repair.output) \(repair.errorOutput)")
            let said = "update \(Self.integration), a consequence of \(Self.function)"
            #expect(repair.output.contains("\(said), has no change left"), "\(repair.output)")
            #expect(try await api.hasFunction())
            let book = try #require(try await RepairBook.openReading(api.book))
            let steps = try #require(try await book.repairs().first).steps
            #expect(steps.contains { $0.hasPrefix("apply: applying: ") && $0.contains(said) }, "\(steps)")
            #expect(
                steps.contains { $0.hasPrefix("verify: planning once more what followed") }, "\(steps)")
            // Terraform finds nothing to change.
            try await api.stack.terraform(
                ["plan", "-detailed-exitcode", "-input=false", "-no-color"], deadline: .seconds(120))
        }
    }

    @Test func hotfixIsNotRevertedByAConsequence() async throws {
        try await with { api in
            let before = try await api.integration()
            let hotfix = before.uri.replacing("function:fn", with: "function:standby")
            _ = try await api.changes.gateway(
                "PATCH", before.path, "{\"integrationUri\":\"\(hotfix)\"}")
            try await api.changes.deleteFunction("fn")
            let repair = try await api.deploy()
            #expect(repair.code == 0, "\(repair.output) \(repair.errorOutput)")
            #expect(
                repair.output.contains(
                    "left for a person: \(Self.integration) would be updated (integration_uri), which was changed outside Terraform: integration_uri; allow: {update: [\"\(Self.integration)\"]} admits it, and reverts that change"
                ), "\(repair.output)")
            #expect(try await api.hasFunction())
            #expect(try await api.integration().uri == hotfix)
            // What the function itself depends on is in each plan that creates it.
            try await api.changes.trust("edgelambda.amazonaws.com", role: "fn")
            try await api.changes.deleteFunction("fn")
            let refused = try await api.deploy()
            #expect(refused.code == 4, "\(refused.output) \(refused.errorOutput)")
            #expect(
                (refused.output + refused.errorOutput).contains(
                    "it would update aws_iam_role.fn (assume_role_policy), which was changed outside Terraform: assume_role_policy"
                ), "\(refused.output) \(refused.errorOutput)")
            #expect(try await !api.hasFunction())
            #expect(try await api.changes.trustPolicy(ofRole: "fn").contains("edgelambda.amazonaws.com"))
            // What does not need the role is brought back, and the command says that this is only a part.
            try await api.changes.deleteTopic("alerts")
            let part = try await api.deploy()
            #expect(part.code == 1, "\(part.output) \(part.errorOutput)")
            #expect(
                part.output.contains("\(Self.function) is not restored: it needs aws_iam_role.fn"),
                "\(part.output)")
            #expect(try await api.changes.topics().contains(":alerts<"))
            #expect(try await !api.hasFunction())
            #expect(try await api.changes.trustPolicy(ofRole: "fn").contains("edgelambda.amazonaws.com"))
        }
    }
}
