/// S3, "API Reference": REST, XML, each part of a bucket behind a query of its own.
extension ResourceType {
    static let s3 = [
        bucket, bucketObject, bucketPolicy, bucketVersioning, bucketEncryption, bucketLifecycle,
        bucketPublicAccess,
        bucketOwnership, bucketACL, bucketCORS, bucketWebsite, bucketLogging.recorded, bucketNotification,
        bucketReplication,
        bucketObjectLock, bucketAccelerate, bucketInventory, bucketMetric.recorded,
        bucketRequestPayment.recorded,
        bucketIntelligentTiering.recorded,
        bucketAnalytics.recorded, object,
    ]

    private static let bucketName = Value.attribute("bucket", or: "id")

    /// - Parameter root: the root element of the response, so that another response of S3 is not taken for it.
    private static func s3(
        _ operation: String, _ query: [String: Value], absent: Set<String>, root: String, _ element: Element,
        _ states: [StateRule] = []
    ) -> Read {
        var read = Read(
            .s3, operation, .getXML("/\(bucketName)", query), absent: absent.union(["NoSuchBucket"]),
            element: element, states: states)
        // S3 names the element after the configuration; emulators name some after the operation.
        read.roots = [root, "\(operation)Response"]
        if operation.hasSuffix("Configuration") {
            read.roots.insert("\(operation.dropLast("Configuration".count))Response")
        }
        return read
    }

    /// The configuration of a bucket that is asked for by the name of a subresource.
    private static func part(
        _ name: String, _ operation: String, _ subresource: String, absent: Set<String> = [], root: String,
        holds path: String? = nil, _ states: [StateRule] = []
    ) -> ResourceType {
        var element = Element.one()
        if let path { element = element.with(part: path) }
        return ResourceType(
            name, read: s3(operation, [subresource: ""], absent: absent, root: root, element, states))
    }

    private static let ofBucket = RightResource.bare("s3", "\(bucketName)")
    private static let itsObjects = RightResource.bare("s3", "\(bucketName)/*")

    private static func emptied(_ operation: String, on resource: RightResource) -> Right {
        .call(operation).on(resource).ifSet("force_destroy").because(
            "a bucket is emptied before it is deleted")
    }

    /// `GetBucketLocation` answers for the bucket's owner alone, with a body, where HEAD has none to tell faults by.
    private static func bucket(_ name: String) -> ResourceType {
        ResourceType(
            // AWS Backup keeps backups of buckets ("Amazon S3 backups").
            name, data: .backedUp,
            read: s3("GetBucketLocation", ["location": ""], absent: [], root: "LocationConstraint", .one()))
    }

    static let bucket = bucket("aws_s3_bucket")
        .granting(
            Rights(
                .s3, on: ofBucket,
                read: [
                    "HeadBucket", "GetBucketLocation", "GetBucketPolicy", "GetBucketAcl", "GetBucketCors",
                    "GetBucketWebsite",
                    "GetBucketVersioning", "GetBucketAccelerateConfiguration", "GetBucketRequestPayment",
                    "GetBucketLogging", "GetBucketLifecycleConfiguration", "GetBucketReplication",
                    "GetBucketEncryption", "GetObjectLockConfiguration", "GetBucketTagging",
                ],
                create: [
                    "CreateBucket", .call("PutBucketTagging").ifSet("tags_all"),
                    .call("PutObjectLockConfiguration").ifSet("object_lock_enabled")
                        .because("CreateBucket with object lock needs it (S3, CreateBucket)"),
                    .call("PutBucketVersioning").ifSet("object_lock_enabled")
                        .because("CreateBucket with object lock needs it (S3, CreateBucket)"),
                ], update: ["PutBucketTagging"],
                delete: [
                    "DeleteBucket", emptied("ListObjectVersions", on: ofBucket),
                    emptied("DeleteObject", on: itsObjects), emptied("DeleteObjectVersion", on: itsObjects),
                ]))

