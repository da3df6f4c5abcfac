import Demo
import Foundation
import TestSupport
import Testing

/// The origins of an HTTP API are opened with a variable, for a rule, and closed again by a person.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct OpenCORSTests {
    private static let code = """
        variable "region" { default = "us-east-1" }
        variable "allowed_origins" {
          type    = list(string)
          default = ["https://old.example.com"]
        }
        resource "aws_sns_topic" "alerts" { name = "alerts" }
        resource "aws_apigatewayv2_api" "main" {
          name          = "main"
          protocol_type = "HTTP"
          cors_configuration {
            allow_methods = ["POST"]
            allow_origins = var.allowed_origins
          }
        }
        """

    private static func configuration(_ url: String) -> String {
        """
        interval: 1s
        mode: act
        ledger: @STATE@/ledger.sqlite
        stacks:
          - name: api
            directory: @DIRECTORY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}
            endpoints: [{name: events, url: \(url), method: OPTIONS, origin: "https://app.example.com"}]
            open_cors:
              variables: {allowed_origins: '["https://app.example.com", "https://hunter2.example.com"]'}
              addresses: [aws_apigatewayv2_api.main]
            rules: [{name: cors, when: api.cors == false, respond: open-cors}]
            guardrails: {settle: 0 cycles, cooldown: 2s, budget: 9 per 1h, stack_budget: 9 per 1h}
        """
    }

    private func origins(_ own: OwnStack) async throws -> [String] {
        let changes = EmulatorChanges(endpoint: own.emulator.endpoint, http: own.http)
        let body = Data(try await changes.gateway("GET", "/v2/apis").utf8)
        let items = (try JSONSerialization.jsonObject(with: body) as? [String: Any])?["items"]
        let api = try #require((items as? [[String: Any]])?.first)
        return (api["corsConfiguration"] as? [String: Any])?["allowOrigins"] as? [String] ?? []
    }

    @Test func ruleOpensTheOriginsAndAPersonClosesThem() async throws {
        try await OwnStack.with(Self.code, Self.configuration("http://127.0.0.1:9/")) { own in
            try await PreflightServer.with(of: own.emulator.endpoint) { url in
                let text = try String(contentsOfFile: own.configuration, encoding: .utf8)
                try text.replacing("http://127.0.0.1:9/", with: "\(url)/").write(
                    toFile: own.configuration, atomically: true, encoding: .utf8)
                try await RunningService.with(own.configuration) { service in
                    try await service.waitFor(
                        "open-cors done: verified: update aws_apigatewayv2_api.main; a preflight request allows the origin"
                    )
                    try await service.waitFor("incident api-1 closed", "cleared")
                    #expect(await !service.lines.contains { $0.contains("hunter2") })
                }
                #expect(
                    try await origins(own).sorted() == [
                        "https://app.example.com", "https://hunter2.example.com",
                    ])
                let undone = try await Program.run(
                    [
                        "repair", "open-cors", "api", "--undo", "--why", "the front end is corrected",
                        "--config",
                        own.configuration,
                    ], deadline: .seconds(300))
                #expect(undone.code == 0, "\(undone.output) \(undone.errorOutput)")
                #expect(
                    undone.output.contains(
                        "verified: update aws_apigatewayv2_api.main, without the variables of 'open_cors:'"),
                    "\(undone.output)")
                #expect(try await origins(own) == ["https://old.example.com"])
            }
        }
    }
}
