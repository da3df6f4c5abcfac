import Demo
import Foundation
import TestSupport

/// The kinds of repair that change resources, on a stack with its state in S3 and a lock object.
struct ResourceKinds: Sendable {
    var own: OwnStack
    var stack: KilledStack
    var changes: EmulatorChanges { EmulatorChanges(endpoint: own.emulator.endpoint, http: own.http) }

    static let code = """
        terraform {
          \(BackendLab.s3("k.tfstate", "use_lockfile = true"))
        }
        variable "region" { default = "us-east-1" }
        variable "package" { default = "placeholder.zip" }
        variable "allowed_origins" {
          type    = list(string)
          default = ["https://old.example.com"]
        }
        resource "aws_dynamodb_table" "events" {
          name         = "events"
          billing_mode = "PAY_PER_REQUEST"
          hash_key     = "id"
          attribute {
            name = "id"
            type = "S"
          }
        }
        resource "aws_api_gateway_rest_api" "api" { name = "orders" }
        resource "aws_api_gateway_resource" "events" {
          rest_api_id = aws_api_gateway_rest_api.api.id
          parent_id   = aws_api_gateway_rest_api.api.root_resource_id
          path_part   = "events"
        }
        resource "aws_iam_role" "role" {
          name               = "orders"
          assume_role_policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
          })
        }
        resource "aws_lambda_function" "orders" {
          function_name    = "orders"
          role             = aws_iam_role.role.arn
          runtime          = "python3.11"
          handler          = "index.handler"
          filename         = var.package
          source_code_hash = filebase64sha256(var.package)
        }
        resource "aws_apigatewayv2_api" "http" {
          name          = "orders"
          protocol_type = "HTTP"
          cors_configuration {
            allow_methods = ["POST"]
            allow_origins = var.allowed_origins
          }
        }
        resource "aws_sns_topic" "alerts" { name = "alerts" }
        """

    static func configuration(_ preflight: String) -> String {
        """
        interval: 1s
        mode: act
        host_budget: 100 per 1m
        ledger: @STATE@/ledger.sqlite
        stacks:
          - name: k
            directory: @DIRECTORY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            environment: {TF_CLI_CONFIG_FILE: @CLI_CONFIG@}
            endpoints: [{name: events, url: \(preflight), method: OPTIONS, origin: "https://app.example.com"}]
            tiers:
              - {name: base, addresses: ["aws_dynamodb_table.*", "aws_api_gateway_*.*", "aws_iam_role.*"]}
              - {name: service, addresses: ["aws_lambda_*.*", "aws_apigatewayv2_*.*"]}
              - {name: extra, addresses: ["aws_sns_topic.*"]}
            placeholder: {variable: package, functions: ["aws_lambda_function.*"]}
            open_cors:
              variables: {allowed_origins: '["https://app.example.com"]'}
              addresses: [aws_apigatewayv2_api.http]
            rules:
              - {name: base-lost, when: tier.base.missing > 0, severity: critical, respond: emergency-deploy}
              - {name: locked, when: lock.age > 2s, respond: unlock}
            guardrails:
              settle: 0 cycles
              cooldown: 0s
              budget: 100 per 1m
              stack_budget: 100 per 1m
              destroy: ["aws_sns_topic.*"]
        """
    }

    init(_ own: OwnStack) {
        self.own = own
        let changes = EmulatorChanges(endpoint: own.emulator.endpoint, http: own.http)
        stack = KilledStack(
            name: "k", configuration: own.configuration, book: own.book,
            mark: "AWS_ENDPOINT_URL=\(own.emulator.endpoint)",
            lock: {
                try? await changes.send(
                    "s3", [], [], method: "GET", path: "/\(BackendLab.bucket)/k.tfstate.tflock")
            },
            person: { try await Self.deleteNamesakes($0, changes) })
    }

