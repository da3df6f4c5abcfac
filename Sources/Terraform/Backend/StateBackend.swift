import Foundation

/// Where a workspace's state is, as `terraform init` recorded it.
public enum StateBackend: Sendable, Equatable {
    /// A file on this machine, with its path.
    case local(String)
    case s3(S3)
    /// Another backend, by Terraform's name for it: only Terraform can read it.
    case service(String)

    /// An object in S3, and its locks.
    public struct S3: Sendable, Equatable {
        public var bucket: String
        /// The key of the state of this workspace.
        public var key: String
        public var region: String?
        public var usesLockFile: Bool
        /// A DynamoDB table with the lock and with a checksum that every read of the state queries.
        public var lockTable: String?
        /// The KMS key that encrypts the object: an id, an alias or an ARN.
        public var kmsKey: String?
        /// The roles that the backend assumes instead of using the stack's identity.
        public var roles: [String]
        /// What the trust policy of the role may require.
        public var externalID: String?
        /// The profile whose credentials the backend uses instead of the stack's.
        public var profile: String?
        /// The URL of an emulator or of another service with S3's API; nil for AWS.
        public var endpoint: String?
        /// The same for the lock table.
        public var lockEndpoint: String?
        /// Names of settings, sorted, that only Terraform can follow: if there are any, Terraform reads the state.
        public var otherSettings: [String]

        public init(
            bucket: String, key: String, region: String?, usesLockFile: Bool, lockTable: String?,
            kmsKey: String?, roles: [String], externalID: String? = nil, profile: String? = nil,
            endpoint: String? = nil, lockEndpoint: String? = nil, otherSettings: [String] = []
        ) {
            self.bucket = bucket
            self.key = key
            self.region = region
            self.usesLockFile = usesLockFile
            self.lockTable = lockTable
            self.kmsKey = kmsKey
            self.roles = roles
            self.externalID = externalID
            self.profile = profile
            self.endpoint = endpoint
            self.lockEndpoint = lockEndpoint
            self.otherSettings = otherSettings
        }

        /// The key of the object that is the lock if `usesLockFile` is set.
        public var lockKey: String { key + ".tflock" }
        /// The key of the lock's item in the lock table; the checksum's item has `-md5` behind it.
        public var lockID: String { "\(bucket)/\(key)" }
        public var url: String { "s3://\(bucket)/\(key)" }
    }

    /// Terraform's name of the backend.
    public var type: String {
        switch self {
        case .local: "local"
        case .s3: "s3"
        case .service(let type): type
        }
    }

    /// Reads the backend that `terraform init` recorded in the data directory. Without a record it is the local one.
    ///
    /// - Throws: a `TerraformFault` with `notInitialised` if the file exists and cannot be read.
    public static func read(_ stack: TerraformStack) throws(TerraformFault) -> StateBackend {
        StateBackend(try BackendRecord.read(stack)?.backend, stack)
    }

    /// What a record says; without one it is the local backend.
    init(_ record: BackendRecord.Backend?, _ stack: TerraformStack) {
        switch record?.type {
        case nil, "local": self = .local(Self.localPath(stack, record?.config))
        case "s3": self = S3(record?.config, stack).map { .s3($0) } ?? .service("s3")
        case let type?: self = .service(String(type.prefix(100)))
        }
    }

    /// Terraform, `internal/backend/local/backend.go`.
    private static func localPath(_ stack: TerraformStack, _ config: BackendRecord.Config?) -> String {
        let relative =
            stack.workspace == "default"
            ? config?.path ?? "terraform.tfstate"
            : "\(config?.workspace_dir ?? "terraform.tfstate.d")/\(stack.workspace)/terraform.tfstate"
        return relative.hasPrefix("/") ? relative : stack.directory + "/" + relative
    }
}

extension StateBackend.S3 {
    /// Nil if the record lacks the bucket or the key.
    init?(_ config: BackendRecord.Config?, _ stack: TerraformStack) {
        guard let config, let bucket = config.bucket, let key = config.key else { return nil }
        let environment = stack.environment
        func endpoint(_ configured: String?, _ variable: String) -> String? {
            configured ?? environment[variable] ?? environment["AWS_ENDPOINT_URL"]
        }
        self.init(
            bucket: bucket,
            // Terraform, `internal/backend/remote-state/s3/backend_state.go`.
            key: stack.workspace == "default"
                ? key : Self.joined(config.workspace_key_prefix ?? "env:", stack.workspace, key),
            region: config.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"],
            usesLockFile: config.use_lockfile ?? false,
            lockTable: config.dynamodb_table, kmsKey: config.kms_key_id,
            roles: [config.role_arn, config.assume_role?.role_arn].compactMap { $0 },
            externalID: config.external_id ?? config.assume_role?.external_id, profile: config.profile,
            endpoint: endpoint(config.endpoints?.s3 ?? config.endpoint, "AWS_ENDPOINT_URL_S3"),
            lockEndpoint: endpoint(
                config.endpoints?.dynamodb ?? config.dynamodb_endpoint, "AWS_ENDPOINT_URL_DYNAMODB"),
            otherSettings: config.otherSettings)
    }

    /// Like Go's `path.Join`, for names without `..`.
    private static func joined(_ parts: String...) -> String {
        parts.joined(separator: "/").split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
