import Catalogue
public import Foundation

/// An alarm as CloudWatch describes it.
public struct AlarmDescription: Sendable, Equatable {
    public var name: String
    /// `OK`, `ALARM`, `INSUFFICIENT_DATA`
    public var state: String
    /// When the state was last set, and when it last changed to another state; nil if the service does not return it.
    public var stateUpdated: Date?
    public var stateTransitioned: Date?
    public var actionsEnabled: Bool
}

/// One metric to query.
public struct MetricQuery: Sendable, Equatable {
    /// Lower-case letters, digits and underscores; identifies the series in the response.
    public var id: String
    public var namespace: String
    public var name: String
    public var dimensions: [String: String]
    /// `Sum`, `Maximum`, …
    public var statistic: String
    /// Seconds.
    public var period: Int

    public init(
        id: String, namespace: String, name: String, dimensions: [String: String], statistic: String,
        period: Int
    ) {
        self.id = id
        self.namespace = namespace
        self.name = name
        self.dimensions = dimensions
        self.statistic = statistic
        self.period = period
    }
}

extension AWSClient {
    private static let target = "GraniteServiceVersion20100801"

    /// The alarms with these exact names, at most a hundred. Alarms that do not exist are not in the result.
    public func describeAlarms(_ names: [String], region: String) async throws(AWSFault) -> [AlarmDescription]
    {
        struct Input: Encodable {
            var AlarmNames: [String]
            var AlarmTypes = ["MetricAlarm", "CompositeAlarm"]
            var MaxRecords = 100
        }
        struct Alarm: Decodable {
            var AlarmName: String
            var StateValue: String
            var StateUpdatedTimestamp: Double?
            var StateTransitionedTimestamp: Double?
            var ActionsEnabled: Bool?
        }
        struct Answer: Decodable {
            var MetricAlarms: [Alarm]?
            var CompositeAlarms: [Alarm]?
        }
        let answer = try await json(
            .cloudWatch, Self.target, "DescribeAlarms", version: "1.0", region: region,
            Input(AlarmNames: names),
            as: Answer.self)
        guard answer.MetricAlarms != nil || answer.CompositeAlarms != nil else {
            throw AWSFault(.notParsed, "DescribeAlarms", detail: "the response has no list of alarms")
        }
        return ((answer.MetricAlarms ?? []) + (answer.CompositeAlarms ?? [])).map {
            AlarmDescription(
                name: $0.AlarmName, state: $0.StateValue,
                stateUpdated: $0.StateUpdatedTimestamp.map { Date(timeIntervalSince1970: $0) },
                stateTransitioned: $0.StateTransitionedTimestamp.map { Date(timeIntervalSince1970: $0) },
                actionsEnabled: $0.ActionsEnabled ?? true)
        }
    }

    /// The values of the metrics, by the ids of the queries; a metric without data has an empty series or none. Reads at most
    /// ten pages.
    public func getMetricData(
        _ queries: [MetricQuery], from start: Date, to end: Date, region: String
    ) async throws(AWSFault) -> [String: [Double]] {
        struct Dimension: Encodable { var Name, Value: String }
        struct Metric: Encodable {
            var Namespace, MetricName: String
            var Dimensions: [Dimension]
        }
        struct Stat: Encodable {
            var Metric: Metric
            var Period: Int
            var Stat: String
        }
        struct Query: Encodable {
            var Id: String
            var MetricStat: Stat
            var ReturnData = true
        }
        struct Input: Encodable {
            var MetricDataQueries: [Query]
            var StartTime, EndTime: Int64
            var NextToken: String?
        }
        struct Answer: Decodable {
            struct Series: Decodable {
                var Id: String
                var Values: [Double]?
            }
            var MetricDataResults: [Series]
            var NextToken: String?
        }
        var input = Input(
            MetricDataQueries: queries.map { query in
                Query(
                    Id: query.id,
                    MetricStat: Stat(
                        Metric: Metric(
                            Namespace: query.namespace, MetricName: query.name,
                            Dimensions: query.dimensions.sorted { $0.key < $1.key }.map {
                                Dimension(Name: $0.key, Value: $0.value)
                            }),
                        Period: query.period, Stat: query.statistic))
            },
            StartTime: start.milliseconds / 1000, EndTime: end.milliseconds / 1000)
        var series: [String: [Double]] = [:]
        for _ in 0..<10 {
            let answer = try await json(
                .cloudWatch, Self.target, "GetMetricData", version: "1.0", region: region, input,
                as: Answer.self)
            for result in answer.MetricDataResults { series[result.Id, default: []] += result.Values ?? [] }
            guard let next = answer.NextToken, !next.isEmpty else { break }
            input.NextToken = next
        }
        return series
    }

    /// Disables or enables the actions of the alarms with these exact names.
    public func setAlarmActions(_ names: [String], enabled: Bool, region: String) async throws(AWSFault) {
        struct Input: Encodable { var AlarmNames: [String] }
        var call = Call(
            service: .cloudWatch, operation: enabled ? "EnableAlarmActions" : "DisableAlarmActions",
            region: region)
        call.headers = [
            ("Content-Type", "application/x-amz-json-1.0"),
            ("X-Amz-Target", "\(Self.target).\(call.operation)"),
        ]
        guard let body = try? JSONEncoder().encode(Input(AlarmNames: names)) else {
            throw AWSFault(.other, call.operation, detail: "the request cannot be encoded as JSON")
        }
        call.body = Array(body)
        _ = try await send(call)
    }
}