    private static func object(_ name: String) -> ResourceType {
        let bucket = Value.attribute("bucket")
        var read = Read(
            .s3, "ListObjectsV2",
            .getXML(
                "/\(bucket)",
                ["list-type": "2", "prefix": .attribute("key", or: "id"), "max-keys": .number(1)]),
            absent: ["NoSuchBucket"],
            element: .listed("Contents", .equals("Key", .attribute("key", or: "id"))))
        read.roots = ["ListBucketResult"]
        let itself = RightResource.bare("s3", "\(bucket)/\(.attribute("key"))")
        let tags = Right.call("PutObjectTagging").ifSet("tags_all").because(
            "putting an object with tags needs this (S3, PutObject)")
        let acl = Right.call("PutObjectAcl").ifSet("acl").because(
            "putting an object with an ACL needs this (S3, PutObject)")
        let rights = Rights(
            .s3, on: itself,
            read: [
                "HeadObject", "GetObjectTagging",
                .call("ListObjectsV2").on(.bare("s3", "\(bucket)")),
            ], create: ["PutObject", tags, acl], update: ["PutObject", "PutObjectTagging", acl],
            delete: [
                "DeleteObject",
                .call("DeleteObjectVersion").because("the bucket keeps versions"),
                .call("ListObjectVersions").on(.bare("s3", "\(bucket)")),
            ], gaps: ["kms_key_id"])
        // Terraform uploads what the code names.
        return ResourceType(name, read: read).granting(rights)
    }

    static let object = object("aws_s3_object")
    static let bucketObject = object("aws_s3_bucket_object")

