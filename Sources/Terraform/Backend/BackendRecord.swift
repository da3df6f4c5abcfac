import Foundation

/// What `terraform init` wrote about the backend into `terraform.tfstate` of the data directory (`.terraform`, or TF_DATA_DIR).
/// Keys and tokens in that file are never decoded.
struct BackendRecord: Decodable {
    var backend: Backend?

    struct Backend: Decodable {
        var type: String
        var config: Config?
    }

    /// The settings of the local backend and of the one in S3.
    struct Config: Decodable {
        var path, workspace_dir: String?
        var bucket, key, region, workspace_key_prefix, dynamodb_table, kms_key_id: String?
        var role_arn, external_id, profile, endpoint, dynamodb_endpoint: String?
        var use_lockfile: Bool?
        var assume_role: Role?
        var endpoints: Endpoints?
        /// The names of other settings that have a value, sorted.
        var otherSettings: [String] = []
    }

    struct Endpoints: Decodable {
        var s3, dynamodb: String?
    }

    struct Role: Decodable {
        var role_arn, external_id: String?
        var otherSettings: [String] = []
    }

    /// Nil if there is no record.
    ///
    /// - Throws: a `TerraformFault` with `notInitialised` if the file exists and cannot be read.
    static func read(_ stack: TerraformStack) throws(TerraformFault) -> BackendRecord? {
        let file = stack.dataDirectory + "/terraform.tfstate"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        guard let found = try? BoundedFile(file, most: BoundedFile.mostOfText),
            let record = try? JSONDecoder().decode(BackendRecord.self, from: Data(found.bytes))
        else {
            throw TerraformFault(
                .notInitialised,
                "\(file): cannot be read, so the backend of \(stack.name) is not known; run 'terraform init' again"
            )
        }
        return record
    }
}

extension BackendRecord.Config {
    private enum CodingKeys: CodingKey, CaseIterable {
        case path, workspace_dir, bucket, key, region, workspace_key_prefix, dynamodb_table, kms_key_id,
            role_arn, external_id, profile, endpoint, dynamodb_endpoint, use_lockfile, assume_role, endpoints
    }

    /// Settings that change nothing of how an object is read.
    private static let harmless: Set<String> = [
        "acl", "encrypt", "force_path_style", "max_retries",
        "retry_mode", "session_name", "skip_credentials_validation", "skip_metadata_api_check",
        "skip_region_validation", "skip_requesting_account_id", "skip_s3_checksum", "use_path_style",
        "assume_role_duration_seconds",
    ]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? {
            let text = try container.decodeIfPresent(String.self, forKey: key)
            return text?.isEmpty == true ? nil : text
        }
        path = try text(.path)
        workspace_dir = try text(.workspace_dir)
        bucket = try text(.bucket)
        key = try text(.key)
        region = try text(.region)
        // An empty prefix is one.
        workspace_key_prefix = try container.decodeIfPresent(String.self, forKey: .workspace_key_prefix)
        dynamodb_table = try text(.dynamodb_table)
        kms_key_id = try text(.kms_key_id)
        role_arn = try text(.role_arn)
        external_id = try text(.external_id)
        profile = try text(.profile)
        endpoint = try text(.endpoint)
        dynamodb_endpoint = try text(.dynamodb_endpoint)
        use_lockfile = try container.decodeIfPresent(Bool.self, forKey: .use_lockfile)
        assume_role = try container.decodeIfPresent(BackendRecord.Role.self, forKey: .assume_role)
        endpoints = try container.decodeIfPresent(BackendRecord.Endpoints.self, forKey: .endpoints)
        let known = Set(CodingKeys.allCases.map(\.stringValue)).union(Self.harmless)
        otherSettings = try OtherSettings(from: decoder).names.filter { !known.contains($0) }
        otherSettings += assume_role?.otherSettings ?? []
    }
}

extension BackendRecord.Role {
    private enum CodingKeys: CodingKey { case role_arn, external_id }

    /// Decodes an object, or a list of one object.
    init(from decoder: any Decoder) throws {
        if var list = try? decoder.unkeyedContainer() {
            guard !list.isAtEnd else { return }
            self = try list.decode(Self.self)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        role_arn = try container.decodeIfPresent(String.self, forKey: .role_arn)
        external_id = try container.decodeIfPresent(String.self, forKey: .external_id)
        otherSettings = try OtherSettings(from: decoder).names
            .filter { !["role_arn", "external_id", "session_name", "duration"].contains($0) }
            .map { "assume_role.\($0)" }
    }
}

/// The names of settings that have a value, and none of the values.
private struct OtherSettings: Decodable {
    var names: [String]

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        names = try container.allKeys.filter { key in
            if try container.decodeNil(forKey: key) { return false }
            // Terraform records settings that are not set as null, empty or false.
            if let flag = try? container.decode(Bool.self, forKey: key) { return flag }
            if let text = try? container.decode(String.self, forKey: key) { return !text.isEmpty }
            if let list = try? container.nestedUnkeyedContainer(forKey: key) { return !list.isAtEnd }
            return true
        }.map { String($0.stringValue.prefix(100)) }.sorted()
    }
}
