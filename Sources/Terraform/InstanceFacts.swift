import Foundation

/// The attributes of an instance that decide which API calls a provider makes for it.
///
/// Of most attributes only whether they are set is read, never their value, because it may be a secret.
public struct InstanceFacts: Sendable, Equatable {
    /// Attributes of which only is known whether they are set: not null, empty, false, zero or negative. A block with an `enabled`
    /// attribute is set if that is not false.
    public enum Feature: String, CaseIterable, Sendable {
        case tags = "tags_all"
        case timeToLive = "ttl"
        case pointInTimeRecovery = "point_in_time_recovery"
        case replicas = "replica"
        case retention = "retention_in_days"
        case customerKey = "kms_key_id"
        case concurrency = "reserved_concurrent_executions"
        case image = "image_uri"
        case layers
        case network = "vpc_config"
        case fileSystem = "file_system_config"
        case publish
        case body
        case resourcePolicy = "policy"
        case inlinePolicies = "inline_policy"
        case managedPolicies = "managed_policy_arns"
        case accessLogs = "access_log_settings"
        case clientCertificate = "client_certificate_id"
    }

    /// Attributes that identify other resources.
    public enum Name: String, CaseIterable, Sendable {
        case parentID = "parent_id"
        case statusCode = "status_code"
        case qualifier
        case bucket = "s3_bucket"
        case key = "s3_key"
        case credentials
    }

    public var features: Set<Feature>
    private var names: [Name: String]

    public init(_ features: Set<Feature> = [], _ names: [Name: String] = [:]) {
        self.features = features
        self.names = names
    }

    /// For an instance without known attributes: the attributes that are commonly set count as set.
    public static let unknown = InstanceFacts([.tags, .timeToLive, .pointInTimeRecovery, .retention])

    public func has(_ feature: Feature) -> Bool { features.contains(feature) }

    /// The attribute's value; nil if it is not set.
    public subscript(name: Name) -> String? { names[name] }
}

extension State {
    /// The facts of every instance, in the order of `instances`. Parses the text of the state once more, so no cycle calls it.
    /// For remembered instances, which are not in the text, they are `unknown`.
    public func facts() -> [InstanceFacts] {
        let document = try? JSONDecoder().decode(FactsDocument.self, from: Data(raw))
        let known = (document?.resources ?? []).flatMap { resource in
            resource.instances.map { $0.attributes ?? InstanceFacts() }
        }
        let lacking = max(0, instances.count - known.count)
        return known.prefix(instances.count) + Array(repeating: .unknown, count: lacking)
    }
}

/// The format of the state file, with other attributes than `StateDocument` reads.
private struct FactsDocument: Decodable {
    struct Resource: Decodable { var instances: [Instance] }
    struct Instance: Decodable { var attributes: InstanceFacts? }
    var resources: [Resource]
}

extension InstanceFacts: Decodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init()
        for feature in Feature.allCases {
            let value = try? container.decodeIfPresent(
                Setting.self, forKey: Key(stringValue: feature.rawValue))
            if value?.isSet == true { features.insert(feature) }
        }
        for name in Name.allCases {
            let value = try? container.decodeIfPresent(String.self, forKey: Key(stringValue: name.rawValue))
            if let value, !value.isEmpty { names[name] = value }
        }
    }
}

/// Whether an attribute of any type is set. Its value is not kept.
private struct Setting: Decodable {
    var isSet: Bool

    private struct Block: Decodable { var enabled: Bool? }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            isSet = flag
        } else if let number = try? container.decode(Double.self) {
            isSet = number > 0
        } else if let text = try? container.decode(String.self) {
            isSet = !text.isEmpty
        } else if let blocks = try? container.decode([Block].self) {
            isSet = blocks.contains { $0.enabled != false }
        } else if let list = try? container.decode([AnyJSON].self) {
            isSet = !list.isEmpty
        } else if let map = try? container.decode([String: AnyJSON].self) {
            isSet = !map.isEmpty
        } else {
            isSet = false
        }
    }
}

private struct AnyJSON: Decodable {
    init(from decoder: any Decoder) {}
}
