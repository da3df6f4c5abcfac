public import AWS
import Commands
public import Demo
import Foundation
public import HTTP

/// The sample stack, deployed with the real Terraform to its own emulated AWS, with a configuration for Terrier.
public final class Lab: Sendable {
    public let directory: String
    public let stack: SampleStack
    public let emulator: Emulator
    public let http: HTTPClient
    public let changes: EmulatorChanges
    public let aws: AWSClient

    public static let events = "liveinsight-events-dev"
    public static let role = "liveinsight-lambda-role-dev"
    public static let region = "us-east-1"
    public var configuration: String { directory + "/terrier.yaml" }
    public var ledger: String { directory + "/var/ledger.sqlite" }
    public var repairBook: String { directory + "/var/repairs.sqlite" }

    private init(_ directory: String, _ stack: SampleStack, _ emulator: Emulator, _ http: HTTPClient) {
        self.directory = directory
        self.stack = stack
        self.emulator = emulator
        self.http = http
        changes = EmulatorChanges(endpoint: emulator.endpoint, http: http)
        aws = AWSClient(
            http: http, credentials: FixedCredentials(EmulatorChanges.credentials),
            endpoint: emulator.endpoint)
    }

    /// Runs a closure with a new lab, which is removed afterwards.
    public static func with<Value>(
        deployed: Bool = true, _ body: (Lab) async throws -> Value
    ) async throws -> Value {
        try await Machine.withDirectory { directory in
            try await Machine.withEmulator { emulator, http in
                let stack = try await SampleStack(
                    copying: Machine.project + "/config/demo", to: directory + "/stack",
                    endpoint: emulator.endpoint,
                    environment: Machine.environment)
                let lab = Lab(directory, stack, emulator, http)
                try lab.configure()
                if deployed {
                    try await stack.initialise()
                    try await stack.deploy()
                }
                return try await body(lab)
            }
        }
    }

    /// Writes the demo's configuration with the given texts replaced.
    public func configure(_ changes: (String, String)...) throws { try configure(changes) }

    public func configure(_ changes: [(String, String)]) throws {
        var text = try String(contentsOfFile: Machine.project + "/config/demo/terrier.yaml", encoding: .utf8)
        let marks = [
            ("@STATE@", directory + "/var"), ("@DIRECTORY@", stack.directory),
            ("@ENDPOINT@", emulator.endpoint),
            ("@CLI_CONFIG@", stack.cliConfiguration),
        ]
        for (old, new) in changes {
            guard text.contains(old) else {
                throw SupportFault("the demo's configuration does not contain '\(old)'")
            }
            text = text.replacing(old, with: new)
        }
        for (mark, value) in marks { text = text.replacing(mark, with: value) }
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// The environment for the program, with credentials that the emulator accepts.
    public static var environment: [String: String] {
        AllowedEnvironment.make(
            from: Machine.environment,
            adding: [
                "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            ])
    }

    /// Whether AWS has the events table.
    public func hasEvents() async throws -> Bool {
        do throws(AWSFault) {
            return try await aws.describeTable(Self.events, region: Self.region).status == "ACTIVE"
        } catch {
            guard error.kind == .notThere else { throw error }
            return false
        }
    }
}
