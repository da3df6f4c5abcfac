/// Cognito, CodeBuild, EFS and Backup, "API Reference".
extension ResourceType {
    static let platform = [
        userPool, userPoolClient, userPoolDomain, userGroup, identityProvider, resourceServer, identityPool,
        identityPoolRoles.recorded, buildProject, fileSystem, mountTarget, accessPoint, fileSystemPolicy,
        backupVault,
        backupPlan,
        backupSelection.recorded,
    ]

    private static func cognito(
        _ operation: String, _ parameters: [String: Value], _ element: Element, _ states: [StateRule] = []
    ) -> Read {
        Read(
            .cognito, operation, .json("1.1", "AWSCognitoIdentityProviderService", parameters),
            absent: ["ResourceNotFoundException"], element: element, states: states)
    }

    private static let pool = Value.attribute("user_pool_id")

    static let userPool = ResourceType(
        "aws_cognito_user_pool", data: .irreplaceable,
        read: cognito("DescribeUserPool", ["UserPoolId": .id], .one("UserPool", .equals("Id", .id))))

    static let userPoolClient = ResourceType(
        "aws_cognito_user_pool_client",
        read: cognito(
            "DescribeUserPoolClient", ["UserPoolId": pool, "ClientId": .id],
            .one("UserPoolClient", .equals("ClientId", .id))))

    /// A domain that is not there is described as an empty one.
    static let userPoolDomain = ResourceType(
        "aws_cognito_user_pool_domain",
        read: cognito(
            "DescribeUserPoolDomain", ["Domain": .attribute("domain", or: "id")],
            .listed("DomainDescription", .equals("Domain", .attribute("domain", or: "id"))),
            [
                StateRule(
                    "Status", healthy: ["ACTIVE"], changing: ["CREATING", "UPDATING"],
                    unhealthy: ["DELETING", "FAILED"], whenAbsent: .healthy)
            ]))

    static let userGroup = ResourceType(
        "aws_cognito_user_group",
        read: cognito(
            "GetGroup", ["UserPoolId": pool, "GroupName": .attribute("name")],
            .one("Group", .equals("GroupName", .attribute("name")))))

    static let identityProvider = ResourceType(
        "aws_cognito_identity_provider",
        read: cognito(
            "DescribeIdentityProvider", ["UserPoolId": pool, "ProviderName": .attribute("provider_name")],
            .one("IdentityProvider", .equals("ProviderName", .attribute("provider_name")))))

    static let resourceServer = ResourceType(
        "aws_cognito_resource_server",
        read: cognito(
            "DescribeResourceServer", ["UserPoolId": pool, "Identifier": .attribute("identifier")],
            .one("ResourceServer", .equals("Identifier", .attribute("identifier")))))

    private static func identity(_ operation: String, _ id: Value, _ element: Element) -> Read {
        Read(
            .cognitoIdentity, operation, .json("1.1", "AWSCognitoIdentityService", ["IdentityPoolId": id]),
            absent: ["ResourceNotFoundException"], element: element)
    }

    static let identityPool = ResourceType(
        "aws_cognito_identity_pool", data: .irreplaceable,
        read: identity("DescribeIdentityPool", .id, .one("", .equals("IdentityPoolId", .id))))

    static let identityPoolRoles = ResourceType(
        "aws_cognito_identity_pool_roles_attachment",
        read: identity(
            "GetIdentityPoolRoles", .attribute("identity_pool_id", or: "id"),
            .one("", .equals("IdentityPoolId", .attribute("identity_pool_id", or: "id"))).with(part: "Roles"))
    )

    static let buildProject = ResourceType(
        "aws_codebuild_project",
        read: Read(
            .codeBuild, "BatchGetProjects",
            .json("1.1", "CodeBuild_20161006", ["names": .list([.attribute("name")])]),
            element: .listed("projects", .equals("name", .attribute("name")))))

    private static func files(
        _ operation: String, _ path: PathTemplate, query parameters: [String: Value] = [:],
        absent: Set<String>,
        _ element: Element
    ) -> Read {
        Read(
            .efs, operation, .get(path, parameters), absent: absent, element: element,
            states: [
                StateRule(
                    "LifeCycleState", healthy: ["available"], changing: ["creating", "updating"],
                    unhealthy: ["error"], gone: ["deleting", "deleted"])
            ])
    }

    static let fileSystem = ResourceType(
        "aws_efs_file_system", data: .backedUp,
        read: files(
            "DescribeFileSystems", "/2015-02-01/file-systems", query: ["FileSystemId": .id],
            absent: ["FileSystemNotFound"],
            .listed("FileSystems", .equals("FileSystemId", .id))))

    static let mountTarget = ResourceType(
        "aws_efs_mount_target",
        read: files(
            "DescribeMountTargets", "/2015-02-01/mount-targets", query: ["MountTargetId": .id],
            absent: ["MountTargetNotFound"], .listed("MountTargets", .equals("MountTargetId", .id))))

    static let accessPoint = ResourceType(
        "aws_efs_access_point",
        read: files(
            "DescribeAccessPoints", "/2015-02-01/access-points", query: ["AccessPointId": .id],
            absent: ["AccessPointNotFound"], .listed("AccessPoints", .equals("AccessPointId", .id))))

    static let fileSystemPolicy = ResourceType(
        "aws_efs_file_system_policy",
        read: Read(
            .efs, "DescribeFileSystemPolicy",
            .get("/2015-02-01/file-systems/\(.attribute("file_system_id", or: "id"))/policy"),
            absent: ["FileSystemNotFound", "PolicyNotFound"],
            element: .one("", .equals("FileSystemId", .attribute("file_system_id", or: "id")))))

    static let backupVault = ResourceType(
        "aws_backup_vault", data: .irreplaceable,
        read: Read(
            .backup, "DescribeBackupVault", .get("/backup-vaults/\(.nameOrID)"),
            absent: ["ResourceNotFoundException"], element: .one("", .equals("BackupVaultName", .nameOrID)),
            states: [
                StateRule(
                    "VaultState", healthy: ["AVAILABLE"], changing: ["CREATING"], unhealthy: ["FAILED"],
                    whenAbsent: .healthy)
            ]))

    static let backupPlan = ResourceType(
        "aws_backup_plan",
        read: Read(
            .backup, "GetBackupPlan", .get("/backup/plans/\(.id)/"), absent: ["ResourceNotFoundException"],
            element: .one("", .equals("BackupPlanId", .id)), states: [.deleted("DeletionDate")]))

    static let backupSelection = ResourceType(
        "aws_backup_selection",
        read: Read(
            .backup, "GetBackupSelection", .get("/backup/plans/\(.attribute("plan_id"))/selections/\(.id)"),
            absent: ["ResourceNotFoundException"], element: .one("", .equals("SelectionId", .id))))
}
