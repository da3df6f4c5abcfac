import Catalogue

/// The few attributes that identify the AWS resource of an instance. Other attributes are never read: they may be secrets.
public struct StateAttributes: Sendable, Equatable, CustomStringConvertible {
    private var values: [String: String]
    /// Of the attributes that are lists of texts, and of one attribute of repeated blocks.
    private var lists: [String: [String]] = [:]

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

    public init(
        _ values: [Name: String] = [:], others: [String: String] = [:], lists: [String: [String]] = [:]
    ) {
        self.values = values.reduce(into: others) { $0[$1.key.rawValue] = $1.value }
        self.lists = lists
    }

    public subscript(name: Name) -> String? { values[name.rawValue] }

    /// An attribute as Terraform names it; nil where the state lacks it or it is not read.
    public subscript(name: String) -> String? { values[name] }

    /// A list of texts as Terraform names it, `policy_arns`, or an attribute of each block, `inline_policy.name`. Empty where the
    /// state lacks it or it is not read.
    public func list(_ name: String) -> [String] { lists[name] ?? [] }

    /// Only the names, so that no values are logged.
    public var description: String { (Array(values.keys) + lists.keys).sorted().joined(separator: ", ") }
}

extension StateAttributes {
    /// The attributes that are read of an instance of a type.
    static func names(of type: String) -> Set<String> {
        Set(Name.allCases.map(\.rawValue)).union(Catalogue.type(type)?.attributes ?? [])
    }

    /// Reads these names and no others. Numbers and flags become text. The attribute of a block that stands once is a text too.
    init(from decoder: any Decoder, names: Set<String>) throws {
        let container = try decoder.container(keyedBy: AttributeKey.self)
        values = [:]
        for name in names {
            let parts = name.split(separator: ".")
            if parts.count == 2 {
                let texts = Self.texts(String(parts[1]), ofEach: String(parts[0]), in: container)
                if !texts.isEmpty { lists[name] = texts }
                if texts.count == 1 { values[name] = texts[0] }
                continue
            }
            let key = AttributeKey(name)
            guard container.contains(key) else { continue }
            if let text = try? container.decodeIfPresent(String.self, forKey: key) {
                values[name] = text
            } else if let flag = try? container.decodeIfPresent(Bool.self, forKey: key) {
                values[name] = flag ? "true" : "false"
            } else if let number = try? container.decodeIfPresent(Int64.self, forKey: key) {
                values[name] = String(number)
            } else if let texts = try? container.decodeIfPresent([String].self, forKey: key), !texts.isEmpty {
                lists[name] = texts
            }
        }
    }

    /// One attribute of each block of a list or set of blocks. Blocks whose attribute is no text are skipped.
    private static func texts(
        _ attribute: String, ofEach block: String, in container: KeyedDecodingContainer<AttributeKey>
    ) -> [String] {
        guard var blocks = try? container.nestedUnkeyedContainer(forKey: AttributeKey(block)) else {
            return []
        }
        var texts: [String] = []
        while !blocks.isAtEnd {
            guard let decoder = try? blocks.superDecoder() else { return texts }
            let one = try? decoder.container(keyedBy: AttributeKey.self)
            if let text = try? one?.decodeIfPresent(String.self, forKey: AttributeKey(attribute)) {
                texts.append(text)
            }
        }
        return texts
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
