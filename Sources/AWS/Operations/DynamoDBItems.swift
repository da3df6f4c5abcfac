import Catalogue

/// Writes of single items, each under a condition that DynamoDB checks in the same step.
extension AWSClient {
    private struct Text: Encodable { var S: String }
    private struct Nothing: Decodable {}
    private static let unmet = "ConditionalCheckFailedException"

    /// Deletes an item, if this text attribute of it still has this value.
    ///
    /// - Returns: false if it has another value by now, or there is no such item.
    public func deleteItem(
        table: String, key: (name: String, value: String), if attribute: (name: String, value: String),
        region: String
    ) async throws(AWSFault) -> Bool {
        struct Input: Encodable {
            var TableName: String
            var Key: [String: Text]
            var ConditionExpression = "#a = :a"
            var ExpressionAttributeNames: [String: String]
            var ExpressionAttributeValues: [String: Text]
        }
        return try await isMet("DeleteItem", region) {
            Input(
                TableName: table, Key: [key.name: Text(S: key.value)],
                ExpressionAttributeNames: ["#a": attribute.name],
                ExpressionAttributeValues: [":a": Text(S: attribute.value)])
        }
    }

    /// Puts an item of texts, if there is none with its key.
    ///
    /// - Returns: false if there is one.
    public func putItem(
        table: String, key: (name: String, value: String), _ attribute: (name: String, value: String),
        region: String
    ) async throws(AWSFault) -> Bool {
        struct Input: Encodable {
            var TableName: String
            var Item: [String: Text]
            var ConditionExpression = "attribute_not_exists(#k)"
            var ExpressionAttributeNames: [String: String]
        }
        return try await isMet("PutItem", region) {
            Input(
                TableName: table,
                Item: [key.name: Text(S: key.value), attribute.name: Text(S: attribute.value)],
                ExpressionAttributeNames: ["#k": key.name])
        }
    }

    private func isMet(
        _ operation: String, _ region: String, _ input: () -> some Encodable
    ) async throws(AWSFault) -> Bool {
        do throws(AWSFault) {
            _ = try await json(
                .dynamoDB, "DynamoDB_20120810", operation, version: "1.0", region: region, input(),
                absent: ["ResourceNotFoundException"], as: Nothing.self)
            return true
        } catch {
            if error.code == Self.unmet { return false }
            throw error
        }
    }
}
