/// Auto Scaling and Application Auto Scaling, "API Reference".
extension ResourceType {
    static let autoScaling = [
        autoScalingGroup, launchConfiguration, scalingPolicy, scalingSchedule, lifecycleHook,
        applicationScalingTarget.recorded,
        applicationScalingPolicy.recorded, applicationScheduledAction.recorded,
    ]

    private static func scaling(
        _ operation: String, _ parameters: [String: Value], _ element: Element, _ states: [StateRule] = []
    ) -> Read {
        Read(
            .autoScaling, operation, .query("2011-01-01", parameters),
            element: element.below("\(operation)Result"), states: states)
    }

    private static let groupName = Value.attribute("autoscaling_group_name")

    static let autoScalingGroup = ResourceType(
        "aws_autoscaling_group",
        read: scaling(
            "DescribeAutoScalingGroups", ["AutoScalingGroupNames.member.1": .nameOrID],
            .listed("AutoScalingGroups.member", .equals("AutoScalingGroupName", .nameOrID)),
            [.deleting("Status")]))

    static let launchConfiguration = ResourceType(
        "aws_launch_configuration",
        read: scaling(
            "DescribeLaunchConfigurations", ["LaunchConfigurationNames.member.1": .nameOrID],
            .listed("LaunchConfigurations.member", .equals("LaunchConfigurationName", .nameOrID))))

    static let scalingPolicy = ResourceType(
        "aws_autoscaling_policy",
        read: scaling(
            "DescribePolicies",
            ["AutoScalingGroupName": groupName, "PolicyNames.member.1": .attribute("name")],
            .listed("ScalingPolicies.member", .equals("PolicyName", .attribute("name"))),
            [
                StateRule(
                    "Enabled", healthy: ["true"], words: ["false": "disabled"], whenAbsent: .healthy,
                    asWanted: .attribute("enabled"))
            ]))

    static let scalingSchedule = ResourceType(
        "aws_autoscaling_schedule",
        read: scaling(
            "DescribeScheduledActions",
            [
                "AutoScalingGroupName": groupName,
                "ScheduledActionNames.member.1": .attribute("scheduled_action_name"),
            ],
            .listed(
                "ScheduledUpdateGroupActions.member",
                .equals("ScheduledActionName", .attribute("scheduled_action_name")))))

    static let lifecycleHook = ResourceType(
        "aws_autoscaling_lifecycle_hook",
        read: scaling(
            "DescribeLifecycleHooks",
            ["AutoScalingGroupName": groupName, "LifecycleHookNames.member.1": .attribute("name")],
            .listed("LifecycleHooks.member", .equals("LifecycleHookName", .attribute("name")))))

    private static func application(_ operation: String, _ parameters: [String: Value], _ element: Element)
        -> Read
    {
        Read(
            .applicationAutoScaling, operation, .json("1.1", "AnyScaleFrontendService", parameters),
            absent: ["ObjectNotFoundException"], element: element)
    }

    private static let namespace = Value.attribute("service_namespace")
    private static let resourceID = Value.attribute("resource_id")
    private static let dimension = Value.attribute("scalable_dimension")

    static let applicationScalingTarget = ResourceType(
        "aws_appautoscaling_target",
        read: application(
            "DescribeScalableTargets", ["ServiceNamespace": namespace, "ResourceIds": .list([resourceID])],
            .listed(
                "ScalableTargets", .equals("ResourceId", resourceID), .equals("ScalableDimension", dimension))
        ))

    static let applicationScalingPolicy = ResourceType(
        "aws_appautoscaling_policy",
        read: application(
            "DescribeScalingPolicies",
            [
                "ServiceNamespace": namespace, "ResourceId": resourceID,
                "PolicyNames": .list([.attribute("name")]),
            ],
            .listed(
                "ScalingPolicies", .equals("PolicyName", .attribute("name")),
                .equals("ScalableDimension", dimension))))

    static let applicationScheduledAction = ResourceType(
        "aws_appautoscaling_scheduled_action",
        read: application(
            "DescribeScheduledActions",
            [
                "ServiceNamespace": namespace, "ResourceId": resourceID,
                "ScheduledActionNames": .list([.attribute("name")]),
            ], .listed("ScheduledActions", .equals("ScheduledActionName", .attribute("name")))))
}
