import Decisions

/// Resource types whose instances hold data that can be restored from a backup under the same name, so that a new,
/// empty one would stand in the way.
///
/// Of these Terrier can ask for the backups of DynamoDB tables alone; the others are created by a person.
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
