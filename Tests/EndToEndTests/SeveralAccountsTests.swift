import AWS
import Commands
import Demo
import Foundation
import HTTP
import TestSupport
import Testing

/// A stack whose provider has aliases in another account and in another region, with the real Terraform and an emulated AWS.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct SeveralAccountsTests {
    private static let api = "aws_api_gateway_rest_api.hub"
    private static let role = "arn:aws:iam::222222222222:role/deployer"
    private static let byRole = "providers: [{provider: aws.hub, role_arn: \"\(role)\"}]"

    /// Unknown without an entry in `providers:`; with one, the other account is read, planned and repaired as the stack's own.
    @Test func otherAccountIsReadAndRepairedWithItsOwnCredentials() async throws {
        try await SeveralAccounts.with(hub: "assume_role { role_arn = \"\(Self.role)\" }") { stacks in
            try stacks.configure()
            let unknown = try await stacks.check()
            #expect(unknown.code == 3)
            #expect(try unknown.missing == [])
            #expect(
                try unknown.unknown("tier.api.missing")?.contains(
                    "\(Self.api) belongs to 222222222222, the credentials belong to 123456789012; add aws.hub to 'providers:'"
                ) == true, "\(unknown.output)")

            try stacks.configure(Self.byRole)
            let healthy = try await stacks.check("--plan")
            #expect(healthy.code == 0, "\(healthy.output)")
            #expect(try healthy.value("resources.missing") == 0)
            #expect(try healthy.value("plan.creates") == 0)

            try await stacks.destroyBehindTerraform(Self.api)
            let lost = try await stacks.check()
            #expect(lost.code == 2)
            #expect(try lost.missing == [Self.api])
            let repaired = try await Program.run(
                [
                    "repair", "emergency-deploy", "several", "--why", "it is gone", "--config",
                    stacks.configuration,
                ], environment: stacks.environment)
            #expect(repaired.code == 0, "\(repaired.output)\(repaired.errorOutput)")
            #expect(try await stacks.check("--plan").code == 0)

            // With credentials of another account, nothing is believed and nothing starts.
            try stacks.configure(
                "providers: [{provider: aws.hub, role_arn: \"arn:aws:iam::333333333333:role/deployer\"}]")
            let wrong = try await stacks.check()
            #expect(try wrong.missing == [])
            #expect(try wrong.unknown("tier.api.missing")?.contains("wrong account") == true)
            let refused = try await Program.run(
                [
                    "repair", "emergency-deploy", "several", "--why", "try", "--config",
                    stacks.configuration,
                ], environment: stacks.environment)
            #expect(refused.code != 0)
        }
    }

    /// Terraform knows no other profiles than those that Terrier's configuration names.
    @Test func profileOfAProviderIsGivenToTerraform() async throws {
        try await SeveralAccounts.with(hub: "profile = \"hub\"") { stacks in
            try stacks.configure()
            let lacking = try await stacks.check("--plan")
            let reason = try #require(try lacking.unknown("plan.creates"))
            #expect(reason.hasPrefix("no credentials"), "\(reason)")
            #expect(reason.contains("add aws.hub with its profile to 'providers:'"), "\(reason)")

            try stacks.configure("providers: [{provider: aws.hub, account: \"222222222222\", profile: hub}]")
            let healthy = try await stacks.check("--plan")
            #expect(healthy.code == 0, "\(healthy.output)\(healthy.errorOutput)")
            #expect(try healthy.value("plan.creates") == 0)

            // The profile belongs to another account than the entry says: Terraform is not asked.
            try stacks.configure("providers: [{provider: aws.hub, account: \"333333333333\", profile: hub}]")
            let wrong = try await stacks.check("--plan")
            #expect(try wrong.unknown("plan.creates")?.contains("'providers:' says 333333333333") == true)
            #expect(try wrong.value("aws.credentials") == 0)
        }
    }

    /// The function is in another region than the stack.
    @Test func rateIsAskedForWhereTheFunctionIs() async throws {
        try await SeveralAccounts.with(hub: "assume_role { role_arn = \"\(Self.role)\" }") { stacks in
            try stacks.configure(Self.byRole)
            #expect(try await stacks.check().value("lambda.error_rate") == 0)
            let west = EmulatorChanges(
                endpoint: stacks.endpoint, region: "us-west-2", http: stacks.http)
            try await west.putInvocations(100, errors: 100, ofFunction: "west")
            let failing = try await stacks.check()
            #expect(try failing.value("lambda.error_rate") == 100, "\(failing.output)")

            // No data of a function that is not there is not 0 %.
            try await stacks.destroyBehindTerraform("aws_lambda_function.west")
            _ = try await stacks.http.send(
                HTTPRequest("POST", stacks.endpoint + "/moto-api/reset"), deadline: .seconds(10))
            let gone = try await stacks.check()
            #expect(
                try gone.unknown("lambda.error_rate")?.contains("was not found") == true, "\(gone.output)")
        }
    }

    @Test func unusedEntryIsReportedByCheck() async throws {
        try await SeveralAccounts.with(hub: "assume_role { role_arn = \"\(Self.role)\" }") { stacks in
            try stacks.configure("providers: [{provider: aws.hup, role_arn: \"\(Self.role)\"}]")
            let checked = try await stacks.check()
            #expect(
                checked.errorOutput.contains(
                    "warning: several: no resource of the state uses 'aws.hup' of 'providers:'; the state has aws, aws.hub, aws.west"
                ), "\(checked.errorOutput)")
        }
    }
}

