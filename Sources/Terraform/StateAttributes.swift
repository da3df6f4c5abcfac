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
    init(reading cursor: inout JSONCursor, _ names: AttributeNames) throws(StateTextFault) {
        self.init()
        try cursor.object { cursor, key throws(StateTextFault) in
            let place = cursor.offset
            if names.direct.contains(key) {
                if try cursor.kind() == .number {
                    let number = try cursor.number()
                    let whole = Int64(number) ?? Double(number).flatMap { Int64(exactly: $0) }
                    take(whole.map { .text(String($0)) } ?? .null, as: key)
                } else {
                    take(try AttributeValue(reading: &cursor), as: key)
                }
            } else if names.inBlocks[key] == nil {
                try cursor.skip()
            }
            guard let attributes = names.inBlocks[key] else { return }
            cursor.rewind(to: place)
            take(blocks: try AttributeValue(reading: &cursor), key, attributes)
        }
    }

    /// Takes the attributes as Terraform before 0.12 wrote them.
    init(_ flat: FlatAttributes, _ names: AttributeNames) {
        self.init()
        for name in names.direct { take(flat.value(name), as: name) }
        for (block, attributes) in names.inBlocks { take(blocks: flat.value(block), block, attributes) }
    }

    private mutating func take(_ value: AttributeValue, as name: String) {
        values[name] = nil
        lists[name] = nil
        switch value {
        case .text(let text): values[name] = text
        case .flag(let flag): values[name] = flag ? "true" : "false"
        case .number(let number): values[name] = Int64(exactly: number).map { String($0) }
        case .list(let list):
            let texts = list.compactMap(\.text)
            if !texts.isEmpty, texts.count == list.count { lists[name] = texts }
        case .map, .null: break
        }
    }

    /// One attribute of each block of a list or set of blocks. Blocks whose attribute is no text are skipped.
    private mutating func take(blocks value: AttributeValue, _ block: String, _ attributes: [String]) {
        for attribute in attributes {
            let name = "\(block).\(attribute)"
            var texts: [String] = []
            if case .list(let blocks) = value { texts = blocks.compactMap { $0.members?[attribute]?.text } }
            lists[name] = texts.isEmpty ? nil : texts
            values[name] = texts.count == 1 ? texts[0] : nil
        }
    }
}
