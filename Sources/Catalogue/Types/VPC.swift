/// What a VPC consists of, "Amazon EC2 API Reference": asked as EC2 is.
extension ResourceType {
    static let vpcs = [
        vpc, subnet, internetGateway, internetGatewayAttachment, natGateway, elasticIP, elasticIPAssociation,
        vpcEndpoint, vpcEndpointAssociation, vpcPeering, networkInterface, flowLog, dhcpOptions,
        dhcpAssociation, egressOnlyGateway, vpnGateway, customerGateway, vpnConnection, prefixList,
        transitGateway, transitGatewayAttachment, defaultVPC,
    ]

    static func network(
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
        .granting(
            Rights(
                .ec2, on: .ec2("vpc", .id), newID: true,
                read: [
                    .describe("DescribeVpcs"), .describe("DescribeNetworkAcls"),
                    .describe("DescribeRouteTables"), .describe("DescribeSecurityGroups"),
                    "DescribeVpcAttribute",
                ],
                create: [
                    .creation("CreateVpc").on(.ec2("vpc", .id)), .ec2Tags(at: "CreateVpc"),
                    .call("ModifyVpcAttribute").ifSet("enable_dns_hostnames"),
                ],
                update: ["CreateTags", "DeleteTags", "ModifyVpcAttribute"], delete: ["DeleteVpc"],
                gaps: ["ipv4_ipam_pool_id", "ipv6_ipam_pool_id"]))
    static let defaultVPC = vpc("aws_default_vpc")

    static let subnet = network(
        "aws_subnet", "DescribeSubnets", "SubnetId.1", "subnetSet", "subnetId",
        absent: "InvalidSubnetID.NotFound",
        state(
            "state", healthy: ["available"], changing: ["pending"],
            unhealthy: ["unavailable", "failed", "failed-insufficient-capacity"])
    )
    .granting(
        Rights(
            .ec2, on: .ec2("subnet", .id), newID: true, read: [.describe("DescribeSubnets")],
            create: [
                .creation("CreateSubnet").on(.ec2("subnet", .id), .ec2("vpc", .attribute("vpc_id"))),
                .ec2Tags(at: "CreateSubnet"),
                .call("ModifySubnetAttribute").ifSet("map_public_ip_on_launch"),
            ],
            update: ["CreateTags", "DeleteTags", "ModifySubnetAttribute"],
            delete: ["DeleteSubnet", .describe("DescribeNetworkInterfaces")]))

    static let internetGateway = network(
        "aws_internet_gateway", "DescribeInternetGateways", "InternetGatewayId.1", "internetGatewaySet",
        "internetGatewayId", absent: "InvalidInternetGatewayID.NotFound"
    )
    .granting(
        Rights(
            .ec2, on: .ec2("internet-gateway", .id), newID: true,
            read: [.describe("DescribeInternetGateways")],
            create: [
                .creation("CreateInternetGateway").on(.ec2("internet-gateway", .id)),
                .ec2Tags(at: "CreateInternetGateway"),
                .call("AttachInternetGateway").on(.ec2("internet-gateway"), .ec2("vpc", .attribute("vpc_id")))
                    .optional,
            ],
            update: ["CreateTags", "DeleteTags"],
            delete: [
                "DeleteInternetGateway",
                .call("DetachInternetGateway").on(.ec2("internet-gateway"), .ec2("vpc", .attribute("vpc_id")))
                    .optional,
            ]))

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
            gone: ["deleting", "deleted"])
    )
    .granting(
        Rights(
            .ec2, on: .ec2("natgateway", .id), newID: true, read: [.describe("DescribeNatGateways")],
            create: [
                .creation("CreateNatGateway").on(
                    .ec2("natgateway", .id), .ec2("subnet", .attribute("subnet_id"))),
                .ec2Tags(at: "CreateNatGateway"),
                .call("CreateNatGateway").on(.ec2("elastic-ip", .attribute("allocation_id"))).optional,
            ],
            update: ["CreateTags", "DeleteTags"], delete: ["DeleteNatGateway"],
            gaps: ["secondary_allocation_ids"]))

    static let elasticIP = network(
        "aws_eip", "DescribeAddresses", "AllocationId.1", "addressesSet", "allocationId",
        absent: "InvalidAllocationID.NotFound"
    )
    .granting(
        Rights(
            .ec2, on: .ec2("elastic-ip", .id), newID: true,
            read: [.describe("DescribeAddresses"), .describe("DescribeAddressesAttribute")],
            create: [
                .creation("AllocateAddress").on(.ec2("elastic-ip", .id)), .ec2Tags(at: "AllocateAddress"),
            ],
            update: ["CreateTags", "DeleteTags"],
            delete: [
                "ReleaseAddress",
                .call("DisassociateAddress").ifSet("association_id"),
            ], gaps: ["instance", "network_interface"]))

    static let elasticIPAssociation = ResourceType(
        "aws_eip_association",
        read: ec2(
            "DescribeAddresses", ["AllocationId.1": .attribute("allocation_id")],
            absent: ["InvalidAllocationID.NotFound"],
            .listed("addressesSet.item", .equals("associationId", .id))))

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
        ]
    )
    .granting(
        Rights(
            .ec2, on: .ec2("vpc-endpoint", .id), newID: true,
            read: [.describe("DescribeVpcEndpoints"), .describe("DescribePrefixLists")],
            create: [
                .creation("CreateVpcEndpoint").on(
                    .ec2("vpc-endpoint", .id), .ec2("vpc", .attribute("vpc_id"))),
                .ec2Tags(at: "CreateVpcEndpoint"),
                .call("CreateVpcEndpoint").on(.ec2("route-table", .attribute("route_table_ids"))).forEach(
                    "route_table_ids"),
                .call("CreateVpcEndpoint").on(.ec2("subnet", .attribute("subnet_ids"))).forEach("subnet_ids"),
                .call("CreateVpcEndpoint").on(.ec2("security-group", .attribute("security_group_ids")))
                    .forEach("security_group_ids"),
            ],
            update: ["CreateTags", "DeleteTags", "ModifyVpcEndpoint"], delete: ["DeleteVpcEndpoints"],
            gaps: ["private_dns_enabled"]))

    private static func endpointPart(_ name: String, _ path: String, _ attribute: String) -> Read {
        ec2(
            "DescribeVpcEndpoints", ["VpcEndpointId.1": .attribute("vpc_endpoint_id")],
            absent: ["InvalidVpcEndpointId.NotFound"],
            .listed("vpcEndpointSet.item", .equals(path, .attribute(attribute))))
    }

    private static let modified = Right.call("ModifyVpcEndpoint").on(
        .ec2("vpc-endpoint", .attribute("vpc_endpoint_id")), .ec2("route-table", .attribute("route_table_id"))
    )

    static let vpcEndpointAssociation = ResourceType(
        "aws_vpc_endpoint_route_table_association",
        read: endpointPart(
            "aws_vpc_endpoint_route_table_association", "routeTableIdSet.item", "route_table_id")
    )
    .granting(
        Rights(
            .ec2, on: .ec2("vpc-endpoint", .attribute("vpc_endpoint_id")),
            read: [.describe("DescribeVpcEndpoints")],
            create: [modified], delete: [modified]))

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
            ])
    )
    .granting(
        Rights(
            .ec2, on: .ec2("vpc-flow-log", .id), newID: true, read: [.describe("DescribeFlowLogs")],
            create: [
                .creation("CreateFlowLogs").on(.ec2("vpc-flow-log", .id)), .ec2Tags(at: "CreateFlowLogs"),
                .call("CreateFlowLogs").on(.ec2("vpc", .attribute("vpc_id"))).optional,
                .call("CreateFlowLogs").on(.ec2("subnet", .attribute("subnet_id"))).optional,
                .call("CreateFlowLogs").on(.ec2("network-interface", .attribute("eni_id"))).optional,
                .passRole("iam_role_arn", to: "vpc-flow-logs.amazonaws.com"),
            ],
            update: ["CreateTags", "DeleteTags"], delete: ["DeleteFlowLogs"], gaps: ["destination_options"]))

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
