/// What a VPC consists of, "Amazon EC2 API Reference": asked as EC2 is.
extension ResourceType {
    static let vpcs = [
        vpc, subnet, routeTable, route, routeTableAssociation, mainRouteTableAssociation, internetGateway,
        internetGatewayAttachment, natGateway, elasticIP, elasticIPAssociation, securityGroup,
        securityGroupRule,
        securityGroupIngress, securityGroupEgress, networkACL, networkACLRule, vpcEndpoint,
        vpcEndpointAssociation,
        vpcPeering, networkInterface, flowLog, dhcpOptions, dhcpAssociation, egressOnlyGateway, vpnGateway,
        customerGateway, vpnConnection, prefixList, transitGateway, transitGatewayAttachment, defaultVPC,
        defaultSecurityGroup, defaultRouteTable, defaultNetworkACL,
    ]

    private static func network(
        _ name: String, _ operation: String, _ parameter: String, _ set: String, _ field: String,
        absent: String,
        _ states: [StateRule] = [], of id: Value = .id
    ) -> ResourceType {
        ResourceType(
            name,
            read: ec2(
                operation, [parameter: id], absent: [absent], .listed("\(set).item", .equals(field, id)),
                states))
    }

    private static let available = state("state", healthy: ["available"], changing: ["pending"])

    private static func vpc(_ name: String) -> ResourceType {
        network(
            name, "DescribeVpcs", "VpcId.1", "vpcSet", "vpcId", absent: "InvalidVpcID.NotFound", available)
    }

    static let vpc = vpc("aws_vpc")
    static let defaultVPC = vpc("aws_default_vpc")

    static let subnet = network(
        "aws_subnet", "DescribeSubnets", "SubnetId.1", "subnetSet", "subnetId",
        absent: "InvalidSubnetID.NotFound",
        state(
            "state", healthy: ["available"], changing: ["pending"],
            unhealthy: ["unavailable", "failed", "failed-insufficient-capacity"]))

    private static func routeTable(_ name: String) -> ResourceType {
        network(
            name, "DescribeRouteTables", "RouteTableId.1", "routeTableSet", "routeTableId",
            absent: "InvalidRouteTableID.NotFound")
    }

    static let routeTable = routeTable("aws_route_table")
    static let defaultRouteTable = routeTable("aws_default_route_table")

    private static let tableID = Value.attribute("route_table_id")

    /// A route whose target is gone is a black hole.
    static let route = ResourceType(
        "aws_route",
        read: ec2(
            "DescribeRouteTables", ["RouteTableId.1": tableID], absent: ["InvalidRouteTableID.NotFound"],
            Element.listed(
                "routeTableSet.item.routeSet.item",
                .anyOf(
                    ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
                    .first([
                        .attribute("destination_cidr_block"), .attribute("destination_ipv6_cidr_block"),
                        .attribute("destination_prefix_list_id"),
                    ]))),
            state("state", healthy: ["active"], unhealthy: ["blackhole", "filtered"])))

    private static func routeAssociation(_ name: String) -> ResourceType {
        ResourceType(
            name,
            read: ec2(
                "DescribeRouteTables", ["RouteTableId.1": tableID], absent: ["InvalidRouteTableID.NotFound"],
                .listed("routeTableSet.item.associationSet.item", .equals("routeTableAssociationId", .id)),
                [
                    StateRule(
                        "associationState.state", healthy: ["associated"], changing: ["associating"],
                        unhealthy: ["failed"], gone: ["disassociating", "disassociated"], whenAbsent: .healthy
                    )
                ]))
    }

    static let routeTableAssociation = routeAssociation("aws_route_table_association")
    static let mainRouteTableAssociation = routeAssociation("aws_main_route_table_association")

    static let internetGateway = network(
        "aws_internet_gateway", "DescribeInternetGateways", "InternetGatewayId.1", "internetGatewaySet",
        "internetGatewayId", absent: "InvalidInternetGatewayID.NotFound")

    static let internetGatewayAttachment = ResourceType(
        "aws_internet_gateway_attachment",
        read: ec2(
            "DescribeInternetGateways", ["InternetGatewayId.1": .attribute("internet_gateway_id")],
            absent: ["InvalidInternetGatewayID.NotFound"],
            .listed("internetGatewaySet.item.attachmentSet.item", .equals("vpcId", .attribute("vpc_id"))),
            state(
                "state", healthy: ["available", "attached"], changing: ["attaching"],
                gone: ["detaching", "detached"])))

