/// How often a service may be asked.
public struct RequestRate: Sendable, Equatable {
    /// Requests a second in the long run.
    public var perSecond: Double
    /// Requests that may come at once after a pause.
    public var burst: Double
    /// Whether each operation has the rate for itself; else all operations of the service share it.
    public var isPerOperation: Bool

    public init(_ perSecond: Double, burst: Double, perOperation isPerOperation: Bool = false) {
        self.perSecond = perSecond
        self.burst = burst
        self.isPerOperation = isPerOperation
    }

    var half: RequestRate {
        RequestRate(perSecond / 2, burst: max(1, burst / 2), perOperation: isPerOperation)
    }
}

extension AWSService {
    /// How often Terrier reads instances of this service, in one account and region: half of what AWS allows everybody in that
    /// account together, where it publishes that.
    public var readingRate: RequestRate { Self.published[self]?.half ?? Self.unpublished }

    /// The lowest of the published quotas of a service for the operations of the catalogue.
    private static let published: [AWSService: RequestRate] = [
        // "ACM endpoints and quotas": DescribeCertificate.
        .acm: RequestRate(10, burst: 10),
        // "Amazon API Gateway quotas": total operations of an account.
        .apiGateway: RequestRate(10, burst: 40),
        // "CloudWatch service quotas": DescribeAlarms.
        .cloudWatch: RequestRate(9, burst: 9),
        // "Request throttling for the Amazon EC2 API": non-mutating actions, each with a bucket of its own.
        .ec2: RequestRate(20, burst: 100, perOperation: true),
        // "Amazon Data Firehose quota": DescribeDeliveryStream.
        .firehose: RequestRate(5, burst: 5),
        // "Kinesis Data Streams quotas and limits": DescribeStreamSummary.
        .kinesis: RequestRate(20, burst: 20),
        // "Lambda quotas": all control plane requests but GetFunction and Invoke.
        .lambda: RequestRate(15, burst: 15),
        // "CloudWatch Logs service quotas": DescribeLogGroups.
        .logs: RequestRate(10, burst: 10),
        // "Throttling for Amazon Route 53 API requests": all operations of an account.
        .route53: RequestRate(10, burst: 50),
    ]

    /// For services that publish no rate, or one that is far above this.
    private static let unpublished = RequestRate(20, burst: 20)
}
