/// Security groups and network ACLs, "Amazon EC2 API Reference".
extension ResourceType {
    static let securityGroups = [
        securityGroup, securityGroupRule, securityGroupIngress, securityGroupEgress, networkACL,
        networkACLRule, defaultSecurityGroup, defaultNetworkACL,
    ]

    private static func securityGroup(_ name: String) -> ResourceType {
        network(
            name, "DescribeSecurityGroups", "GroupId.1", "securityGroupInfo", "groupId",
            absent: "InvalidGroup.NotFound")
    }

    static let securityGroup = securityGroup("aws_security_group")
        .granting(
            Rights(
                .ec2, on: .ec2("security-group", .id), newID: true,
                read: [.describe("DescribeSecurityGroups")],
                create: [
                    .creation("CreateSecurityGroup").on(.ec2("security-group", .id)),
                    .ec2Tags(at: "CreateSecurityGroup"),
                    .call("CreateSecurityGroup").on(.ec2("vpc", .attribute("vpc_id"))).optional,
                    "RevokeSecurityGroupEgress",
                    .call("AuthorizeSecurityGroupIngress").ifSet("ingress"),
                    .call("AuthorizeSecurityGroupEgress").ifSet("egress"),
                ],
                update: [
                    "CreateTags", "DeleteTags",
                    "AuthorizeSecurityGroupIngress",
                    "AuthorizeSecurityGroupEgress",
                    "RevokeSecurityGroupIngress",
                    "RevokeSecurityGroupEgress",
                ], delete: [.describe("DescribeNetworkInterfaces"), "DeleteSecurityGroup"]))
    static let defaultSecurityGroup = securityGroup("aws_default_security_group")

    private static func securityRule(_ name: String, _ id: Value) -> ResourceType {
        ResourceType(
            name,
            read: ec2(
                "DescribeSecurityGroupRules", ["SecurityGroupRuleId.1": id],
                absent: ["InvalidSecurityGroupRuleId.NotFound", "InvalidGroup.NotFound"],
                .listed("securityGroupRuleSet.item", .equals("securityGroupRuleId", id))))
    }

    private static let ofRule = RightResource.ec2("security-group", .attribute("security_group_id"))
    private static let itself = RightResource.ec2(
        "security-group-rule", .attribute("security_group_rule_id", or: "id"))

    /// The id in the state is the provider's own. One that is several rules of AWS has no `security_group_rule_id`, and is
    /// unknown.
    static let securityGroupRule = securityRule(
        "aws_security_group_rule", .attribute("security_group_rule_id")
    )
    .granting(
        Rights(
            .ec2, on: ofRule,
            read: [.describe("DescribeSecurityGroups"), .describe("DescribeSecurityGroupRules")],
            create: [
                .call("AuthorizeSecurityGroupIngress").ifText("type", "ingress"),
                .call("AuthorizeSecurityGroupEgress").ifText("type", "egress"),
            ],
            update: [
                .call("UpdateSecurityGroupRuleDescriptionsIngress").ifText("type", "ingress"),
                .call("UpdateSecurityGroupRuleDescriptionsEgress").ifText("type", "egress")
                    .because("the description changes"),
            ],
            delete: [
                .call("RevokeSecurityGroupIngress").ifText("type", "ingress"),
                .call("RevokeSecurityGroupEgress").ifText("type", "egress"),
            ]))
    static let securityGroupIngress = securityRule(
        "aws_vpc_security_group_ingress_rule", .attribute("security_group_rule_id", or: "id")
    )
    .granting(
        Rights(
            .ec2, on: ofRule, newID: true, read: [.describe("DescribeSecurityGroupRules")],
            create: [
                "AuthorizeSecurityGroupIngress",
                .ec2Tags(at: "AuthorizeSecurityGroupIngress").on(itself),
            ],
            update: [
                .call("ModifySecurityGroupRules").on(ofRule, itself), .call("CreateTags").on(itself),
                .call("DeleteTags").on(itself),
            ], delete: ["RevokeSecurityGroupIngress"]))
    static let securityGroupEgress = securityRule(
        "aws_vpc_security_group_egress_rule", .attribute("security_group_rule_id", or: "id")
    )
    .granting(
        Rights(
            .ec2, on: ofRule, newID: true, read: [.describe("DescribeSecurityGroupRules")],
            create: [
                "AuthorizeSecurityGroupEgress",
                .ec2Tags(at: "AuthorizeSecurityGroupEgress").on(itself),
            ],
            update: [
                .call("ModifySecurityGroupRules").on(ofRule, itself), .call("CreateTags").on(itself),
                .call("DeleteTags").on(itself),
            ], delete: ["RevokeSecurityGroupEgress"]))

    private static func networkACL(_ name: String) -> ResourceType {
        network(
            name, "DescribeNetworkAcls", "NetworkAclId.1", "networkAclSet", "networkAclId",
            absent: "InvalidNetworkAclID.NotFound")
    }

    private static let associated = Right.call("ReplaceNetworkAclAssociation").forEach("subnet_ids")
        .on(.ec2("network-acl"), .ec2("subnet", .attribute("subnet_ids")))

    static let networkACL = networkACL("aws_network_acl")
        .granting(
            Rights(
                .ec2, on: .ec2("network-acl", .id), newID: true, read: [.describe("DescribeNetworkAcls")],
                create: [
                    .creation("CreateNetworkAcl").on(
                        .ec2("network-acl", .id), .ec2("vpc", .attribute("vpc_id"))),
                    .ec2Tags(at: "CreateNetworkAcl"), associated,
                    .call("CreateNetworkAclEntry").ifSet("ingress"),
                    .call("CreateNetworkAclEntry").ifSet("egress"),
                ],
                update: ["CreateTags", "DeleteTags", "CreateNetworkAclEntry", "DeleteNetworkAclEntry"],
                delete: [associated, "DeleteNetworkAcl"], gaps: ["subnet_ids"]))
    static let defaultNetworkACL = networkACL("aws_default_network_acl")

    static let networkACLRule = ResourceType(
        "aws_network_acl_rule",
        read: ec2(
            "DescribeNetworkAcls", ["NetworkAclId.1": .attribute("network_acl_id")],
            absent: ["InvalidNetworkAclID.NotFound"],
            .listed(
                "networkAclSet.item.entrySet.item", .equals("ruleNumber", .attribute("rule_number")),
                .equals("egress", .attribute("egress"))))
    )
    .granting(
        Rights(
            .ec2, on: .ec2("network-acl", .attribute("network_acl_id")),
            read: [.describe("DescribeNetworkAcls")], create: ["CreateNetworkAclEntry"],
            delete: ["DeleteNetworkAclEntry"]))
}
