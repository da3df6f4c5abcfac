/// ECS and ECR, "API Reference": JSON 1.1.
extension ResourceType {
    static let containers = [
        ecsCluster, ecsService, ecsTaskDefinition, ecsCapacityProvider, ecsClusterCapacityProviders,
        ecrRepository,
        ecrRepositoryPolicy, ecrLifecyclePolicy, ecrRegistryPolicy, ecrPullThroughCacheRule.recorded,
    ]

    private static func ecs(
        _ operation: String, _ parameters: [String: Value], absent: Set<String> = [], _ element: Element,
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .ecs, operation, .json("1.1", "AmazonEC2ContainerServiceV20141113", parameters), absent: absent,
            element: element, states: states)
    }

    private static let clusterStatus = StateRule(
        "status", healthy: ["ACTIVE"], changing: ["PROVISIONING"], unhealthy: ["DEPROVISIONING", "FAILED"],
        gone: ["INACTIVE"])

    /// A deleted cluster is described as inactive for a while.
    static let ecsCluster = ResourceType(
        "aws_ecs_cluster",
        read: ecs(
            "DescribeClusters", ["clusters": .list([.arn])], absent: ["ClusterNotFoundException"],
            .listed("clusters", .equals("clusterArn", .arn)), [clusterStatus])
    )
    .granting(
        Rights(
            .ecs, on: .own("ecs:cluster/", or: .regional("ecs", "cluster/\(.attribute("name"))")),
            read: ["DescribeClusters"],
            create: ["CreateCluster", .tagging("TagResource")],
            update: ["UpdateCluster", "TagResource", "UntagResource", "ListTagsForResource"],
            delete: ["DeleteCluster"]))

    static let ecsClusterCapacityProviders = ResourceType(
        "aws_ecs_cluster_capacity_providers",
        read: ecs(
            "DescribeClusters", ["clusters": .list([.attribute("cluster_name", or: "id")])],
            absent: ["ClusterNotFoundException"],
            .listed("clusters", .equals("clusterName", .attribute("cluster_name", or: "id"))), [clusterStatus]
        )
    )
    .granting(
        Rights(
            .ecs, on: .regional("ecs", "cluster/\(.attribute("cluster_name", or: "id"))"),
            read: ["DescribeClusters"], create: ["PutClusterCapacityProviders"],
            update: ["PutClusterCapacityProviders"], delete: ["PutClusterCapacityProviders"]))

    /// Tasks that a deployment has not started yet are on their way, unless those that it started fail ("Deployment").
    private static let isBeingDeployed: @Sendable (ResponseTree) -> Bool = { service in
        service.texts(at: "deployments.rolloutState").contains("IN_PROGRESS")
            && service.texts(at: "deployments.failedTasks").allSatisfy { $0 == "0" }
    }

    static let ecsService = ResourceType(
        "aws_ecs_service",
        read: ecs(
            "DescribeServices", ["cluster": .attribute("cluster"), "services": .list([.attribute("name")])],
            absent: ["ClusterNotFoundException", "ServiceNotFoundException"],
            .listed("services", .equals("serviceName", .attribute("name"))),
            [
                StateRule("status", healthy: ["ACTIVE"], unhealthy: ["DRAINING"], gone: ["INACTIVE"]),
                StateRule(
                    "deployments.rolloutState", healthy: ["COMPLETED"], changing: ["IN_PROGRESS"],
                    words: ["FAILED": "a deployment failed"], whenAbsent: .healthy),
                .atLeast("runningCount", "desiredCount", "tasks run", unless: isBeingDeployed),
            ])
    )
    .granting(
        Rights(
            .ecs, on: .arn(.id, "ecs:service/"), read: ["DescribeServices"],
            create: [
                "CreateService", .tagging("TagResource"), .passRole("iam_role", to: "ecs.amazonaws.com"),
            ], update: ["UpdateService", "TagResource", "UntagResource"],
            delete: ["UpdateService", "DeleteService"]))

    static let ecsTaskDefinition = ResourceType(
        "aws_ecs_task_definition",
        read: ecs(
            "DescribeTaskDefinition", ["taskDefinition": .arn],
            .one("taskDefinition", .equals("taskDefinitionArn", .arn)),
            [StateRule("status", healthy: ["ACTIVE"], gone: ["INACTIVE", "DELETE_IN_PROGRESS"])])
    )
    .granting(
        Rights(
            .ecs, on: .regional("ecs", "task-definition/\(.attribute("family")):*"),
            read: [.call("DescribeTaskDefinition").on(.all)],
            create: [
                "RegisterTaskDefinition", .tagging("TagResource"),
                .passRole("task_role_arn", to: "ecs-tasks.amazonaws.com"),
                .passRole("execution_role_arn", to: "ecs-tasks.amazonaws.com"),
            ],
            update: [
                .call("TagResource").because("its tags change"),
                .call("UntagResource").because("its tags change"),
            ], delete: [.call("DeregisterTaskDefinition").on(.all)]))

    static let ecsCapacityProvider = ResourceType(
        "aws_ecs_capacity_provider",
        read: ecs(
            "DescribeCapacityProviders", ["capacityProviders": .list([.arn])],
            .listed("capacityProviders", .equals("capacityProviderArn", .arn)),
            [
                StateRule(
                    "status", healthy: ["ACTIVE"], changing: ["PROVISIONING"], unhealthy: ["DEPROVISIONING"],
                    gone: ["INACTIVE"]),
                StateRule(
                    "updateStatus", healthy: ["CREATE_COMPLETE", "UPDATE_COMPLETE"],
                    changing: ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"],
                    unhealthy: ["CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED", "DELETE_IN_PROGRESS"],
                    gone: ["DELETE_COMPLETE"], whenAbsent: .healthy),
            ]))

    private static func ecr(
        _ operation: String, _ parameters: [String: Value], absent: Set<String>, _ element: Element
    ) -> Read {
        Read(
            .ecr, operation, .json("1.1", "AmazonEC2ContainerRegistry_V20150921", parameters), absent: absent,
            element: element)
    }

    private static let repository = Value.attribute("repository", or: "id")

    static let ecrRepository = ResourceType(
        "aws_ecr_repository", data: .withoutBackups,
        read: ecr(
            "DescribeRepositories", ["repositoryNames": .list([.nameOrID])],
            absent: ["RepositoryNotFoundException"],
            .listed("repositories", .equals("repositoryName", .nameOrID)))
    )
    .granting(
        Rights(
            .ecr, on: .own("ecr:repository/", or: .regional("ecr", "repository/\(.nameOrID)")),
            read: ["DescribeRepositories", "ListTagsForResource"],
            create: ["CreateRepository", .tagging("TagResource")],
            update: [
                "PutImageTagMutability", "PutImageScanningConfiguration", "TagResource", "UntagResource",
            ], delete: ["DeleteRepository"]))

    static let ecrRepositoryPolicy = ResourceType(
        "aws_ecr_repository_policy",
        read: ecr(
            "GetRepositoryPolicy", ["repositoryName": repository],
            absent: ["RepositoryNotFoundException", "RepositoryPolicyNotFoundException"],
            .one("", .equals("repositoryName", repository)))
    )
    .granting(
        Rights(
            .ecr, on: .regional("ecr", "repository/\(repository)"), read: ["GetRepositoryPolicy"],
            create: ["SetRepositoryPolicy"], update: ["SetRepositoryPolicy"],
            delete: ["DeleteRepositoryPolicy"]))

    static let ecrLifecyclePolicy = ResourceType(
        "aws_ecr_lifecycle_policy",
        read: ecr(
            "GetLifecyclePolicy", ["repositoryName": repository],
            absent: ["RepositoryNotFoundException", "LifecyclePolicyNotFoundException"],
            .one("", .equals("repositoryName", repository)))
    )
    .granting(
        Rights(
            .ecr, on: .regional("ecr", "repository/\(repository)"), read: ["GetLifecyclePolicy"],
            create: ["PutLifecyclePolicy"],
            update: [
                "PutLifecyclePolicy"
            ], delete: ["DeleteLifecyclePolicy"]))

    static let ecrRegistryPolicy = ResourceType(
        "aws_ecr_registry_policy",
        read: ecr(
            "GetRegistryPolicy", [:], absent: ["RegistryPolicyNotFoundException"],
            .one("", .equals("registryId", .id))))

    static let ecrPullThroughCacheRule = ResourceType(
        "aws_ecr_pull_through_cache_rule",
        read: ecr(
            "DescribePullThroughCacheRules",
            ["ecrRepositoryPrefixes": .list([.attribute("ecr_repository_prefix", or: "id")])],
            absent: ["PullThroughCacheRuleNotFoundException"],
            .listed(
                "pullThroughCacheRules",
                .equals("ecrRepositoryPrefix", .attribute("ecr_repository_prefix", or: "id")))))
}
