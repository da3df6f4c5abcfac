extension Read {
    /// The action that IAM must allow for this read: `sqs:GetQueueAttributes`.
    public var action: String { "\(service.actions):\(service.actionName(of: operation))" }
}

extension AWSService {
    /// The action for an operation, without the service's prefix.
    ///
    /// API Gateway has an action for each HTTP method and not for each operation (Service Authorization Reference, "Actions,
    /// resources, and condition keys for Amazon API Gateway Management").
    func actionName(of operation: String) -> String {
        if self == .apiGateway { return Self.method(of: operation) }
        return Self.otherActionNames[self]?[operation] ?? operation
    }

    /// The HTTP method of an operation of API Gateway ("API Gateway REST API reference").
    private static func method(of operation: String) -> String {
        let verbs = [
            ("Get", "GET"), ("Put", "PUT"), ("Tag", "PUT"), ("Update", "PATCH"), ("Delete", "DELETE"),
            ("Untag", "DELETE"),
        ]
        return verbs.first { operation.hasPrefix($0.0) }?.1 ?? "POST"
    }

    /// By operation, the actions that are not called like their operation (Service Authorization Reference).
    private static let otherActionNames: [AWSService: [String: String]] = [
        .s3: [
            "DeleteBucketCors": "PutBucketCORS",
            "DeleteBucketEncryption": "PutEncryptionConfiguration",
            "DeleteBucketLifecycle": "PutLifecycleConfiguration",
            "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
            "DeleteBucketReplication": "PutReplicationConfiguration",
            "DeleteBucketTagging": "PutBucketTagging",
            "DeleteObjects": "DeleteObject",
            "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
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
            "HeadBucket": "ListBucket",
            "HeadObject": "GetObject",
            "ListObjectVersions": "ListBucketVersions",
            "ListObjectsV2": "ListBucket",
            "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
            "PutBucketCors": "PutBucketCORS",
            "PutBucketEncryption": "PutEncryptionConfiguration",
            "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
            "PutBucketNotificationConfiguration": "PutBucketNotification",
            "PutBucketReplication": "PutReplicationConfiguration",
            "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
            "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
        ]
    ]
}