    static let egressOnlyGateway = network(
        "aws_egress_only_internet_gateway", "DescribeEgressOnlyInternetGateways",
        "EgressOnlyInternetGatewayId.1",
        "egressOnlyInternetGatewaySet", "egressOnlyInternetGatewayId", absent: "InvalidGatewayID.NotFound")

    static let natGateway = network(
        "aws_nat_gateway", "DescribeNatGateways", "NatGatewayId.1", "natGatewaySet", "natGatewayId",
        absent: "NatGatewayNotFound",
        state(
            "state", healthy: ["available"], changing: ["pending"], unhealthy: ["failed"],
            gone: ["deleting", "deleted"]))

    static let elasticIP = network(
        "aws_eip", "DescribeAddresses", "AllocationId.1", "addressesSet", "allocationId",
        absent: "InvalidAllocationID.NotFound")

    static let elasticIPAssociation = ResourceType(
        "aws_eip_association",
        read: ec2(
            "DescribeAddresses", ["AllocationId.1": .attribute("allocation_id")],
            absent: ["InvalidAllocationID.NotFound"],
            .listed("addressesSet.item", .equals("associationId", .id))))

    private static func securityGroup(_ name: String) -> ResourceType {
        network(
            name, "DescribeSecurityGroups", "GroupId.1", "securityGroupInfo", "groupId",
            absent: "InvalidGroup.NotFound")
    }

    static let securityGroup = securityGroup("aws_security_group")
    static let defaultSecurityGroup = securityGroup("aws_default_security_group")

    private static func securityRule(_ name: String, _ id: Value) -> ResourceType {
        ResourceType(
            name,
            read: ec2(
                "DescribeSecurityGroupRules", ["SecurityGroupRuleId.1": id],
                absent: ["InvalidSecurityGroupRuleId.NotFound", "InvalidGroup.NotFound"],
                .listed("securityGroupRuleSet.item", .equals("securityGroupRuleId", id))))
    }

    /// The id in the state is the provider's own. One that is several rules of AWS has no `security_group_rule_id`, and is
    /// unknown.
    static let securityGroupRule = securityRule(
        "aws_security_group_rule", .attribute("security_group_rule_id"))
    static let securityGroupIngress = securityRule(
        "aws_vpc_security_group_ingress_rule", .attribute("security_group_rule_id", or: "id"))
    static let securityGroupEgress = securityRule(
        "aws_vpc_security_group_egress_rule", .attribute("security_group_rule_id", or: "id"))

    private static func networkACL(_ name: String) -> ResourceType {
        network(
            name, "DescribeNetworkAcls", "NetworkAclId.1", "networkAclSet", "networkAclId",
            absent: "InvalidNetworkAclID.NotFound")
    }

    static let networkACL = networkACL("aws_network_acl")
    static let defaultNetworkACL = networkACL("aws_default_network_acl")

    static let networkACLRule = ResourceType(
        "aws_network_acl_rule",
        read: ec2(
            "DescribeNetworkAcls", ["NetworkAclId.1": .attribute("network_acl_id")],
            absent: ["InvalidNetworkAclID.NotFound"],
            .listed(
                "networkAclSet.item.entrySet.item", .equals("ruleNumber", .attribute("rule_number")),
                .equals("egress", .attribute("egress")))))

    static let vpcEndpoint = network(
        "aws_vpc_endpoint", "DescribeVpcEndpoints", "VpcEndpointId.1", "vpcEndpointSet", "vpcEndpointId",
        absent: "InvalidVpcEndpointId.NotFound",
        [
            // Written in both cases.
            StateRule(
                "state", healthy: ["available", "Available"],
                changing: [
                    "pending", "Pending", "pendingAcceptance", "PendingAcceptance", "partial", "Partial",
                ],
                unhealthy: ["failed", "Failed", "rejected", "Rejected", "expired", "Expired"],
                gone: ["deleting", "Deleting", "deleted", "Deleted"])
        ])

    private static func endpointPart(_ name: String, _ path: String, _ attribute: String) -> Read {
        ec2(
            "DescribeVpcEndpoints", ["VpcEndpointId.1": .attribute("vpc_endpoint_id")],
            absent: ["InvalidVpcEndpointId.NotFound"],
            .listed("vpcEndpointSet.item", .equals(path, .attribute(attribute))))
    }

    static let vpcEndpointAssociation = ResourceType(
        "aws_vpc_endpoint_route_table_association",
        read: endpointPart(
            "aws_vpc_endpoint_route_table_association", "routeTableIdSet.item", "route_table_id"))

