/// S3, "API Reference": REST, XML, each part of a bucket behind a query of its own.
extension ResourceType {
    static let s3 = [
        bucket, bucketObject, bucketPolicy, bucketVersioning, bucketEncryption, bucketLifecycle,
        bucketPublicAccess,
        bucketOwnership, bucketACL, bucketCORS, bucketWebsite, bucketLogging, bucketNotification,
        bucketReplication,
        bucketObjectLock, bucketAccelerate, bucketInventory, bucketMetric, bucketRequestPayment,
        bucketIntelligentTiering,
        bucketAnalytics, object,
    ]

    private static let bucketName = Value.attribute("bucket", or: "id")

    private static func s3(
        _ operation: String, _ query: [String: Value], absent: Set<String>, _ element: Element
    ) -> Read {
        Read(
            .s3, operation, .getXML("/\(bucketName)", query), absent: absent.union(["NoSuchBucket"]),
            element: element)
    }

    /// The configuration of a bucket that is asked for by the name of a subresource.
    private static func part(
        _ name: String, _ operation: String, _ subresource: String, absent: Set<String> = [],
        holds path: String? = nil
    ) -> ResourceType {
        var element = Element.one()
        if let path { element = element.with(part: path) }
        return ResourceType(name, read: s3(operation, [subresource: ""], absent: absent, element))
    }

    /// `GetBucketLocation` answers for the bucket's owner alone, with a body, where HEAD has none to tell faults by.
    private static func bucket(_ name: String) -> ResourceType {
        ResourceType(
            name, data: .withoutBackups,
            read: s3("GetBucketLocation", ["location": ""], absent: [], .one()))
    }

    static let bucket = bucket("aws_s3_bucket")

    private static func object(_ name: String) -> ResourceType {
        let bucket = Value.attribute("bucket")
        return ResourceType(
            name, data: .withoutBackups,
            read: Read(
                .s3, "ListObjectsV2",
                .getXML(
                    "/\(bucket)",
                    ["list-type": "2", "prefix": .attribute("key", or: "id"), "max-keys": .number(1)]),
                absent: ["NoSuchBucket"],
                element: .listed("Contents", .equals("Key", .attribute("key", or: "id")))))
    }

    static let object = object("aws_s3_object")
    static let bucketObject = object("aws_s3_bucket_object")

    static let bucketPolicy = ResourceType(
        "aws_s3_bucket_policy",
        read: s3(
            "GetBucketPolicyStatus", ["policyStatus": ""], absent: ["NoSuchBucketPolicy"],
            .one().with(part: "IsPublic")))

    static let bucketVersioning = part(
        "aws_s3_bucket_versioning", "GetBucketVersioning", "versioning", holds: "Status")
    static let bucketEncryption = part(
        "aws_s3_bucket_server_side_encryption_configuration", "GetBucketEncryption", "encryption",
        absent: ["ServerSideEncryptionConfigurationNotFoundError"], holds: "Rule")
    static let bucketLifecycle = part(
        "aws_s3_bucket_lifecycle_configuration", "GetBucketLifecycleConfiguration", "lifecycle",
        absent: ["NoSuchLifecycleConfiguration"], holds: "Rule")
    static let bucketPublicAccess = part(
        "aws_s3_bucket_public_access_block", "GetPublicAccessBlock", "publicAccessBlock",
        absent: ["NoSuchPublicAccessBlockConfiguration"], holds: "BlockPublicAcls")
    static let bucketOwnership = part(
        "aws_s3_bucket_ownership_controls", "GetBucketOwnershipControls", "ownershipControls",
        absent: ["OwnershipControlsNotFoundError"], holds: "Rule")
    static let bucketACL = part("aws_s3_bucket_acl", "GetBucketAcl", "acl", holds: "Owner")
    static let bucketCORS = part(
        "aws_s3_bucket_cors_configuration", "GetBucketCors", "cors", absent: ["NoSuchCORSConfiguration"],
        holds: "CORSRule")
    static let bucketWebsite = part(
        "aws_s3_bucket_website_configuration", "GetBucketWebsite", "website",
        absent: ["NoSuchWebsiteConfiguration"])
    static let bucketLogging = part(
        "aws_s3_bucket_logging", "GetBucketLogging", "logging", holds: "LoggingEnabled")
    static let bucketNotification = part(
        "aws_s3_bucket_notification", "GetBucketNotificationConfiguration", "notification")
    static let bucketReplication = part(
        "aws_s3_bucket_replication_configuration", "GetBucketReplication", "replication",
        absent: ["ReplicationConfigurationNotFoundError"], holds: "Rule")
    static let bucketObjectLock = part(
        "aws_s3_bucket_object_lock_configuration", "GetObjectLockConfiguration", "object-lock",
        absent: ["ObjectLockConfigurationNotFoundError"])
    static let bucketAccelerate = part(
        "aws_s3_bucket_accelerate_configuration", "GetBucketAccelerateConfiguration", "accelerate",
        holds: "Status")
    static let bucketRequestPayment = part(
        "aws_s3_bucket_request_payment_configuration", "GetBucketRequestPayment", "requestPayment",
        holds: "Payer")

    private static func named(_ name: String, _ operation: String, _ subresource: String) -> ResourceType {
        let id = Value.first([.attribute("name"), .part(.id, separator: ":", index: -1)])
        return ResourceType(
            name,
            read: s3(
                operation, [subresource: "", "id": id], absent: ["NoSuchConfiguration"],
                .one("", .equals("Id", id))))
    }

    static let bucketInventory = named(
        "aws_s3_bucket_inventory", "GetBucketInventoryConfiguration", "inventory")
    static let bucketMetric = named("aws_s3_bucket_metric", "GetBucketMetricsConfiguration", "metrics")
    static let bucketAnalytics = named(
        "aws_s3_bucket_analytics_configuration", "GetBucketAnalyticsConfiguration", "analytics")
    static let bucketIntelligentTiering = named(
        "aws_s3_bucket_intelligent_tiering_configuration", "GetBucketIntelligentTieringConfiguration",
        "intelligent-tiering")
}
