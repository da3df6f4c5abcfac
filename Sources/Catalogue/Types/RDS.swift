/// RDS and Aurora, "API Reference": the query protocol.
extension ResourceType {
    static let rds = [
        dbInstance, dbCluster, dbClusterInstance, dbSubnetGroup, dbParameterGroup, dbClusterParameterGroup,
        dbOptionGroup,
        dbSnapshot, dbEventSubscription, dbProxy,
    ]

    private static func rds(
        _ operation: String, _ parameter: String, _ value: Value, absent: Set<String>, _ path: String,
        _ field: String,
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .rds, operation, .query("2014-10-31", [parameter: value]), absent: absent,
            element: Element.listed(path, .equals(field, value)).below("\(operation)Result"), states: states)
    }

    /// "Viewing Amazon RDS DB instance status": all of it. A stopped or full database serves nobody.
    private static func databaseStatus(_ path: String) -> StateRule {
        StateRule(
            path,
            healthy: ["available", "backing-up", "storage-optimization", "configuring-enhanced-monitoring"],
            changing: [
                "creating", "modifying", "upgrading", "maintenance", "rebooting", "renaming", "starting",
                "converting-to-vpc", "moving-to-vpc", "configuring-iam-database-auth",
                "configuring-log-exports",
                "configuring-associated-roles", "resetting-master-credentials", "storage-config-upgrade",
                "storage-initialization", "delete-precheck", "promoting", "migrating", "failing-over",
                "scaling-capacity", "scaling-compute", "scaling-storage", "update-iam-db-auth",
                "backtracking",
                "preparing-data-migration",
            ],
            unhealthy: [
                "deleting", "failed", "stopped", "stopping", "storage-full", "incompatible-create",
                "incompatible-credentials", "incompatible-network", "incompatible-option-group",
                "incompatible-parameters", "incompatible-restore", "inaccessible-encryption-credentials",
                "inaccessible-encryption-credentials-recoverable", "insufficient-capacity", "restore-error",
                "cloning-failed", "migration-failed",
            ])
    }

    private static let identifier = Value.attribute("identifier", or: "id")

    private static func databaseInstance(_ name: String) -> ResourceType {
        ResourceType(
            name, data: name == "aws_db_instance" ? .backedUp : .none,
            read: rds(
                "DescribeDBInstances", "DBInstanceIdentifier", identifier,
                absent: ["DBInstanceNotFound", "DBInstanceNotFoundFault"], "DBInstances.DBInstance",
                "DBInstanceIdentifier", [databaseStatus("DBInstanceStatus")]))
    }

    static let dbInstance = databaseInstance("aws_db_instance")
    /// The data of a cluster is the cluster's.
    static let dbClusterInstance = databaseInstance("aws_rds_cluster_instance")

    static let dbCluster = ResourceType(
        "aws_rds_cluster", data: .backedUp,
        read: rds(
            "DescribeDBClusters", "DBClusterIdentifier", .attribute("cluster_identifier", or: "id"),
            absent: ["DBClusterNotFoundFault"], "DBClusters.DBCluster", "DBClusterIdentifier",
            [databaseStatus("Status")]))

    static let dbSubnetGroup = ResourceType(
        "aws_db_subnet_group",
        read: rds(
            "DescribeDBSubnetGroups", "DBSubnetGroupName", .nameOrID,
            absent: ["DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound"], "DBSubnetGroups.DBSubnetGroup",
            "DBSubnetGroupName")
    )
    .granting(
        Rights(
            .rds, on: .own("rds:subgrp:", or: .regional("rds", "subgrp:\(.nameOrID)")),
            read: ["DescribeDBSubnetGroups", "ListTagsForResource"],
            create: ["CreateDBSubnetGroup", .tagging("AddTagsToResource")],
            update: [
                .call("ModifyDBSubnetGroup").because("the subnets change"), "AddTagsToResource",
                "RemoveTagsFromResource",
            ],
            delete: ["DeleteDBSubnetGroup"]))

    static let dbParameterGroup = ResourceType(
        "aws_db_parameter_group",
        read: rds(
            "DescribeDBParameterGroups", "DBParameterGroupName", .nameOrID,
            absent: ["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"],
            "DBParameterGroups.DBParameterGroup", "DBParameterGroupName")
    )
    .granting(
        Rights(
            .rds, on: .own("rds:pg:", or: .regional("rds", "pg:\(.nameOrID)")),
            read: ["DescribeDBParameterGroups", "DescribeDBParameters", "ListTagsForResource"],
            create: [
                "CreateDBParameterGroup", .tagging("AddTagsToResource"),
                .call("ModifyDBParameterGroup").ifSet("parameter"),
            ],
            update: [
                "ModifyDBParameterGroup", .call("AddTagsToResource").because("its tags change"),
                .call("RemoveTagsFromResource").because("its tags change"),
                .call("ResetDBParameterGroup").because("a parameter is removed"),
            ], delete: ["DeleteDBParameterGroup"]))

    static let dbClusterParameterGroup = ResourceType(
        "aws_rds_cluster_parameter_group",
        read: rds(
            "DescribeDBClusterParameterGroups", "DBClusterParameterGroupName", .nameOrID,
            absent: ["DBParameterGroupNotFound", "DBClusterParameterGroupNotFound"],
            "DBClusterParameterGroups.DBClusterParameterGroup", "DBClusterParameterGroupName"))

    static let dbOptionGroup = ResourceType(
        "aws_db_option_group",
        read: rds(
            "DescribeOptionGroups", "OptionGroupName", .nameOrID, absent: ["OptionGroupNotFoundFault"],
            "OptionGroupsList.OptionGroup", "OptionGroupName"))

    static let dbSnapshot = ResourceType(
        "aws_db_snapshot", data: .irreplaceable,
        read: rds(
            "DescribeDBSnapshots", "DBSnapshotIdentifier", .attribute("db_snapshot_identifier", or: "id"),
            absent: ["DBSnapshotNotFound", "DBSnapshotNotFoundFault"], "DBSnapshots.DBSnapshot",
            "DBSnapshotIdentifier",
            [
                StateRule(
                    "Status", healthy: ["available"], changing: ["creating", "copying"],
                    unhealthy: ["failed", "deleting"])
            ]))

    static let dbEventSubscription = ResourceType(
        "aws_db_event_subscription",
        read: rds(
            "DescribeEventSubscriptions", "SubscriptionName", .nameOrID,
            absent: ["SubscriptionNotFound", "SubscriptionNotFoundFault"],
            "EventSubscriptionsList.EventSubscription", "CustSubscriptionId",
            [
                StateRule(
                    "Status", healthy: ["active"], changing: ["creating", "modifying"],
                    unhealthy: ["deleting", "no-permission", "topic-not-exist"]),
                StateRule(
                    "Enabled", healthy: ["true"], words: ["false": "disabled"], whenAbsent: .healthy,
                    asWanted: .attribute("enabled")),
            ]))

    static let dbProxy = ResourceType(
        "aws_db_proxy",
        read: rds(
            "DescribeDBProxies", "DBProxyName", .nameOrID, absent: ["DBProxyNotFoundFault"],
            "DBProxies.member",
            "DBProxyName",
            [
                StateRule(
                    "Status", healthy: ["available"], changing: ["creating", "modifying", "reactivating"],
                    unhealthy: [
                        "incompatible-network", "insufficient-resource-limits", "deleting", "suspended",
                        "suspending",
                    ])
            ]))
}
