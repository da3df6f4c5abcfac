/// Whether instances of a type hold data.
public enum DataKeeping: Sendable, Equatable {
    /// Making one again restores everything.
    case none
    /// A new one is empty. The service keeps backups that a restore would bring back under the same name.
    case backedUp
    /// A new one is empty, and the service keeps no backups: queues, streams.
    case withoutBackups
    /// A new one is another one for those who used the old: user pools, keys.
    case irreplaceable
}

extension Catalogue {
    /// What an instance of a type holds; `none` for a type that nobody knows.
    public static func data(of type: String) -> DataKeeping {
        self.type(type)?.data ?? dataOfUnread[type] ?? .none
    }

    /// The names of all types whose instances hold data in this way.
    public static func names(holding data: DataKeeping) -> Set<String> {
        Set(all.filter { $0.data == data }.map(\.name)).union(dataOfUnread.filter { $0.value == data }.keys)
    }

    /// Types that hold data and that nobody knows how to ask for yet. Their services keep backups, which are not asked for either.
    private static let dataOfUnread: [String: DataKeeping] = [
        "aws_docdb_cluster": .backedUp, "aws_dynamodb_global_table": .backedUp,
        "aws_elasticsearch_domain": .backedUp, "aws_fsx_lustre_file_system": .backedUp,
        "aws_keyspaces_table": .backedUp, "aws_memorydb_cluster": .backedUp, "aws_neptune_cluster": .backedUp,
        "aws_opensearch_domain": .backedUp, "aws_rds_global_cluster": .backedUp,
        "aws_redshift_cluster": .backedUp, "aws_timestreamwrite_table": .backedUp,
    ]
}
