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

    public static let logGroup = ResourceType(
        "aws_cloudwatch_log_group", data: .withoutBackups,
        read: logs(
            "DescribeLogGroups", ["logGroupNamePrefix": .nameOrID, "limit": .number(50)],
            .listed("logGroups", .equals("logGroupName", .nameOrID))))

    static let logMetricFilter = ResourceType(
        "aws_cloudwatch_log_metric_filter",
        read: logs(
            "DescribeMetricFilters",
            ["logGroupName": .attribute("log_group_name"), "filterNamePrefix": .nameOrID],
            .listed("metricFilters", .equals("filterName", .nameOrID)), absent: ["ResourceNotFoundException"])
    )

    static let logSubscriptionFilter = ResourceType(
        "aws_cloudwatch_log_subscription_filter",
        read: logs(
            "DescribeSubscriptionFilters",
            ["logGroupName": .attribute("log_group_name"), "filterNamePrefix": .attribute("name")],
            .listed("subscriptionFilters", .equals("filterName", .attribute("name"))),
            absent: ["ResourceNotFoundException"]))

    static let logStream = ResourceType(
        "aws_cloudwatch_log_stream", data: .withoutBackups,
        read: logs(
            "DescribeLogStreams",
            ["logGroupName": .attribute("log_group_name"), "logStreamNamePrefix": .nameOrID],
            .listed("logStreams", .equals("logStreamName", .nameOrID)), absent: ["ResourceNotFoundException"])
    )

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
