import AWS
import Commands
import Demo
import Foundation
public import HTTP

/// Root modules without providers, which have their states in S3 of an emulated AWS, with a table for locks.
public struct BackendLab: Sendable {
    public static let bucket = "states"
    public static let table = "locks"

    public let directory: String
    public let endpoint: String
    public let http: HTTPClient
    private let changes: EmulatorChanges

    /// Runs a closure with an empty bucket and an empty table.
    public static func with<Value>(_ body: (BackendLab) async throws -> Value) async throws -> Value {
        try await Machine.withDirectory { directory in
            try await Machine.withEmulator { emulator, http in
                let lab = BackendLab(
                    directory: directory, endpoint: emulator.endpoint, http: http,
                    changes: EmulatorChanges(endpoint: emulator.endpoint, http: http))
                _ = try await lab.changes.send("s3", [], [], method: "PUT", path: "/\(bucket)")
                try await lab.createTable()
                return try await body(lab)
            }
        }
    }

    /// The environment for Terraform and for Terrier.
    public func environment(_ endpoint: String? = nil) -> [String: String] {
        AllowedEnvironment.make(
            from: Machine.environment,
            adding: [
                "AWS_ENDPOINT_URL": endpoint ?? self.endpoint, "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
            ])
    }

    /// A new directory with a root module of two instances.
    ///
    /// - Parameters:
    ///   - backend: a block: `backend "s3" { … }`; empty for the local one.
    ///   - environment: variables beside those of `environment`.
    public func module(
        _ name: String, backend: String, environment more: [String: String] = [:]
    ) async throws -> String {
        let module = "\(directory)/\(name)"
        try FileManager.default.createDirectory(atPath: module, withIntermediateDirectories: false)
        try """
        terraform {
          \(backend)
        }
        resource "terraform_data" "each" {
          count = 2
          input = terraform.workspace
        }

        """.write(toFile: module + "/main.tf", atomically: true, encoding: .utf8)
        _ = try await terraform(module, ["init", "-input=false", "-no-color"], environment: more)
        // Without a provider there is no such directory, and a module without it counts as not initialised.
        let data = more["TF_DATA_DIR"] ?? ".terraform"
        try FileManager.default.createDirectory(
            atPath: "\(module)/\(data)/providers", withIntermediateDirectories: true)
        return module
    }

    /// The block of a backend in S3.
    public static func s3(_ key: String, _ more: String = "") -> String {
        """
        backend "s3" {
          bucket                      = "\(bucket)"
          key                         = "\(key)"
          region                      = "us-east-1"
          use_path_style              = true
          skip_credentials_validation = true
          skip_requesting_account_id  = true
          \(more)
        }
        """
    }

    /// - Returns: what it printed.
    public func terraform(
        _ module: String, _ arguments: [String], environment more: [String: String] = [:]
    ) async throws -> String {
        let result = try await run(
            Command(
                "terraform", arguments, environment: environment().merging(more) { _, new in new },
                directory: module, deadline: .seconds(300), limit: 1 << 20))
        guard result.succeeded else {
            throw SupportFault(
                "terraform \(arguments.first ?? "") failed: \(String(decoding: result.errorOutput, as: UTF8.self))"
            )
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    /// Applies in a workspace, which is created if it is not the default one.
    public func apply(
        _ module: String, workspace: String = "default", environment more: [String: String] = [:]
    ) async throws {
        let environment = more.merging(["TF_WORKSPACE": workspace]) { _, new in new }
        _ = try await terraform(
            module, ["apply", "-auto-approve", "-input=false", "-no-color"], environment: environment)
    }

    /// Puts an object into the bucket, or deletes it.
    public func object(_ key: String, _ text: String?) async throws {
        let path = "/\(Self.bucket)/" + Signer.encode(key, keeping: "/")
        _ = try await changes.send(
            "s3", [], Array((text ?? "").utf8), method: text == nil ? "DELETE" : "PUT", path: path)
    }

    /// The text of an object of the bucket.
    public func text(_ key: String) async throws -> String {
        try await changes.send(
            "s3", [], [], method: "GET", path: "/\(Self.bucket)/" + Signer.encode(key, keeping: "/"))
    }

    /// Turns the versioning of the bucket on or off.
    ///
    /// - Parameter document: the body of `PutBucketVersioning`.
    public func setVersioning(_ document: String) async throws {
        _ = try await changes.send(
            "s3", [], Array(document.utf8), method: "PUT", path: "/\(Self.bucket)?versioning")
    }

    /// Puts an item into the table: a text attribute beside its key.
    public func item(_ id: String, _ attribute: String, _ text: String) async throws {
        struct Text: Encodable { var S: String }
        struct Input: Encodable {
            var TableName = BackendLab.table
            var Item: [String: Text]
        }
        _ = try await changes.send(
            "dynamodb", Self.headers("PutItem"),
            Array(try JSONEncoder().encode(Input(Item: ["LockID": Text(S: id), attribute: Text(S: text)]))))
    }

    private func createTable() async throws {
        let input = """
            {"TableName":"\(Self.table)","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"LockID","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"LockID","KeyType":"HASH"}]}
            """
        _ = try await changes.send("dynamodb", Self.headers("CreateTable"), Array(input.utf8))
    }

    private static func headers(_ operation: String) -> [(name: String, value: String)] {
        [
            (name: "Content-Type", value: "application/x-amz-json-1.0"),
            (name: "X-Amz-Target", value: "DynamoDB_20120810.\(operation)"),
        ]
    }
}
