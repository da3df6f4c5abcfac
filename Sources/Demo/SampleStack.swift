import Commands
import Foundation

/// The sample stack in its own directory. It can be deployed to an emulator and destroyed with the real Terraform.
public struct SampleStack: Sendable {
    public let directory: String
    public let cliConfiguration: String
    private let endpoint: String
    private let environment: [String: String]

    /// Copies the stack into a directory and packs its Lambda function.
    ///
    /// - Parameters:
    ///   - source: the path of the project's `config/demo`.
    ///   - directory: is created; the CLI configuration `.terraformrc` is written beside it.
    public init(
        copying source: String, to directory: String, endpoint: String, environment: [String: String]
    ) async throws {
        self.directory = directory
        self.endpoint = endpoint
        cliConfiguration = directory + ".terraformrc"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for file in ["main.tf", "versions.tf"] {
            try FileManager.default.copyItem(atPath: "\(source)/\(file)", toPath: "\(directory)/\(file)")
        }
        try Self.cliConfigurationText(environment).write(
            toFile: cliConfiguration, atomically: true, encoding: .utf8)
        self.environment = AllowedEnvironment.make(
            from: environment,
            adding: [
                "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "TF_CLI_CONFIG_FILE": cliConfiguration,
                "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
            ])
        let zip = Command(
            "python3", ["-m", "zipfile", "-c", "\(directory)/placeholder.zip", "index.py"],
            environment: AllowedEnvironment.make(from: environment, adding: [:]),
            directory: "\(source)/lambda",
            deadline: .seconds(30))
        guard try await run(zip).succeeded else {
            throw DemoFault("python3 could not pack the sample's function")
        }
    }

    public func initialise(emit: (@Sendable (String) async -> Void)? = nil) async throws {
        try await terraform(["init", "-input=false", "-no-color"], deadline: .seconds(600), emit: emit)
    }

    public func deploy(emit: (@Sendable (String) async -> Void)? = nil) async throws {
        try await terraform(
            ["apply", "-auto-approve", "-input=false", "-no-color"], deadline: .seconds(300), emit: emit)
    }

    public func destroy(emit: (@Sendable (String) async -> Void)? = nil) async throws {
        try await terraform(
            ["destroy", "-auto-approve", "-input=false", "-no-color"], deadline: .seconds(300), emit: emit)
    }

    /// Runs a Terraform command in the directory of the stack.
    ///
    /// - Throws: `DemoFault` with the last 2,000 bytes of the error output if it fails.
    public func terraform(
        _ arguments: [String], deadline: Duration, emit: (@Sendable (String) async -> Void)? = nil
    ) async throws {
        let result = try await run(
            Command(
                "terraform", arguments, environment: environment, directory: directory, deadline: deadline),
            onLine: emit)
        guard result.succeeded else {
            let why = String(decoding: result.errorOutput.suffix(2000), as: UTF8.self)
            throw DemoFault("terraform \(arguments.first ?? "") of the sample stack failed: \(why)")
        }
    }

    /// The CLI configuration: providers are installed from a local mirror if there is one, or else from their registry.
    static func cliConfigurationText(_ environment: [String: String]) -> String {
        if let own = environment["TF_CLI_CONFIG_FILE"],
            let text = try? String(contentsOfFile: own, encoding: .utf8)
        {
            return text
        }
        guard let mirror = mirror() else { return "" }
        return """
            provider_installation {
              filesystem_mirror {
                path = "\(mirror)"
              }
            }

            """
    }

    /// A directory that contains `registry.terraform.io`, searched in the usual places for mirrors.
    private static func mirror() -> String? {
        let files = FileManager.default
        for root in ["/usr/local/share", "/usr/share", "/opt"] {
            let children = (try? files.contentsOfDirectory(atPath: root)) ?? []
            for child in [root] + children.sorted().map({ "\(root)/\($0)" }) {
                for candidate in [child, "\(child)/plugins", "\(child)/providers"] {
                    if files.fileExists(atPath: "\(candidate)/registry.terraform.io") { return candidate }
                }
            }
        }
        return nil
    }
}
