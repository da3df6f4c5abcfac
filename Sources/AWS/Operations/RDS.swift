import Catalogue
public import Foundation

/// One snapshot of a database instance, or of a cluster.
public struct DatabaseSnapshot: Sendable, Equatable {
    public var name: String
    /// `available`, `creating`, …
    public var status: String
    /// When it was made; nil while it is being made.
    public var created: Date?
    /// The database engine: a restore of a cluster must name it.
    public var engine: String?
}

/// Snapshots of RDS ("DescribeDBSnapshots", "DescribeDBClusterSnapshots"): those of a deleted database are listed too, except the
/// automated ones that were deleted with it.
extension AWSClient {
    /// The snapshots of an instance. Reads at most ten pages.
    public func databaseSnapshots(instance: String, region: String) async throws(AWSFault)
        -> [DatabaseSnapshot]
    {
        try await snapshots(
            "DescribeDBSnapshots", ["DBInstanceIdentifier": instance], element: "DBSnapshot",
            name: "DBSnapshotIdentifier", region)
    }

    /// The snapshots of a cluster. Reads at most ten pages.
    public func databaseSnapshots(cluster: String, region: String) async throws(AWSFault)
        -> [DatabaseSnapshot]
    {
        try await snapshots(
            "DescribeDBClusterSnapshots", ["DBClusterIdentifier": cluster], element: "DBClusterSnapshot",
            name: "DBClusterSnapshotIdentifier", region)
    }

    private func snapshots(
        _ operation: String, _ filter: [String: String], element: String, name: String, _ region: String
    ) async throws(AWSFault) -> [DatabaseSnapshot] {
        var found: [DatabaseSnapshot] = []
        var parameters = filter
        for _ in 0..<10 {
            let xml = try await query(
                .rds, operation, version: "2014-10-31", region: region, parameters)
            found += xml.groups(element).compactMap { texts in
                guard let snapshot = texts[name] else { return nil }
                return DatabaseSnapshot(
                    name: snapshot, status: texts["Status"] ?? "",
                    created: texts["SnapshotCreateTime"].flatMap(ISO8601.date), engine: texts["Engine"])
            }
            guard let marker = xml.first("Marker"), !marker.isEmpty else { return found }
            parameters["Marker"] = marker
        }
        // The newest one is not known before the end of the list.
        throw AWSFault(.notParsed, operation, detail: "the list has more than ten pages")
    }
}
