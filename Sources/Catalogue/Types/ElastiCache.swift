/// ElastiCache, "API Reference": the query protocol.
extension ResourceType {
    static let elastiCache = [
        cacheCluster, cacheReplicationGroup.recorded, cacheSubnetGroup, cacheParameterGroup.recorded,
        cacheUser, cacheUserGroup.recorded,
    ]

    private static func cache(
        _ operation: String, _ parameter: String, _ value: Value, absent: Set<String>, _ path: String,
        _ field: String,
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .elastiCache, operation, .query("2015-02-02", [parameter: value]), absent: absent,
            element: Element.listed(path, .equals(field, value)).below("\(operation)Result"), states: states)
    }

    static let cacheCluster = ResourceType(
        "aws_elasticache_cluster", data: .backedUp,
        read: cache(
            "DescribeCacheClusters", "CacheClusterId", .attribute("cluster_id", or: "id"),
            absent: ["CacheClusterNotFound", "CacheClusterNotFoundFault"], "CacheClusters.CacheCluster",
            "CacheClusterId",
            [
                StateRule(
                    "CacheClusterStatus", healthy: ["available", "snapshotting"],
                    changing: ["creating", "modifying", "rebooting cluster nodes"],
                    unhealthy: ["deleting", "deleted", "incompatible-network", "restore-failed"])
            ]))

    static let cacheReplicationGroup = ResourceType(
        "aws_elasticache_replication_group", data: .backedUp,
        read: cache(
            "DescribeReplicationGroups", "ReplicationGroupId", .attribute("replication_group_id", or: "id"),
            absent: ["ReplicationGroupNotFoundFault"], "ReplicationGroups.ReplicationGroup",
            "ReplicationGroupId",
            [
                StateRule(
                    "Status", healthy: ["available", "snapshotting"], changing: ["creating", "modifying"],
                    unhealthy: ["deleting", "create-failed"])
            ]))

    static let cacheSubnetGroup = ResourceType(
        "aws_elasticache_subnet_group",
        read: cache(
            "DescribeCacheSubnetGroups", "CacheSubnetGroupName", .nameOrID,
            absent: ["CacheSubnetGroupNotFoundFault"],
            "CacheSubnetGroups.CacheSubnetGroup", "CacheSubnetGroupName"))

    static let cacheParameterGroup = ResourceType(
        "aws_elasticache_parameter_group",
        read: cache(
            "DescribeCacheParameterGroups", "CacheParameterGroupName", .nameOrID,
            absent: ["CacheParameterGroupNotFound"], "CacheParameterGroups.CacheParameterGroup",
            "CacheParameterGroupName"))

    static let cacheUser = ResourceType(
        "aws_elasticache_user",
        read: cache(
            "DescribeUsers", "UserId", .attribute("user_id", or: "id"), absent: ["UserNotFound"],
            "Users.member",
            "UserId",
            [StateRule("Status", healthy: ["active"], changing: ["modifying"], unhealthy: ["deleting"])]))

    static let cacheUserGroup = ResourceType(
        "aws_elasticache_user_group",
        read: cache(
            "DescribeUserGroups", "UserGroupId", .attribute("user_group_id", or: "id"),
            absent: ["UserGroupNotFound"],
            "UserGroups.member", "UserGroupId",
            [
                StateRule(
                    "Status", healthy: ["active"], changing: ["creating", "modifying"],
                    unhealthy: ["deleting"])
            ]))
}