    static let vpcPeering = network(
        "aws_vpc_peering_connection", "DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1",
        "vpcPeeringConnectionSet", "vpcPeeringConnectionId", absent: "InvalidVpcPeeringConnectionID.NotFound",
        state(
            "status.code", healthy: ["active"],
            changing: ["initiating-request", "pending-acceptance", "provisioning"],
            unhealthy: ["failed", "expired", "rejected"], gone: ["deleted", "deleting"]))

    static let networkInterface = network(
        "aws_network_interface", "DescribeNetworkInterfaces", "NetworkInterfaceId.1", "networkInterfaceSet",
        "networkInterfaceId", absent: "InvalidNetworkInterfaceID.NotFound",
        state(
            "status", healthy: ["available", "in-use", "associated"],
            changing: ["attaching", "detaching", "pending"]))

    static let flowLog = ResourceType(
        "aws_flow_log",
        read: ec2(
            "DescribeFlowLogs", ["FlowLogId.1": .id], absent: ["InvalidFlowLogId.NotFound"],
            .listed("flowLogSet.item", .equals("flowLogId", .id)),
            [
                StateRule("flowLogStatus", healthy: ["ACTIVE"], whenAbsent: .healthy),
                StateRule(
                    "deliverLogsStatus", healthy: ["SUCCESS"], words: ["FAILED": "logs are not delivered"],
                    whenAbsent: .healthy),
            ]))

    static let dhcpOptions = network(
        "aws_vpc_dhcp_options", "DescribeDhcpOptions", "DhcpOptionsId.1", "dhcpOptionsSet", "dhcpOptionsId",
        absent: "InvalidDhcpOptionID.NotFound")

    static let dhcpAssociation = ResourceType(
        "aws_vpc_dhcp_options_association",
        read: ec2(
            "DescribeVpcs", ["VpcId.1": .attribute("vpc_id")], absent: ["InvalidVpcID.NotFound"],
            .listed("vpcSet.item", .equals("dhcpOptionsId", .attribute("dhcp_options_id")))))

    static let vpnGateway = network(
        "aws_vpn_gateway", "DescribeVpnGateways", "VpnGatewayId.1", "vpnGatewaySet", "vpnGatewayId",
        absent: "InvalidVpnGatewayID.NotFound",
        state("state", healthy: ["available"], changing: ["pending"], gone: ["deleting", "deleted"]))

    static let customerGateway = network(
        "aws_customer_gateway", "DescribeCustomerGateways", "CustomerGatewayId.1", "customerGatewaySet",
        "customerGatewayId", absent: "InvalidCustomerGatewayID.NotFound",
        state("state", healthy: ["available"], changing: ["pending"], gone: ["deleting", "deleted"]))

    static let vpnConnection = network(
        "aws_vpn_connection", "DescribeVpnConnections", "VpnConnectionId.1", "vpnConnectionSet",
        "vpnConnectionId",
        absent: "InvalidVpnConnectionID.NotFound",
        state("state", healthy: ["available"], changing: ["pending"], gone: ["deleting", "deleted"]))

    static let prefixList = network(
        "aws_ec2_managed_prefix_list", "DescribeManagedPrefixLists", "PrefixListId.1", "prefixListSet",
        "prefixListId",
        absent: "InvalidPrefixListID.NotFound",
        state(
            "state", healthy: ["create-complete", "modify-complete", "restore-complete"],
            changing: ["create-in-progress", "modify-in-progress", "restore-in-progress"],
            unhealthy: ["create-failed", "modify-failed", "restore-failed", "delete-failed"],
            gone: ["delete-in-progress", "delete-complete"]))

    static let transitGateway = network(
        "aws_ec2_transit_gateway", "DescribeTransitGateways", "TransitGatewayIds.1", "transitGatewaySet",
        "transitGatewayId", absent: "InvalidTransitGatewayID.NotFound",
        state(
            "state", healthy: ["available"], changing: ["pending", "modifying"],
            gone: ["deleting", "deleted"]))

    static let transitGatewayAttachment = network(
        "aws_ec2_transit_gateway_vpc_attachment", "DescribeTransitGatewayVpcAttachments",
        "TransitGatewayAttachmentIds.1",
        "transitGatewayVpcAttachments", "transitGatewayAttachmentId",
        absent: "InvalidTransitGatewayAttachmentID.NotFound",
        state(
            "state", healthy: ["available"],
            changing: [
                "initiating", "initiatingRequest", "pendingAcceptance", "pending", "modifying", "rollingBack",
            ],
            unhealthy: ["failed", "failing", "rejected", "rejecting"], gone: ["deleting", "deleted"]))
}
