public import Catalogue
public import Foundation

/// One event as CloudTrail's event history returns it. Every text in it comes from outside and may contain anything.
public struct RecordedCall: Sendable, Equatable {
    /// `DeleteTable`
    public var name: String
    /// `dynamodb.amazonaws.com`
    public var source: String
    public var at: Date
    /// Nil if the event does not say it.
    public var isReadOnly: Bool?
    public var username: String?
    /// The record itself, a JSON document (CloudTrail user guide, "CloudTrail record contents").
    public var record: String?

    public init(
        name: String, source: String, at: Date, isReadOnly: Bool?, username: String?, record: String?
    ) {
        self.name = name
        self.source = source
        self.at = at
        self.isReadOnly = isReadOnly
        self.username = username
        self.record = record
    }
}

extension AWSClient {
    /// One page of the management events about a resource, the newest first: at most 50 (CloudTrail API reference,
    /// LookupEvents). CloudTrail allows two requests a second in an account and region; the caller keeps to that.
    ///
    /// - Parameters:
    ///   - resource: the name that CloudTrail knows the resource by.
    ///   - next: the token of the page; nil for the first one.
    /// - Returns: the events, and the token of the next page; nil if this is the last one.
    public func lookupEvents(
        resource: String, from: Date, until: Date, next: String? = nil, region: String
    ) async throws(AWSFault) -> (events: [RecordedCall], next: String?) {
        struct Attribute: Encodable {
            var AttributeKey = "ResourceName"
            var AttributeValue: String
        }
        struct Input: Encodable {
            var LookupAttributes: [Attribute]
            // In seconds since 1970, as the JSON protocol wants times.
            var StartTime: Int64
            var EndTime: Int64
            var MaxResults = 50
            var NextToken: String?
        }
        struct Answer: Decodable {
            struct Event: Decodable {
                var EventName: String?
                var EventSource: String?
                var EventTime: Double?
                var ReadOnly: String?
                var Username: String?
                var CloudTrailEvent: String?
            }
            var Events: [Event]?
            var NextToken: String?
        }
        let input = Input(
            LookupAttributes: [Attribute(AttributeValue: resource)],
            StartTime: from.milliseconds / 1000, EndTime: until.milliseconds / 1000,
            NextToken: next)
        let answer = try await json(
            .cloudTrail, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "LookupEvents",
            version: "1.1", region: region, input, as: Answer.self)
        let events = (answer.Events ?? []).compactMap { event -> RecordedCall? in
            guard let name = event.EventName, let time = event.EventTime else { return nil }
            return RecordedCall(
                name: name, source: event.EventSource ?? "", at: Date(timeIntervalSince1970: time),
                isReadOnly: event.ReadOnly.map { $0 == "true" }, username: event.Username,
                record: event.CloudTrailEvent)
        }
        return (events, answer.NextToken)
    }

    /// The region whose event history has the calls to a service in a region: those to a global service are recorded in one
    /// region of the partition (CloudTrail user guide, "Global service events").
    public static func trailRegion(of service: AWSService?, in region: String) -> String {
        service?.signingRegion(region, in: Partition(ofRegion: region)) ?? region
    }
}
