/// Elastic Load Balancing v2, "API Reference": the query protocol.
extension ResourceType {
    static let elb = [
        loadBalancer, applicationLoadBalancer, targetGroup, applicationTargetGroup, listener,
        applicationListener,
        listenerRule, applicationListenerRule, targetGroupAttachment, listenerCertificate,
    ]

    private static func elb(
        _ operation: String, _ parameters: [String: Value], absent: Set<String>, _ element: Element,
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .elb, operation, .query("2015-12-01", parameters), absent: absent,
            element: element.below("\(operation)Result"), states: states)
    }

    private static let arnOrID = Value.attribute("arn", or: "id")

    private static func loadBalancer(_ name: String) -> ResourceType {
        ResourceType(
            name,
            read: elb(
                "DescribeLoadBalancers", ["LoadBalancerArns.member.1": arnOrID],
                absent: ["LoadBalancerNotFound"],
                .listed("LoadBalancers.member", .equals("LoadBalancerArn", arnOrID)),
                [
                    StateRule(
                        "State.Code", healthy: ["active"], changing: ["provisioning"],
                        unhealthy: ["active_impaired", "failed"])
                ]))
    }

    static let loadBalancer = loadBalancer("aws_lb")
    static let applicationLoadBalancer = loadBalancer("aws_alb")

    private static func targetGroup(_ name: String) -> ResourceType {
        ResourceType(
            name,
            read: elb(
                "DescribeTargetGroups", ["TargetGroupArns.member.1": arnOrID],
                absent: ["TargetGroupNotFound"],
                .listed("TargetGroups.member", .equals("TargetGroupArn", arnOrID)))
        ).asking(also: targetHealth)
    }

    /// A group without targets is well: what registers them has a status of its own. Without health checks the health of
    /// targets is unavailable; a group that no load balancer uses has unused ones ("TargetHealth").
    private static let targetHealth = elb(
        "DescribeTargetHealth", ["TargetGroupArn": arnOrID], absent: [], .one(),
        [
            .oneIsEnough(
                "TargetHealthDescriptions.member.TargetHealth.State",
                healthy: ["healthy", "unused", "unavailable"], changing: ["initial"],
                unhealthy: ["unhealthy", "unhealthy.draining", "draining"], "targets is healthy")
        ])

    static let targetGroup = targetGroup("aws_lb_target_group")
    static let applicationTargetGroup = targetGroup("aws_alb_target_group")

    private static func listener(_ name: String) -> ResourceType {
        ResourceType(
            name,
            read: elb(
                "DescribeListeners", ["ListenerArns.member.1": arnOrID], absent: ["ListenerNotFound"],
                .listed("Listeners.member", .equals("ListenerArn", arnOrID))))
    }

    static let listener = listener("aws_lb_listener")
    static let applicationListener = listener("aws_alb_listener")

    private static func listenerRule(_ name: String) -> ResourceType {
        ResourceType(
            name,
            read: elb(
                "DescribeRules", ["RuleArns.member.1": arnOrID], absent: ["RuleNotFound"],
                .listed("Rules.member", .equals("RuleArn", arnOrID))))
    }

    static let listenerRule = listenerRule("aws_lb_listener_rule")
    static let applicationListenerRule = listenerRule("aws_alb_listener_rule")

    /// A target that is not registered is described as well, with a reason that says so ("TargetHealth": all reasons).
    static let targetGroupAttachment = ResourceType(
        "aws_lb_target_group_attachment",
        read: elb(
            "DescribeTargetHealth",
            [
                "TargetGroupArn": .attribute("target_group_arn"),
                "Targets.member.1.Id": .attribute("target_id"),
                "Targets.member.1.Port": .optional(.attribute("port")),
            ],
            absent: ["TargetGroupNotFound", "InvalidTarget"],
            .listed(
                "TargetHealthDescriptions.member", .equals("Target.Id", .attribute("target_id")),
                .ifStateHas("Target.Port", .attribute("port"))),
            [
                StateRule(
                    "TargetHealth.State", healthy: ["healthy", "unused", "unavailable"],
                    changing: ["initial", "draining"],
                    unhealthy: ["unhealthy", "unhealthy.draining"]),
                StateRule(
                    "TargetHealth.Reason",
                    healthy: [
                        "Target.NotInUse", "Target.HealthCheckDisabled", "Elb.RegistrationInProgress",
                        "Elb.InitialHealthChecking", "Target.ResponseCodeMismatch",
                        "Target.Timeout", "Target.FailedHealthChecks",
                    ],
                    words: [
                        "Elb.InternalError": "the load balancer could not check the target",
                        "Target.InvalidState": "the target is stopped",
                        "Target.IpUnusable": "the target's address is in use by a load balancer",
                    ],
                    gone: ["Target.NotRegistered", "Target.DeregistrationInProgress"], whenAbsent: .healthy),
            ]))

    static let listenerCertificate = ResourceType(
        "aws_lb_listener_certificate",
        read: elb(
            "DescribeListenerCertificates",
            ["ListenerArn": .attribute("listener_arn"), "PageSize": .number(400)],
            absent: ["ListenerNotFound"],
            .listed("Certificates.member", .equals("CertificateArn", .attribute("certificate_arn")))))
}