/// A root module with three configurations of the provider, deployed to an emulator, and Terrier's configuration for it.
private struct SeveralAccounts: Sendable {
    let directory: String
    let endpoint: String
    let http: HTTPClient
    private let terraformEnvironment: [String: String]
    private var stack: String { directory + "/stack" }
    var configuration: String { directory + "/terrier.yaml" }

    /// - Parameter hub: how the configuration `aws.hub` gets credentials of another account.
    static func with(hub: String, _ body: (SeveralAccounts) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            try await Machine.withEmulator(severalAccounts: true) { emulator, http in
                let accounts = try await SeveralAccounts(directory, emulator.endpoint, http)
                try await accounts.deploy(hub: hub)
                try await body(accounts)
            }
        }
    }

    private init(_ directory: String, _ endpoint: String, _ http: HTTPClient) async throws {
        (self.directory, self.endpoint, self.http) = (directory, endpoint, http)
        // The profile `hub` has credentials that the emulator takes for those of the other account.
        let chain = CredentialChain(
            CredentialSettings(
                roleARN: "arn:aws:iam::222222222222:role/deployer", region: "us-east-1",
                environment: Lab.environment, endpoint: endpoint), http: http)
        let hub = try await chain.credentials()
        try """
        [default]
        aws_access_key_id = testing
        aws_secret_access_key = testing
        [hub]
        aws_access_key_id = \(hub.accessKeyID)
        aws_secret_access_key = \(hub.secretAccessKey)
        aws_session_token = \(hub.sessionToken ?? "")
        """.write(toFile: directory + "/credentials", atomically: true, encoding: .utf8)
        var environment = Lab.environment
        environment["AWS_ACCESS_KEY_ID"] = nil
        environment["AWS_SECRET_ACCESS_KEY"] = nil
        environment["AWS_SHARED_CREDENTIALS_FILE"] = directory + "/credentials"
        environment["AWS_ENDPOINT_URL"] = endpoint
        environment["TF_CLI_CONFIG_FILE"] = directory + "/terraformrc"
        environment["CHECKPOINT_DISABLE"] = "1"
        terraformEnvironment = environment
        for name in ["stack", "var"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
        }
        try SampleStack.cliConfigurationText(Machine.environment).write(
            toFile: directory + "/terraformrc", atomically: true, encoding: .utf8)
    }

    /// The environment of Terrier.
    var environment: [String: String] {
        terraformEnvironment.filter { $0.key != "AWS_ENDPOINT_URL" && $0.key != "TF_CLI_CONFIG_FILE" }
    }

    private func deploy(hub: String) async throws {
        try Self.code.replacing("@HUB@", with: hub).write(
            toFile: stack + "/main.tf", atomically: true, encoding: .utf8)
        try "def handler(event, context):\n    return {}\n".write(
            toFile: stack + "/index.py", atomically: true, encoding: .utf8)
        try await run("python3", ["-m", "zipfile", "-c", "f.zip", "index.py"])
        try await run("terraform", ["init", "-input=false", "-no-color"])
        try await run("terraform", ["apply", "-auto-approve", "-input=false", "-no-color"])
    }

    /// Deletes a resource with a copy of the stack, so that the stack's own state still names it.
    func destroyBehindTerraform(_ address: String) async throws {
        try? FileManager.default.removeItem(atPath: directory + "/copy")
        try FileManager.default.copyItem(atPath: stack, toPath: directory + "/copy")
        try await run(
            "terraform",
            [
                "-chdir=\(directory)/copy", "destroy", "-auto-approve", "-input=false", "-no-color",
                "-target=\(address)",
            ])
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
        let result = try await Commands.run(
            Command(
                program, arguments, environment: terraformEnvironment, directory: stack,
                deadline: .seconds(600)))
        guard result.succeeded else {
            throw SupportFault(
                "\(program) \(arguments[0]) failed: \(String(decoding: result.errorOutput.suffix(4000), as: UTF8.self))"
            )
        }
    }

    func configure(_ lines: String...) throws {
        let text =
            """
            interval: 2s
            ledger: \(directory)/var/ledger.sqlite
            stacks:
              - name: several
                directory: \(stack)
                endpoint: \(endpoint)
                account: "123456789012"
                region: us-east-1
                mode: act
                environment: {TF_CLI_CONFIG_FILE: \(directory)/terraformrc}
                tiers: [{name: api, addresses: ["aws_api_gateway_rest_api.*"]}]
                rules: [{name: api-lost, when: tier.api.missing > 0, severity: critical}]

            """ + lines.map { "    \($0)\n" }.joined()
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    func check(_ options: String...) async throws -> Checked {
        let result = try await Program.run(
            ["check", "--json", "--config", configuration] + options, environment: environment)
        return Checked(program: result)
    }

    private static let code = """
        terraform {
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = "5.100.0"
            }
          }
        }
        provider "aws" {
          region                      = "us-east-1"
          max_retries                 = 2
          skip_credentials_validation = true
        }
        provider "aws" {
          alias                       = "west"
          region                      = "us-west-2"
          max_retries                 = 2
          skip_credentials_validation = true
        }
        provider "aws" {
          alias                       = "hub"
          region                      = "us-east-1"
          max_retries                 = 2
          skip_credentials_validation = true
          @HUB@
        }
        locals {
          trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
        }
        resource "aws_iam_role" "function" {
          name               = "function"
          assume_role_policy = local.trust
        }
        resource "aws_lambda_function" "west" {
          provider      = aws.west
          function_name = "west"
          role          = aws_iam_role.function.arn
          runtime       = "python3.11"
          handler       = "index.handler"
          filename      = "f.zip"
        }
        resource "aws_iam_role" "hub" {
          provider           = aws.hub
          name               = "hub-reader"
          assume_role_policy = local.trust
        }
        resource "aws_iam_role_policy" "hub" {
          provider = aws.hub
          name     = "read"
          role     = aws_iam_role.hub.name
          policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "*" }] })
        }
        resource "aws_api_gateway_rest_api" "hub" {
          provider = aws.hub
          name     = "hub"
        }

        """
}

/// What `terrier check --json` printed.
private struct Checked {
    var program: Program
    var code: Int32 { program.code }
    var output: String { program.output }
    var errorOutput: String { program.errorOutput }

    private var stack: [String: Any] {
        get throws { try #require((try program.document()["stacks"] as? [[String: Any]])?.first) }
    }

    var missing: [String] {
        get throws { try stack["missing"] as? [String] ?? [] }
    }

    private func reading(_ signal: String) throws -> [String: Any] {
        let readings = try #require(try stack["readings"] as? [[String: Any]])
        return try #require(readings.first { $0["signal"] as? String == signal })
    }

    /// The value of a signal; nil if it is unknown.
    func value(_ signal: String) throws -> Double? {
        let value = try reading(signal)["value"]
        if let flag = value as? Bool { return flag ? 1 : 0 }
        return value as? Double ?? (value as? Int).map(Double.init)
    }

    /// Why a signal is unknown.
    func unknown(_ signal: String) throws -> String? { try reading(signal)["unknown"] as? String }
}
