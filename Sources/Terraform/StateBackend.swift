import Foundation

/// The backend of a stack's state, as `terraform init` recorded it. Keys and tokens in that file are never decoded.
public enum StateBackend: Sendable, Equatable {
    /// A local file, or a service that is not part of AWS.
    case elsewhere
    case s3(S3)

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

        public init(
            bucket: String, key: String, region: String?, usesLockFile: Bool, lockTable: String?,
            kmsKey: String?, roles: [String]
        ) {
            self.bucket = bucket
            self.key = key
            self.region = region
            self.usesLockFile = usesLockFile
            self.lockTable = lockTable
            self.kmsKey = kmsKey
            self.roles = roles
        }

        /// The key of the object that is the lock if `usesLockFile` is set.
        public var lockKey: String { key + ".tflock" }
    }

    /// Reads the backend from `.terraform/terraform.tfstate`.
    ///
    /// - Throws: a `TerraformFault` with `notInitialised` if the file exists and cannot be read.
    public static func read(
        _ directory: String, workspace: String, stack: String
    ) throws(TerraformFault) -> StateBackend {
        let file = directory + "/.terraform/terraform.tfstate"
        guard FileManager.default.fileExists(atPath: file) else { return .elsewhere }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)),
            let document = try? JSONDecoder().decode(Document.self, from: data)
        else {
            throw TerraformFault(
                .notInitialised,
                "\(file): cannot be read, so the backend of \(stack) is not known; run 'terraform init' again"
            )
        }
        guard let backend = document.backend, backend.type == "s3", let config = backend.config,
            let bucket = config.bucket, let key = config.key
        else { return .elsewhere }
        return .s3(
            S3(
                bucket: bucket,
                // Terraform, `internal/backend/remote-state/s3/backend_state.go`.
                key: workspace == "default"
                    ? key : "\(config.workspace_key_prefix ?? "env:")/\(workspace)/\(key)",
                region: config.region, usesLockFile: config.use_lockfile ?? false,
                lockTable: config.dynamodb_table, kmsKey: config.kms_key_id,
                roles: [config.role_arn, config.assume_role?.first].compactMap { $0 }))
    }

    private struct Document: Decodable {
        var backend: Backend?

        struct Backend: Decodable {
            var type: String
            var config: Config?
        }

        struct Config: Decodable {
            var bucket, key, region, workspace_key_prefix, dynamodb_table, kms_key_id, role_arn: String?
            var use_lockfile: Bool?
            var assume_role: Role?
        }

        struct Role: Decodable {
            var first: String?

            private struct Inner: Decodable { var role_arn: String? }

            /// Decodes an object, or a list of one object.
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                let inner =
                    (try? container.decode(Inner.self)) ?? (try? container.decode([Inner].self))?.first
                first = inner?.role_arn
            }
        }
    }
}
