import Decisions

/// What is not simply healthy when it is deployed and missing when it is deleted, by type.
enum Differences {
    /// What is reported of a deployed instance.
    static let deployed: [String: InstanceStatus] = [
        // moto wants to know the log group by its name; the provider gives its ARN.
        "aws_flow_log": .unhealthy("logs are not delivered")
    ]

    /// What is reported where nothing was ever created.
    static let emptyAccount: [String: InstanceStatus] = [
        // It belongs to the account.
        "aws_api_gateway_account": .healthy
    ]

    /// What cannot be told where nothing was ever created, because moto answers with another error than AWS documents.
    static let unknownInAnEmptyAccount: Set = [
        // ClientException, as AWS: the operation has this code for every fault of the request.
        "aws_ecs_task_definition",
        // 500 in place of NotFoundException once the key is gone ("ListGrants", errors).
        "aws_kms_grant",
        // As when it is deleted alone.
        "aws_default_network_acl", "aws_efs_file_system_policy", "aws_network_acl", "aws_network_acl_rule",
        "aws_secretsmanager_secret_version",
    ]

    /// What is reported after its deletion: AWS only schedules it.
    static let deleted: [String: InstanceStatus] = [
        "aws_kms_key": .unhealthy("scheduled for deletion (PendingDeletion)"),
        // moto deletes projects by their names alone; the provider gives the ARN.
        "aws_codebuild_project": .healthy,
        // Undeletable, and part of no other thing.
        "aws_ec2_transit_gateway_vpc_attachment": .healthy,
        "aws_elasticache_cluster": .healthy,
        "aws_elasticache_subnet_group": .healthy,
        // moto keeps it after its VPC.
        "aws_default_network_acl": .healthy,
        // Terraform only forgets them; they belong to the account.
        "aws_api_gateway_account": .healthy, "aws_default_vpc": .healthy,
    ]

    /// What cannot be told after its deletion, because moto answers with another error than AWS documents.
    static let unknownWhenDeleted: Set = [
        // BadRequestException in place of NotFoundException ("GetRequestValidator", errors).
        "aws_api_gateway_request_validator",
        // InvalidRouteTableID.NotFound in place of InvalidNetworkAclID.NotFound ("Error codes for the Amazon EC2 API").
        "aws_network_acl", "aws_network_acl_rule",
        // 500 in place of FileSystemNotFound once the file system is gone ("DescribeFileSystemPolicy", errors).
        "aws_efs_file_system_policy",
        // An empty response in place of an empty NotificationConfiguration.
        "aws_s3_bucket_notification",
        // 500 in place of ResourceNotFoundException once the secret is gone ("ListSecretVersionIds", errors).
        "aws_secretsmanager_secret_version",
    ]

    /// What moto cannot delete: it answers 500, describes it as being deleted for ever, or deletes the whole bucket. Terraform is
    /// made to forget it; most of it is gone with the thing that it belongs to.
    static let undeletable: Set = [
        "aws_cognito_resource_server", "aws_ec2_transit_gateway_vpc_attachment", "aws_efs_file_system_policy",
        "aws_elasticache_cluster", "aws_elasticache_subnet_group", "aws_s3_bucket_inventory",
    ]

    /// What Terraform only forgets, or sets to a default, when it deletes it: it is there as long as its parent. The settings of
    /// methods are the exception: AWS deletes them, moto does not.
    static let staysWithItsParent: Set = [
        "aws_api_gateway_method_settings",
        "aws_acm_certificate_validation", "aws_default_network_acl", "aws_default_route_table",
        "aws_default_security_group", "aws_ecs_cluster_capacity_providers", "aws_s3_bucket_acl",
        "aws_s3_bucket_object_lock_configuration",
        "aws_iam_role_policies_exclusive", "aws_iam_role_policy_attachments_exclusive",
        "aws_s3_bucket_versioning", "aws_secretsmanager_secret_version", "aws_sns_topic_policy",
    ]
}