    /// The response is the policy itself, in JSON.
    static let bucketPolicy = ResourceType(
        "aws_s3_bucket_policy",
        read: Read(
            .s3, "GetBucketPolicy", .get("/\(bucketName)", ["policy": ""]),
            absent: ["NoSuchBucketPolicy", "NoSuchBucket"], element: .one().with(part: "Statement"))
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketPolicy"], create: ["PutBucketPolicy"],
            update: ["PutBucketPolicy"], delete: ["DeleteBucketPolicy"]))

    static let bucketVersioning = part(
        "aws_s3_bucket_versioning", "GetBucketVersioning", "versioning",
        root: "VersioningConfiguration",
        // Terraform deletes it by suspending it. A bucket that never had versions has no status.
        [
            StateRule(
                "Status", healthy: ["Enabled"], words: ["Suspended": "suspended"], gone: ["Disabled"],
                whenAbsent: .word("Disabled"), asWanted: .attribute("versioning_configuration.status"))
        ]
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketVersioning"], create: ["PutBucketVersioning"],
            update: ["PutBucketVersioning"], delete: ["PutBucketVersioning"]))
    static let bucketEncryption = part(
        "aws_s3_bucket_server_side_encryption_configuration", "GetBucketEncryption", "encryption",
        absent: ["ServerSideEncryptionConfigurationNotFoundError"], root: "ServerSideEncryptionConfiguration",
        holds: "Rule"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketEncryption"], create: ["PutBucketEncryption"],
            update: ["PutBucketEncryption"], delete: ["DeleteBucketEncryption"]))
    static let bucketLifecycle = part(
        "aws_s3_bucket_lifecycle_configuration", "GetBucketLifecycleConfiguration", "lifecycle",
        absent: ["NoSuchLifecycleConfiguration"], root: "LifecycleConfiguration", holds: "Rule"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketLifecycleConfiguration"],
            create: ["PutBucketLifecycleConfiguration"], update: ["PutBucketLifecycleConfiguration"],
            delete: ["DeleteBucketLifecycle"]))
    static let bucketPublicAccess = part(
        "aws_s3_bucket_public_access_block", "GetPublicAccessBlock", "publicAccessBlock",
        absent: ["NoSuchPublicAccessBlockConfiguration"], root: "PublicAccessBlockConfiguration",
        holds: "BlockPublicAcls"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetPublicAccessBlock"], create: ["PutPublicAccessBlock"],
            update: ["PutPublicAccessBlock"], delete: ["DeletePublicAccessBlock"]))
    static let bucketOwnership = part(
        "aws_s3_bucket_ownership_controls", "GetBucketOwnershipControls", "ownershipControls",
        absent: ["OwnershipControlsNotFoundError"], root: "OwnershipControls", holds: "Rule"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketOwnershipControls"], create: ["PutBucketOwnershipControls"],
            update: ["PutBucketOwnershipControls"], delete: ["DeleteBucketOwnershipControls"]))
    static let bucketACL = part(
        "aws_s3_bucket_acl", "GetBucketAcl", "acl", root: "AccessControlPolicy", holds: "Owner"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketAcl"], create: ["PutBucketAcl"], update: ["PutBucketAcl"]))
    static let bucketCORS = part(
        "aws_s3_bucket_cors_configuration", "GetBucketCors", "cors", absent: ["NoSuchCORSConfiguration"],
        root: "CORSConfiguration",
        holds: "CORSRule"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketCors"], create: ["PutBucketCors"], update: ["PutBucketCors"],
            delete: ["DeleteBucketCors"]))
    static let bucketWebsite = part(
        "aws_s3_bucket_website_configuration", "GetBucketWebsite", "website",
        absent: ["NoSuchWebsiteConfiguration"], root: "WebsiteConfiguration"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketWebsite", "GetBucketLocation"], create: ["PutBucketWebsite"],
            update: ["PutBucketWebsite"], delete: ["DeleteBucketWebsite"]))
    static let bucketLogging = part(
        "aws_s3_bucket_logging", "GetBucketLogging", "logging", root: "BucketLoggingStatus",
        holds: "LoggingEnabled"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketLogging"], create: ["PutBucketLogging"],
            update: ["PutBucketLogging"], delete: ["PutBucketLogging"]))
    /// A bucket that notifies nobody has an empty configuration.
    static let bucketNotification = ResourceType(
        "aws_s3_bucket_notification",
        read: s3(
            "GetBucketNotificationConfiguration", ["notification": ""], absent: [],
            root: "NotificationConfiguration",
            .one().with(
                part: "TopicConfiguration.Topic", "QueueConfiguration.Queue",
                "CloudFunctionConfiguration.CloudFunction", "EventBridgeConfiguration"))
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketNotificationConfiguration"],
            create: ["PutBucketNotificationConfiguration"], update: ["PutBucketNotificationConfiguration"],
            delete: ["PutBucketNotificationConfiguration"]))
    static let bucketReplication = part(
        "aws_s3_bucket_replication_configuration", "GetBucketReplication", "replication",
        absent: ["ReplicationConfigurationNotFoundError"], root: "ReplicationConfiguration", holds: "Rule"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketReplication"],
            create: ["PutBucketReplication", .passRole("role", to: "s3.amazonaws.com")],
            update: ["PutBucketReplication", .passRole("role", to: "s3.amazonaws.com")],
            delete: ["DeleteBucketReplication"]))
    static let bucketObjectLock = part(
        "aws_s3_bucket_object_lock_configuration", "GetObjectLockConfiguration", "object-lock",
        absent: ["ObjectLockConfigurationNotFoundError"], root: "ObjectLockConfiguration"
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetObjectLockConfiguration"], create: ["PutObjectLockConfiguration"],
            update: ["PutObjectLockConfiguration"], delete: ["PutObjectLockConfiguration"]))
    static let bucketAccelerate = part(
        "aws_s3_bucket_accelerate_configuration", "GetBucketAccelerateConfiguration", "accelerate",
        root: "AccelerateConfiguration", holds: "Status",
        // Terraform deletes it by suspending it.
        [StateRule("Status", healthy: ["Enabled"], gone: ["Suspended"], asWanted: .attribute("status"))]
    )
    .granting(
        Rights(
            .s3, on: ofBucket, read: ["GetBucketAccelerateConfiguration"],
            create: ["PutBucketAccelerateConfiguration"], update: ["PutBucketAccelerateConfiguration"],
            delete: ["PutBucketAccelerateConfiguration"]))
    /// Without a configuration the owner pays.
    static let bucketRequestPayment = part(
        "aws_s3_bucket_request_payment_configuration", "GetBucketRequestPayment", "requestPayment",
        root: "RequestPaymentConfiguration",
        [
            StateRule(
                "Payer", healthy: [], words: ["Requester": "the requester pays"], gone: ["BucketOwner"],
                asWanted: .attribute("payer"))
        ])

    private static func named(
        _ name: String, _ operation: String, _ subresource: String, root: String
    ) -> ResourceType {
        let id = Value.first([.attribute("name"), .part(.id, separator: ":", index: -1)])
        return ResourceType(
            name,
            read: s3(
                operation, [subresource: "", "id": id], absent: ["NoSuchConfiguration"], root: root,
                .one("", .equals("Id", id))))
    }

    static let bucketInventory = named(
        "aws_s3_bucket_inventory", "GetBucketInventoryConfiguration", "inventory",
        root: "InventoryConfiguration")
    static let bucketMetric = named(
        "aws_s3_bucket_metric", "GetBucketMetricsConfiguration", "metrics",
        root: "MetricsConfiguration")
    static let bucketAnalytics = named(
        "aws_s3_bucket_analytics_configuration", "GetBucketAnalyticsConfiguration", "analytics",
        root: "AnalyticsConfiguration")
    static let bucketIntelligentTiering = named(
        "aws_s3_bucket_intelligent_tiering_configuration", "GetBucketIntelligentTieringConfiguration",
        "intelligent-tiering", root: "IntelligentTieringConfiguration")
}