    /// Those that run one after the other: a repair and its undoing belong together.
    var units: [[KilledKind]] {
        [
            [emergencyDeploy], [importing], [rollback],
            [
                kind(
                    "placeholder-lambda", [], "the plan has no change of",
                    expecting: { try await self.doubles() }),
                kind("placeholder-lambda", ["--undo"], "no function has the placeholder's code"),
            ],
            [
                kind("open-cors", [], "the plan has no change of", expecting: { try await self.doubles() }),
                kind("open-cors", ["--undo"], "the plan has no change of"),
            ],
        ]
    }

    private var emergencyDeploy: KilledKind {
        kind(
            "emergency-deploy", [], "nothing of tier base or of those before it is missing",
            harm: {
                try await changes.deleteTable("events")
                for id in try await restAPIs() {
                    _ = try await changes.send(
                        "apigateway", [], [], method: "DELETE", path: "/restapis/\(id)")
                }
            })
    }

    private var importing: KilledKind {
        kind(
            "import", ["aws_dynamodb_table.events"], "is no orphan: the state has it",
            harm: {
                _ = try await stack.terrier(["snapshot", "k", "--label", "before it is removed"])
                try await own.stack.terraform(
                    ["state", "rm", "aws_dynamodb_table.events"], deadline: .seconds(60))
            })
    }

    private var rollback: KilledKind {
        kind(
            "rollback", ["--to", "service"], "nothing exists in the tiers after it",
            expecting: {
                var faults = try await self.doubles()
                if try await self.changes.topics().contains(":alerts<") {
                    faults.append("the topic is still there")
                }
                try await own.stack.deploy()
                return faults + (try await self.planned())
            })
    }

    private func kind(
        _ name: String, _ arguments: [String], _ nothingLeft: String,
        expecting faults: (@Sendable () async throws -> [String])? = nil,
        harm: @escaping @Sendable () async throws -> Void = {}
    ) -> KilledKind {
        KilledKind(
            name: name, arguments: arguments, spread: .milliseconds(2500), harm: harm,
            nothingLeft: nothingLeft,
            faults: faults ?? { try await self.doubles() + (try await self.planned()) })
    }

    // MARK: What holds

    private func restAPIs() async throws -> [String] { try await Self.restAPIs(changes) }

    private static func restAPIs(_ changes: EmulatorChanges) async throws -> [String] {
        let body = Data(try await changes.send("apigateway", [], [], method: "GET", path: "/restapis").utf8)
        let document = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        let items = (document?["item"] ?? document?["items"]) as? [[String: Any]] ?? []
        return items.compactMap { $0["id"] as? String }
    }

    /// What AWS has twice, or not at all. Tables, roles and functions cannot be there twice.
    private func doubles() async throws -> [String] {
        let rest = try await restAPIs()
        let body = Data(try await changes.gateway("GET", "/v2/apis").utf8)
        let http = (try JSONSerialization.jsonObject(with: body) as? [String: Any])?["items"] as? [Any] ?? []
        return (rest.count == 1 ? [] : ["\(rest.count) REST APIs: \(rest)"])
            + (http.count == 1 ? [] : ["\(http.count) HTTP APIs"])
    }

    /// Whether Terraform would change anything.
    private func planned() async throws -> [String] {
        do {
            try await own.stack.terraform(
                ["plan", "-detailed-exitcode", "-input=false", "-no-color"], deadline: .seconds(300))
            return []
        } catch {
            return ["the plan is not empty: \(error)"]
        }
    }

    // MARK: What a person does

    /// Deletes the API that the refusal names, with the id in the command that it prints.
    private static func deleteNamesakes(_ refusal: Program, _ changes: EmulatorChanges) async throws -> Bool {
        guard let match = refusal.output.firstMatch(of: /delete-rest-api --rest-api-id (\w+)/) else {
            print("a person is told: \(refusal.output)")
            return false
        }
        _ = try await changes.send("apigateway", [], [], method: "DELETE", path: "/restapis/\(match.1)")
        return true
    }
}
