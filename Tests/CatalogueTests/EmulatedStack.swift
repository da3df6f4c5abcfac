import Commands
import Decisions
import Demo
import Foundation
import Terraform
import TestSupport

/// Some modules of `Stacks`, deployed together with the real Terraform to an emulated AWS.
///
/// Most of the time of Terraform is the start of the provider, so a root module holds many of them.
struct EmulatedStack: Sendable {
    /// Names of directories in `Stacks` that are deployed together. The first ones wait long for load balancers. Two that create
    /// databases are apart: moto does not find one of several that are created at the same time.
    static let groups = [
        ["clusters", "edge", "networks"],
        ["apis", "databases", "functions", "identity", "messages", "storage"],
    ]

    /// The names of the directories in `Stacks`.
    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: stacks)
        return (files ?? []).sorted()
    }()

    /// The resource types in a module.
    static func types(_ name: String) throws -> Set<String> {
        Set(try source(name).matches(of: /(?m)^resource "(\w+)"/).map { String($0.1) })
    }

    let directory: String
    private let environment: [String: String]

    /// Writes a root module with these modules and the provider into a new directory and initialises it.
    init(_ names: [String], in directory: String, endpoint: String) async throws {
        self.directory = directory
        let cliConfiguration = directory + "/terraformrc"
        environment = AllowedEnvironment.make(
            from: Machine.environment,
            adding: [
                "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "TF_CLI_CONFIG_FILE": cliConfiguration,
                "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
            ])
        for name in names {
            let module = "\(directory)/\(name)"
            try FileManager.default.createDirectory(atPath: module, withIntermediateDirectories: false)
            try Self.source(name).write(toFile: module + "/main.tf", atomically: true, encoding: .utf8)
        }
        let calls = names.map { "module \"\($0)\" {\n  source = \"./\($0)\"\n}\n" }
        for (file, text) in [
            ("main.tf", calls.joined(separator: "\n")), ("provider.tf", Self.provider),
            ("index.py", "def handler(event, context):\n    return {}\n"),
            ("terraformrc", SampleStack.cliConfigurationText(Machine.environment)),
        ] {
            try text.write(toFile: "\(directory)/\(file)", atomically: true, encoding: .utf8)
        }
        try await succeed("python3", ["-m", "zipfile", "-c", "placeholder.zip", "index.py"], .seconds(30))
        try await succeed("terraform", ["init", "-input=false", "-no-color"], .seconds(600))
    }

    /// Deploys it.
    ///
    /// - Returns: the state after that.
    func deploy() async throws -> State {
        try await succeed("terraform", ["apply", "-auto-approve"] + Self.options, .seconds(600))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/terraform.tfstate"))
        return try State(parsing: Array(bytes), stack: "test")
    }

    /// Deletes these instances. A state that `deploy` returned still names them.
    func destroy(_ addresses: [Address]) async throws {
        try await succeed(
            "terraform",
            ["destroy", "-auto-approve", "-refresh=false"] + Self.options
                + addresses.map { "-target=\($0)" }, .seconds(600))
    }

    private func succeed(_ program: String, _ arguments: [String], _ deadline: Duration) async throws {
        let result = try await run(
            Command(
                program, arguments, environment: environment, directory: directory, deadline: deadline))
        guard result.succeeded else {
            let why = String(decoding: result.errorOutput.suffix(4000), as: UTF8.self)
            throw SupportFault("\(program) \(arguments[0]) failed: \(why)")
        }
    }

    private static let options = ["-input=false", "-no-color", "-parallelism=30"]
    private static let stacks = Machine.project + "/Tests/CatalogueTests/Stacks"

    private static func source(_ name: String) throws -> String {
        try String(contentsOfFile: "\(stacks)/\(name)/main.tf", encoding: .utf8)
    }

    /// Two attempts: an emulator that answers 500 to what it cannot do answers so each time.
    private static let provider = """
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
          s3_use_path_style           = true
          skip_credentials_validation = true
        }

        """
}
