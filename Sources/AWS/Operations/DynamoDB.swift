import Catalogue
public import Foundation

/// A table as DynamoDB describes it.
public struct TableDescription: Sendable, Equatable {
    public var name: String
    /// `ACTIVE`, `CREATING`, `DELETING`, …
    public var status: String
    public var arn: String
}

/// One backup of a table.
public struct BackupSummary: Sendable, Equatable {
    public var name: String
    /// `AVAILABLE`, `CREATING`, `DELETED`
    public var status: String
    /// `USER`, `SYSTEM`, `AWS_BACKUP`
    public var type: String
    /// What a restore names; nil if the response has none.
    public var arn: String? = nil
    /// When it was made; nil if the response does not say so.
    public var created: Date? = nil
}

extension AWSClient {
    /// Throws `notThere` if the table does not exist.
    public func describeTable(_ name: String, region: String) async throws(AWSFault) -> TableDescription {
        struct Input: Encodable { var TableName: String }
        struct Answer: Decodable {
            struct Table: Decodable {
                var TableName: String
                var TableStatus: String
                var TableArn: String?
            }
            var Table: Table
        }
        let table = try await json(
            .dynamoDB, "DynamoDB_20120810", "DescribeTable", version: "1.0", region: region,
            Input(TableName: name), absent: ["ResourceNotFoundException"], as: Answer.self
        ).Table
        guard ServiceWord.isOne(table.TableStatus) else {
            throw AWSFault(.notParsed, "DescribeTable", detail: "the response has no table status")
        }
        return TableDescription(name: table.TableName, status: table.TableStatus, arn: table.TableArn ?? "")
    }

    /// A text attribute of the item with this key, read consistently; empty if the item has no such text, nil if there is no
    /// such item.
    ///
    /// - Parameter key: the name and the text value of the table's hash key.
    public func itemText(
        _ attribute: String, table: String, key: (name: String, value: String), region: String
    ) async throws(AWSFault) -> String? {
        struct Text: Codable { var S: String? }
        struct Input: Encodable {
            var TableName: String
            var Key: [String: Text]
            var ConsistentRead = true
            // With the key, so that an item without the attribute is not empty.
            var ProjectionExpression = "#k, #a"
            var ExpressionAttributeNames: [String: String]
        }
        struct Answer: Decodable { var Item: [String: Text]? }
        return try await json(
            .dynamoDB, "DynamoDB_20120810", "GetItem", version: "1.0", region: region,
            Input(
                TableName: table, Key: [key.name: Text(S: key.value)],
                ExpressionAttributeNames: ["#k": key.name, "#a": attribute]),
            absent: ["ResourceNotFoundException"], as: Answer.self
        ).Item.map { $0[attribute]?.S ?? "" }
    }

    /// All backups of tables with this name, including system backups and backups of a deleted table. Reads at most ten pages.
    ///
    /// - Throws: `notParsed` if there are more than ten pages and no backup among them is usable.
    public func listBackups(table: String, region: String) async throws(AWSFault) -> [BackupSummary] {
        struct Input: Encodable {
            var TableName: String
            var BackupType = "ALL"
            var Limit = 100
            var ExclusiveStartBackupArn: String?
        }
        struct Answer: Decodable {
            struct Backup: Decodable {
                var BackupName: String
                var BackupStatus: String
                var BackupType: String?
                var BackupArn: String?
                /// Seconds since 1970.
                var BackupCreationDateTime: Double?
            }
            var BackupSummaries: [Backup]
            var LastEvaluatedBackupArn: String?
        }
        var backups: [BackupSummary] = []
        var input = Input(TableName: table)
        for _ in 0..<10 {
            let answer = try await json(
                .dynamoDB, "DynamoDB_20120810", "ListBackups", version: "1.0", region: region, input,
                as: Answer.self)
            backups += answer.BackupSummaries.map {
                BackupSummary(
                    name: $0.BackupName, status: $0.BackupStatus, type: $0.BackupType ?? "USER",
                    arn: $0.BackupArn,
                    created: $0.BackupCreationDateTime.map { Date(timeIntervalSince1970: $0) })
            }
            guard let next = answer.LastEvaluatedBackupArn else { return backups }
            input.ExclusiveStartBackupArn = next
        }
        // One usable backup is enough to know that there is one. That there is none is known only at the end of the list.
        guard backups.contains(where: { $0.status != "DELETED" }) else {
            throw AWSFault(.notParsed, "ListBackups", detail: "the list has more than ten pages")
        }
        return backups
    }

    /// Whether point-in-time recovery is enabled for a table that exists. A deleted table has none: if it was enabled, the
    /// deletion made a system backup, which `listBackups` has ("Point-in-time recovery: How it works").
    ///
    /// - Throws: `notThere` if the table does not exist.
    public func hasPointInTimeRecovery(table: String, region: String) async throws(AWSFault) -> Bool {
        struct Input: Encodable { var TableName: String }
        struct Answer: Decodable {
            struct Recovery: Decodable { var PointInTimeRecoveryStatus: String? }
            struct Backups: Decodable { var PointInTimeRecoveryDescription: Recovery? }
            var ContinuousBackupsDescription: Backups
        }
        let answer = try await json(
            .dynamoDB, "DynamoDB_20120810", "DescribeContinuousBackups", version: "1.0", region: region,
            Input(TableName: table), absent: ["TableNotFoundException", "ResourceNotFoundException"],
            as: Answer.self)
        return answer.ContinuousBackupsDescription.PointInTimeRecoveryDescription?
            .PointInTimeRecoveryStatus == "ENABLED"
    }
}
