extension Recording {
    /// Services that answer in XML.
    static let xml = cloudFront + elastiCache + s3 + others

    private static func result(_ operation: String, _ content: String) -> String {
        "<\(operation)Response><\(operation)Result>\(content)</\(operation)Result></\(operation)Response>"
    }

    private static func edge(_ type: String, _ root: String, absent: String) -> Recording {
        Recording(
            type, ["id": "E1"],
            "<\(root)><Id>E1</Id><LastModifiedTime>2023-01-01T00:00:00Z</LastModifiedTime></\(root)>",
            gone: .error(absent))
    }

    private static let cloudFront = [
        edge("aws_cloudfront_cache_policy", "CachePolicy", absent: "NoSuchCachePolicy"),
        edge(
            "aws_cloudfront_origin_request_policy", "OriginRequestPolicy", absent: "NoSuchOriginRequestPolicy"
        ),
        edge(
            "aws_cloudfront_response_headers_policy", "ResponseHeadersPolicy",
            absent: "NoSuchResponseHeadersPolicy"),
        edge(
            "aws_cloudfront_origin_access_identity", "CloudFrontOriginAccessIdentity",
            absent: "NoSuchCloudFrontOriginAccessIdentity"),
        Recording(
            "aws_cloudfront_function", ["name": "f"],
            "<FunctionSummary><Name>f</Name><Status>DEPLOYED</Status></FunctionSummary>",
            gone: .error("NoSuchFunctionExists")),
    ]

    private static let elastiCache = [
        Recording(
            "aws_elasticache_parameter_group", ["name": "p"],
            result(
                "DescribeCacheParameterGroups",
                "<CacheParameterGroups><CacheParameterGroup><CacheParameterGroupName>p</CacheParameterGroupName></CacheParameterGroup></CacheParameterGroups>"
            ), gone: .error("CacheParameterGroupNotFound")),
        Recording(
            "aws_elasticache_replication_group", ["replication_group_id": "r"],
            result(
                "DescribeReplicationGroups",
                "<ReplicationGroups><ReplicationGroup><ReplicationGroupId>r</ReplicationGroupId><Status>available</Status></ReplicationGroup></ReplicationGroups>"
            ), gone: .error("ReplicationGroupNotFoundFault")),
        Recording(
            "aws_elasticache_user_group", ["user_group_id": "g"],
            result(
                "DescribeUserGroups",
                "<UserGroups><member><UserGroupId>g</UserGroupId><Status>active</Status></member></UserGroups>"
            ),
            gone: .error("UserGroupNotFound")),
    ]

    private static func named(_ type: String, _ root: String, _ content: String = "") -> Recording {
        Recording(
            type, ["bucket": "b", "name": "all", "status": "Enabled"],
            "<\(root)><Id>all</Id>\(content)</\(root)>", gone: .error("NoSuchConfiguration"))
    }

    private static let s3 = [
        named(
            "aws_s3_bucket_analytics_configuration", "AnalyticsConfiguration",
            "<StorageClassAnalysis></StorageClassAnalysis>"),
        named(
            "aws_s3_bucket_intelligent_tiering_configuration", "IntelligentTieringConfiguration",
            "<Status>Enabled</Status>"),
        named("aws_s3_bucket_metric", "MetricsConfiguration"),
        Recording(
            "aws_s3_bucket_logging", ["bucket": "b"],
            "<BucketLoggingStatus><LoggingEnabled><TargetBucket>l</TargetBucket></LoggingEnabled></BucketLoggingStatus>",
            gone: .response("<BucketLoggingStatus></BucketLoggingStatus>")),
        Recording(
            "aws_s3_bucket_request_payment_configuration", ["bucket": "b", "payer": "Requester"],
            "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>",
            gone: .response(
                "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>")),
    ]

    private static let others = [
        Recording(
            "aws_iam_server_certificate", ["name": "s"],
            result(
                "GetServerCertificate",
                "<ServerCertificate><ServerCertificateMetadata><ServerCertificateName>s</ServerCertificateName><Expiration>2030-01-01T00:00:00Z</Expiration></ServerCertificateMetadata></ServerCertificate>"
            ), gone: .error("NoSuchEntity")),
        Recording(
            "aws_placement_group", ["name": "p"],
            "<DescribePlacementGroupsResponse><placementGroupSet><item><groupName>p</groupName><state>available</state></item></placementGroupSet></DescribePlacementGroupsResponse>",
            gone: .error("InvalidPlacementGroup.Unknown")),
        Recording(
            "aws_spot_fleet_request", ["id": "sfr-1"],
            "<DescribeSpotFleetRequestsResponse><spotFleetRequestConfigSet><item><spotFleetRequestId>sfr-1</spotFleetRequestId><spotFleetRequestState>active</spotFleetRequestState><activityStatus>fulfilled</activityStatus></item></spotFleetRequestConfigSet></DescribeSpotFleetRequestsResponse>",
            gone: .error("InvalidSpotFleetRequestId.NotFound")),
        Recording(
            "aws_route53_query_log", ["id": "q1"],
            "<GetQueryLoggingConfigResponse><QueryLoggingConfig><Id>q1</Id><HostedZoneId>Z</HostedZoneId></QueryLoggingConfig></GetQueryLoggingConfigResponse>",
            gone: .error("NoSuchQueryLoggingConfig")),
    ]
}
