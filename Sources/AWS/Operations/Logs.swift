extension AWSClient {
    /// The names of the log groups that begin with a prefix; at most so many pages that an exact name is among them.
    public func describeLogGroups(prefix: String, region: String) async throws(AWSFault) -> [String] {
        struct Input: Encodable {
            var logGroupNamePrefix: String
            var limit = 50
            var nextToken: String?
        }
        struct Answer: Decodable {
            struct Group: Decodable { var logGroupName: String }
            var logGroups: [Group]
            var nextToken: String?
        }
        var names: [String] = []
        var input = Input(logGroupNamePrefix: prefix)
        for _ in 0..<20 {
            let answer = try await json(
                .logs, "Logs_20140328", "DescribeLogGroups", version: "1.1", region: region, input,
                as: Answer.self)
            names += answer.logGroups.map(\.logGroupName)
            // Names come in order: the prefix itself is the first, if it is there.
            guard let next = answer.nextToken, !names.contains(prefix) else { return names }
            input.nextToken = next
        }
        return names
    }
}
