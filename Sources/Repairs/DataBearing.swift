import Catalogue

/// Resource types whose instances hold data that a new instance would not have.
enum DataBearing {
    /// Instances may have a backup that is restored under the same name, so that a new, empty one would be in the way.
    ///
    /// Of these Terrier can list the backups of DynamoDB tables alone; the others are created by a person.
    static let backedUp = neverCreated.union(names { $0 == .backedUp })

    /// A new instance does not replace the old one for those who used it, so one is created only where `allow:` names it.
    static let irreplaceable = names { $0 == .irreplaceable }.subtracting(backedUp)

    /// Types that are not in the catalogue, and types of which a person decides although the service itself keeps no backups
    /// or makes a new one that nobody can use: no `allow:` lets a repair create them.
    private static let neverCreated: Set<String> = [
        "aws_dynamodb_global_table", "aws_rds_global_cluster", "aws_s3_bucket", "aws_opensearch_domain",
        "aws_elasticsearch_domain", "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster",
        "aws_secretsmanager_secret", "aws_kms_key", "aws_cognito_user_pool", "aws_timestreamwrite_table",
        "aws_fsx_lustre_file_system", "aws_memorydb_cluster", "aws_keyspaces_table",
    ]

    private static func names(_ isSuch: (DataKeeping) -> Bool) -> Set<String> {
        Set(Catalogue.all.filter { isSuch($0.data) }.map(\.name))
    }
}
