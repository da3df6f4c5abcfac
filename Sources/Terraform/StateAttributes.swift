import Catalogue

/// The few attributes that identify the AWS resource of an instance. Other attributes are never read: they may be secrets.
public struct StateAttributes: Sendable, Equatable, CustomStringConvertible {
    private var values: [String: String]

    /// The attributes that Terrier itself knows; each type of the catalogue names those that it is asked for by.
    public enum Name: String, CaseIterable, Sendable {
        case id, arn, name, region, role, path
        case functionName = "function_name"
        case alarmName = "alarm_name"
        case policyARN = "policy_arn"
        case restAPIID = "rest_api_id"
        case resourceID = "resource_id"
        case stageName = "stage_name"
        case invokeURL = "invoke_url"
        case executionARN = "execution_arn"
        case protocolType = "protocol_type"
        case httpMethod = "http_method"
    }

    public init(_ values: [Name: String] = [:]) {
        self.values = values.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
    }

    public subscript(name: Name) -> String? { values[name.rawValue] }

    /// An attribute as Terraform names it; nil where the state lacks it or it is not read.
    public subscript(name: String) -> String? { values[name] }

    /// Only the names, so that no values are logged.
    public var description: String { values.keys.sorted().joined(separator: ", ") }
}

extension StateAttributes {
    /// The attributes that are read of an instance of a type.
    static func names(of type: String) -> Set<String> {
        Set(Name.allCases.map(\.rawValue)).union(Catalogue.type(type)?.attributes ?? [])
    }

    /// Reads these names and no others. Numbers and flags become text.
    init(from decoder: any Decoder, names: Set<String>) throws {
        let container = try decoder.container(keyedBy: AttributeKey.self)
        values = [:]
        for name in names {
            let key = AttributeKey(name)
            if let text = try? container.decodeIfPresent(String.self, forKey: key) {
                values[name] = text
            } else if let flag = try? container.decodeIfPresent(Bool.self, forKey: key) {
                values[name] = flag ? "true" : "false"
            } else if let number = try? container.decodeIfPresent(Int64.self, forKey: key) {
                values[name] = String(number)
            }
        }
    }
}

/// The name of an attribute as the key of a JSON object.
struct AttributeKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
