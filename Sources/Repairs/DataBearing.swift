import Decisions

/// Resource types whose instances hold data that can be restored from a backup under the same name, so that a new,
/// empty instance would block the restore.
///
/// Terrier can list the backups of DynamoDB tables only; a person must create the others.
enum DataBearing {
    static let types: Set<String> = [
        "aws_dynamodb_table", "aws_dynamodb_global_table", "aws_db_instance", "aws_rds_cluster",
        "aws_rds_global_cluster", "aws_s3_bucket", "aws_efs_file_system", "aws_ebs_volume",
        "aws_elasticache_cluster", "aws_elasticache_replication_group", "aws_opensearch_domain",
        "aws_elasticsearch_domain", "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster",
        "aws_secretsmanager_secret", "aws_kms_key", "aws_cognito_user_pool", "aws_timestreamwrite_table",
        "aws_fsx_lustre_file_system", "aws_memorydb_cluster", "aws_keyspaces_table",
    ]
}
