import Catalogue
public import Foundation

extension AWSClient {
    /// The names of the log groups that begin with a prefix. Stops after the page that contains the prefix itself as a name, and
    /// after at most twenty pages.
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
            // The names are sorted, so the prefix itself comes first if it is a name.
            guard let next = answer.nextToken, !names.contains(prefix) else { return names }
            input.nextToken = next
        }
        return names
    }
}

/// One event of a log group.
public struct LogEvent: Sendable, Equatable {
    public var at: Date
    /// Exactly as the function wrote it: it may contain line breaks, control characters and secrets.
    public var message: String

    public init(at: Date, message: String) {
        self.at = at
        self.message = message
    }
}

extension AWSClient {
    /// The events of a log group since a point in time that match a filter pattern, oldest first.
    ///
    /// An empty page is not always the last one: only a response without a token is (CloudWatch Logs, FilterLogEvents).
    ///
    /// - Parameters:
    ///   - limit: the number of events per page, at most 10,000.
    ///   - pages: the maximum number of pages to read.
    /// - Returns: the events, and whether these are all matching events.
    public func filterLogEvents(
        group: String, pattern: String, since: Date, limit: Int = 1000, pages: Int = 20, region: String
    ) async throws(AWSFault) -> (events: [LogEvent], isWhole: Bool) {
        struct Input: Encodable {
            var logGroupName: String
            var filterPattern: String
            var startTime: Int64
            var limit: Int
            var nextToken: String?
        }
        struct Answer: Decodable {
            struct Event: Decodable {
                var timestamp: Int64?
                var message: String?
            }
            var events: [Event]?
            var nextToken: String?
        }
        var input = Input(
            logGroupName: group, filterPattern: pattern,
            startTime: since.milliseconds, limit: limit)
        var events: [LogEvent] = []
        var isWhole = false
        for _ in 0..<pages {
            let answer = try await json(
                .logs, "Logs_20140328", "FilterLogEvents", version: "1.1", region: region, input,
                absent: ["ResourceNotFoundException"], as: Answer.self)
            events += (answer.events ?? []).map {
                LogEvent(
                    at: Date(timeIntervalSince1970: Double($0.timestamp ?? 0) / 1000),
                    message: $0.message ?? "")
            }
            guard let next = answer.nextToken, !next.isEmpty else {
                isWhole = true
                break
            }
            input.nextToken = next
        }
        return (events.sorted { $0.at < $1.at }, isWhole)
    }
}
