import Foundation

/// An IAM policy in AWS's JSON format (IAM, "Grammar of the IAM JSON policy language").
public struct AccessPolicy: Encodable, Sendable, Equatable {
    /// One statement of the policy, which allows actions on resources.
    public struct Statement: Encodable, Sendable, Equatable {
        /// Unique in its policy. Only letters and digits.
        public var sid: String
        public var effect = "Allow"
        /// Sorted alphabetically, like `resources`.
        public var actions: [String]
        public var resources: [String]
        /// Values by condition operator and condition key.
        public var condition: [String: [String: [String]]]?

        private enum CodingKeys: String, CodingKey {
            case sid = "Sid"
            case effect = "Effect"
            case actions = "Action"
            case resources = "Resource"
            case condition = "Condition"
        }
    }

    public var version = "2012-10-17"
    public var statements: [Statement]

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case statements = "Statement"
    }

    /// Builds a policy with the fewest statements: actions that are allowed on the same resources share a statement.
    /// Rights in several regions have statements by region.
    init(_ grants: Set<Grant>) {
        let hasRegions = Set(grants.compactMap(\.region)).count > 1
        let topics = Dictionary(grouping: grants) {
            StatementGroup(
                kind: $0.kind, service: $0.service, region: hasRegions ? $0.region : nil,
                condition: $0.condition)
        }
        statements = Self.numbered(
            topics.keys.sorted().flatMap { Self.statements(about: $0, topics[$0] ?? []) })
    }

    private static func statements(about statementGroup: StatementGroup, _ grants: [Grant]) -> [Statement] {
        var groups: [[String]: [String]] = [:]
        for (action, same) in Dictionary(grouping: grants, by: \.action) {
            let resources = fewest(Set(same.map(\.resource)))
            groups[resources.sorted(), default: []].append(action)
        }
        let condition = statementGroup.condition.map { [$0.test: [$0.key: $0.values]] }
        return groups.map { resources, actions in
            Statement(
                sid: statementGroup.name, actions: actions.sorted(), resources: resources,
                condition: condition)
        }.sorted { $0.actions.lexicographicallyPrecedes($1.actions) }
    }

    /// Removes the resources that another one covers.
    private static func fewest(_ resources: Set<String>) -> Set<String> {
        resources.filter { one in !resources.contains { $0 != one && IAMPattern.covers($0, one) } }
    }

    private static func numbered(_ statements: [Statement]) -> [Statement] {
        var seen: [String: Int] = [:]
        return statements.map { statement in
            var statement = statement
            let count = seen[statement.sid, default: 0] + 1
            seen[statement.sid] = count
            if count > 1 { statement.sid += "\(count)" }
            return statement
        }
    }

    /// The number of characters without white space, as IAM counts them (IAM, "IAM and AWS STS quotas"); 0 if encoding fails.
    public var size: Int {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(self))?.count ?? 0
    }

    /// The most characters that a managed policy may have (same source).
    public static let managedSize = 6144
}

/// What all rights of one statement have in common.
private struct StatementGroup: Hashable, Comparable {
    var kind: Grant.Kind
    var service: String
    var region: String?
    var condition: Grant.Condition?

    /// `ReadDynamoDB`, or `ReadDynamoDBEuWest1` where there are several regions.
    var name: String {
        let words = (region ?? "").split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return kind.rawValue + service + words.joined()
    }

    private var order: [String] {
        [name, condition?.key ?? "", condition?.test ?? ""] + (condition?.values ?? [])
    }

    static func < (left: StatementGroup, right: StatementGroup) -> Bool {
        left.order.lexicographicallyPrecedes(right.order)
    }
}

extension Grant {
    /// Nil for a right in every region.
    fileprivate var region: String? {
        let parts = resource.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, !parts[3].isEmpty else { return nil }
        return String(parts[3])
    }

    /// The service's name for a `Sid`.
    fileprivate var service: String {
        let prefix = String(action.prefix { $0 != ":" })
        let names = [
            "apigateway": "APIGateway", "cloudwatch": "CloudWatch", "dynamodb": "DynamoDB", "iam": "IAM",
            "kms": "KMS", "lambda": "Lambda", "logs": "Logs", "s3": "S3", "sns": "SNS", "sts": "STS",
        ]
        return names[prefix] ?? prefix.filter { $0.isLetter || $0.isNumber }
    }
}
