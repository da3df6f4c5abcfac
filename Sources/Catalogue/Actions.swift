extension Read {
    /// The action that IAM must allow for this read: `sqs:GetQueueAttributes`.
    public var action: String { "\(service.actions):\(actionName)" }

    /// API Gateway has an action for each HTTP method and not for each operation (Service Authorization Reference, "Actions,
    /// resources, and condition keys for Amazon API Gateway Management").
    private var actionName: String {
        service == .apiGateway ? "GET" : Self.otherActionNames[service]?[operation] ?? operation
    }

    /// By operation, the actions that are not called like their operation (Service Authorization Reference).
    private static let otherActionNames: [AWSService: [String: String]] = [
        .s3: [
            "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
            "GetBucketAnalyticsConfiguration": "GetAnalyticsConfiguration",
            "GetBucketCors": "GetBucketCORS",
            "GetBucketEncryption": "GetEncryptionConfiguration",
            "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
            "GetBucketInventoryConfiguration": "GetInventoryConfiguration",
            "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
            "GetBucketMetricsConfiguration": "GetMetricsConfiguration",
            "GetBucketNotificationConfiguration": "GetBucketNotification",
            "GetBucketReplication": "GetReplicationConfiguration",
            "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
            "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
            "ListObjectsV2": "ListBucket",
        ]
    ]
}
