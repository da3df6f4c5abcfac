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
                ])
        )
        .granting(
            Rights(
                .elb, on: .renewed(arnOrID, "elasticloadbalancing:loadbalancer/", keeping: 3), newID: true,
                read: [
                    .describe("DescribeLoadBalancers"), .describe("DescribeLoadBalancerAttributes"),
                    .describe("DescribeCapacityReservation"), .describe("DescribeTags"),
                ],
                create: ["CreateLoadBalancer", "ModifyLoadBalancerAttributes", .tagging("AddTags")],
                update: [
                    "ModifyLoadBalancerAttributes", "AddTags", "RemoveTags",
                    "SetSecurityGroups",
                    "SetSubnets",
                    .call("SetIpAddressType").because("the type of addresses changes"),
                ], delete: ["DeleteLoadBalancer", .describe("DescribeNetworkInterfaces").of(.ec2)]))
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
        )
        .asking(also: targetHealth)
        .granting(
            Rights(
                .elb, on: .renewed(arnOrID, "elasticloadbalancing:targetgroup/", keeping: 2), newID: true,
                read: [
                    .describe("DescribeTargetGroups"), .describe("DescribeTargetGroupAttributes"),
                    .describe("DescribeTags"),
                ],
                create: ["CreateTargetGroup", "ModifyTargetGroupAttributes", .tagging("AddTags")],
                update: [
                    "ModifyTargetGroupAttributes", "AddTags", "RemoveTags",
                    "ModifyTargetGroup",
                ], delete: ["DeleteTargetGroup"]))
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
                .listed("Listeners.member", .equals("ListenerArn", arnOrID)))
        )
        .granting(
            Rights(
                .elb, on: .renewed(arnOrID, "elasticloadbalancing:listener/", keeping: 3, isNamed: false),
                newID: true,
                read: [
                    .describe("DescribeListeners"), .describe("DescribeListenerAttributes"),
                    .describe("DescribeTags"),
                ],
                create: [
                    .call("CreateListener").on(
                        .renewed(
                            .attribute("load_balancer_arn"), "elasticloadbalancing:loadbalancer/", keeping: 3)
                    ),
                    .tagging("AddTags"),
                ],
                update: [
                    "ModifyListener", "AddTags", "RemoveTags",
                    .call("ModifyListenerAttributes").because("the headers change"),
                ], delete: ["DeleteListener"]))
    }

    static let listener = listener("aws_lb_listener")
    static let applicationListener = listener("aws_alb_listener")

    private static func listenerRule(_ name: String) -> ResourceType {
        ResourceType(
            name,
            read: elb(
                "DescribeRules", ["RuleArns.member.1": arnOrID], absent: ["RuleNotFound"],
                .listed("Rules.member", .equals("RuleArn", arnOrID)))
        )
        .granting(
            Rights(
                .elb,
                on: .renewed(arnOrID, "elasticloadbalancing:listener-rule/", keeping: 3, isNamed: false),
                newID: true,
                read: [.describe("DescribeRules"), .describe("DescribeTags")],
                create: [.call("CreateRule").on(ofListener), .tagging("AddTags")],
                update: [
                    "ModifyRule", "AddTags", "RemoveTags",
                    .call("SetRulePriorities").because("the priority changes"),
                ], delete: ["DeleteRule"]))
    }

    static let listenerRule = listenerRule("aws_lb_listener_rule")
    static let applicationListenerRule = listenerRule("aws_alb_listener_rule")

    private static let ofListener = RightResource.renewed(
        .attribute("listener_arn"), "elasticloadbalancing:listener/", keeping: 3, isNamed: false)

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
            ])
    )
    .granting(
        Rights(
            .elb,
            on: .renewed(.attribute("target_group_arn"), "elasticloadbalancing:targetgroup/", keeping: 2),
            read: [.describe("DescribeTargetHealth")], create: ["RegisterTargets"],
            delete: ["DeregisterTargets"]))

    static let listenerCertificate = ResourceType(
        "aws_lb_listener_certificate",
        read: elb(
            "DescribeListenerCertificates",
            ["ListenerArn": .attribute("listener_arn"), "PageSize": .number(400)],
            absent: ["ListenerNotFound"],
            .listed("Certificates.member", .equals("CertificateArn", .attribute("certificate_arn"))))
    )
    .granting(
        Rights(
            .elb, on: ofListener, read: [.describe("DescribeListenerCertificates")],
            create: ["AddListenerCertificates"], delete: ["RemoveListenerCertificates"]))
}
