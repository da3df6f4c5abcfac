/// Route tables, "Amazon EC2 API Reference".
extension ResourceType {
    static let routing = [
        routeTable, route, routeTableAssociation, mainRouteTableAssociation, defaultRouteTable,
    ]

    private static func routeTable(_ name: String) -> ResourceType {
        network(
            name, "DescribeRouteTables", "RouteTableId.1", "routeTableSet", "routeTableId",
            absent: "InvalidRouteTableID.NotFound")
    }

    static let routeTable = routeTable("aws_route_table")
        .granting(
            Rights(
                .ec2, on: .ec2("route-table", .id), newID: true, read: [.describe("DescribeRouteTables")],
                create: [
                    .creation("CreateRouteTable").on(
                        .ec2("route-table", .id), .ec2("vpc", .attribute("vpc_id"))),
                    .ec2Tags(at: "CreateRouteTable"),
                    .call("CreateRoute").ifSet("route"),
                ],
                update: [
                    "CreateTags", "DeleteTags", "CreateRoute",
                    .call("ReplaceRoute").because("its own routes change"),
                    "DeleteRoute",
                ], delete: ["DeleteRouteTable"], gaps: ["propagating_vgws"]))
    static let defaultRouteTable = routeTable("aws_default_route_table")

    private static let tableID = Value.attribute("route_table_id")

    private static let table = RightResource.ec2("route-table", tableID)
    private static let associated = RightResource.first([
        .ec2("subnet", .attribute("subnet_id")), .ec2("internet-gateway", .attribute("gateway_id")),
    ])

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
            state("state", healthy: ["active"], unhealthy: ["blackhole", "filtered"]))
    )
    .granting(
        Rights(
            .ec2, on: table, read: [.describe("DescribeRouteTables")], create: ["CreateRoute"],
            update: ["ReplaceRoute"], delete: ["DeleteRoute"]))

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
        .granting(
            Rights(
                .ec2, on: table, read: [.describe("DescribeRouteTables")],
                create: ["AssociateRouteTable", .call("AssociateRouteTable").on(associated).optional],
                update: [
                    "ReplaceRouteTableAssociation",
                    .call("ReplaceRouteTableAssociation").on(associated).optional,
                ],
                delete: ["DisassociateRouteTable", .call("DisassociateRouteTable").on(associated).optional]))
    static let mainRouteTableAssociation = routeAssociation("aws_main_route_table_association")
}
