/// CloudWatch Logs, "API Reference": JSON 1.1. Its operations list, so a list that lacks the name twice says that it is
/// not there.
extension ResourceType {
    static let logs = [
        logGroup, logMetricFilter, logSubscriptionFilter, logStream, logQueryDefinition.recorded,
        logDestination,
        logResourcePolicy,
    ]

    private static func logs(
        _ operation: String, _ parameters: [String: Value], _ element: Element, absent: Set<String> = []
    ) -> Read {
        Read(.logs, operation, .json("1.1", "Logs_20140328", parameters), absent: absent, element: element)
    }

    private static let plainLogGroup = RightResource.first([
        .regional("logs", "log-group:\(.attribute("name"))"), .arn(.arn, "logs:log-group:"),
        .regional("logs", "log-group:\(.id)"),
    ])

    private static let put: [Right] = [
        "PutSubscriptionFilter", .passRole("role_arn", to: "logs.amazonaws.com"),
        .call("PutSubscriptionFilter").on(.arn(.attribute("destination_arn"), "logs:destination:")).optional,
    ]

    private static let ownStream = RightResource.regional(
        "logs", "log-group:\(.attribute("log_group_name")):log-stream:\(.nameOrID)")

    public static let logGroup = ResourceType(
        "aws_cloudwatch_log_group", data: .withoutBackups,
        read: logs(
            "DescribeLogGroups", ["logGroupNamePrefix": .nameOrID, "limit": .number(50)],
            .listed("logGroups", .equals("logGroupName", .nameOrID)))
    )
    .granting(
        Rights(
            .logs, on: .logGroup(.nameOrID),
            read: [
                // AWS requires the right for all log groups, whatever prefix is requested (reported by many:
                // hashicorp/terraform-provider-aws#8804).
                .call("DescribeLogGroups").on(.regional("logs", "log-group:*")),
                .call("ListTagsForResource").on(plainLogGroup),
            ],
            create: [
                "CreateLogGroup", .tagging("TagResource").on(plainLogGroup),
                .call("PutRetentionPolicy").ifSet("retention_in_days"),
            ],
            update: [
                "PutRetentionPolicy",
                "DeleteRetentionPolicy",
                .call("AssociateKmsKey").ifSet("kms_key_id").because("the key changes"),
                .call("DisassociateKmsKey").ifSet("kms_key_id").because("the key is removed"),
                .call("TagResource").on(plainLogGroup), .call("UntagResource").on(plainLogGroup),
            ], delete: ["DeleteLogGroup"]))

    static let logMetricFilter = ResourceType(
        "aws_cloudwatch_log_metric_filter",
        read: logs(
            "DescribeMetricFilters",
            ["logGroupName": .attribute("log_group_name"), "filterNamePrefix": .nameOrID],
            .listed("metricFilters", .equals("filterName", .nameOrID)), absent: ["ResourceNotFoundException"])
    )
    .granting(
        Rights(
            .logs, on: .logGroup(.attribute("log_group_name")), read: ["DescribeMetricFilters"],
            create: ["PutMetricFilter"], update: ["PutMetricFilter"], delete: ["DeleteMetricFilter"]))

    static let logSubscriptionFilter = ResourceType(
        "aws_cloudwatch_log_subscription_filter",
        read: logs(
            "DescribeSubscriptionFilters",
            ["logGroupName": .attribute("log_group_name"), "filterNamePrefix": .attribute("name")],
            .listed("subscriptionFilters", .equals("filterName", .attribute("name"))),
            absent: ["ResourceNotFoundException"])
    )
    .granting(
        Rights(
            .logs, on: .logGroup(.attribute("log_group_name")), read: ["DescribeSubscriptionFilters"],
            create: put, update: put, delete: ["DeleteSubscriptionFilter"]))

    static let logStream = ResourceType(
        "aws_cloudwatch_log_stream", data: .withoutBackups,
        read: logs(
            "DescribeLogStreams",
            ["logGroupName": .attribute("log_group_name"), "logStreamNamePrefix": .nameOrID],
            .listed("logStreams", .equals("logStreamName", .nameOrID)), absent: ["ResourceNotFoundException"])
    )
    .granting(
        Rights(
            .logs, on: .logGroup(.attribute("log_group_name")), read: ["DescribeLogStreams"],
            create: [.call("CreateLogStream").on(ownStream)], delete: [.call("DeleteLogStream").on(ownStream)]
        ))

    static let logQueryDefinition = ResourceType(
        "aws_cloudwatch_query_definition",
        read: logs(
            "DescribeQueryDefinitions",
            ["queryDefinitionNamePrefix": .attribute("name"), "maxResults": .number(1000)],
            .listed("queryDefinitions", .equals("queryDefinitionId", .attribute("query_definition_id")))))

    static let logDestination = ResourceType(
        "aws_cloudwatch_log_destination",
        read: logs(
            "DescribeDestinations", ["DestinationNamePrefix": .nameOrID],
            .listed("destinations", .equals("destinationName", .nameOrID))))

    static let logResourcePolicy = ResourceType(
        "aws_cloudwatch_log_resource_policy",
        read: logs(
            "DescribeResourcePolicies", ["limit": .number(50)],
            .listed("resourcePolicies", .equals("policyName", .attribute("policy_name", or: "id")))))
}

extension RightResource {
    /// Policies name a log group with `:*` after its name, except for the calls about tags (CloudWatch Logs, LogGroup).
    static func logGroup(_ name: Value) -> RightResource {
        .first([.regional("logs", "log-group:\(name):*"), .arn(.arn, "logs:log-group:", suffix: ":*")])
    }
}
