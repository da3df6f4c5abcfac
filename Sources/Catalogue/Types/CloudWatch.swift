/// CloudWatch, "API Reference": JSON 1.0. Its operations list: what is lacking is asked for twice.
extension ResourceType {
    static let cloudWatch = [metricAlarm, compositeAlarm.recorded, dashboard]

    private static func cloudWatch(
        _ operation: String, _ parameters: [String: Value], _ element: Element, absent: Set<String> = [],
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .cloudWatch, operation, .json("1.0", "GraniteServiceVersion20100801", parameters), absent: absent,
            element: element, states: states)
    }

    /// What it means for a service is the signal `alarms.firing`; only an alarm that cannot be evaluated is unhealthy
    /// ("MetricAlarm": EvaluationState).
    private static let evaluation = StateRule(
        "EvaluationState", healthy: ["PARTIAL_DATA", "EVALUATION_FAILURE"],
        words: ["EVALUATION_ERROR": "cannot be evaluated as it is configured"], whenAbsent: .healthy)

    private static let alarm = Value.attribute("alarm_name", or: "id")

    public static let metricAlarm = ResourceType(
        "aws_cloudwatch_metric_alarm",
        read: cloudWatch(
            "DescribeAlarms", ["AlarmNames": .list([alarm])],
            .listed("MetricAlarms", .equals("AlarmName", alarm)), [evaluation])
    )
    .granting(
        Rights(
            .cloudWatch, on: .own("cloudwatch:alarm:", or: .regional("cloudwatch", "alarm:\(alarm)")),
            read: [
                // The response contains composite alarms only if all alarms may be described (CloudWatch, DescribeAlarms).
                .call("DescribeAlarms").on(.all), "ListTagsForResource",
            ], create: ["PutMetricAlarm", .tagging("TagResource")],
            update: ["PutMetricAlarm", "TagResource", "UntagResource"], delete: ["DeleteAlarms"]))

    static let compositeAlarm = ResourceType(
        "aws_cloudwatch_composite_alarm",
        read: cloudWatch(
            "DescribeAlarms", ["AlarmNames": .list([alarm]), "AlarmTypes": .list(["CompositeAlarm"])],
            .listed("CompositeAlarms", .equals("AlarmName", alarm))))

    static let dashboard = ResourceType(
        "aws_cloudwatch_dashboard",
        read: cloudWatch(
            "GetDashboard", ["DashboardName": .attribute("dashboard_name", or: "id")],
            .one("", .equals("DashboardName", .attribute("dashboard_name", or: "id"))),
            absent: ["ResourceNotFound", "DashboardNotFoundError"])
    )
    .granting(
        Rights(
            .cloudWatch, on: .global("cloudwatch", "dashboard/\(.attribute("dashboard_name", or: "id"))"),
            read: ["GetDashboard"], create: ["PutDashboard"], update: ["PutDashboard"],
            delete: ["DeleteDashboards"]))
}
