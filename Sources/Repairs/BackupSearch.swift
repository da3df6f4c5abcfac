public import AWS
import Catalogue
public import Decisions
import Foundation
public import Terraform

/// Asks AWS for the backups of one instance.
public struct BackupSearch: Sendable {
    let aws: AWSClient
    /// Where the instance is.
    let region: String

    /// - Parameters:
    ///   - aws: the client with the credentials of an entry of `providers:`; nil for the stack's own.
    ///   - isThere: whether the instance exists: only then a table may have continuous backups, which are asked for too.
    public static func backups(
        of address: Address, _ state: State, isThere: Bool = false,
        _ aws: @Sendable (String?) -> AWSClient, _ region: String
    ) async -> BackupAnswer {
        let instance = state.instance(at: address)
        let search = BackupSearch(
            aws: aws(instance?.configuration.name), region: instance?.home.region ?? region)
        do throws(AWSFault) {
            switch address.type {
            case ResourceType.dynamoDBTable.name:
                guard let name = instance?.attributes[.name] ?? instance?.attributes[.id] else {
                    return .unknown(Unknown(.noState, "the state does not name the table"))
                }
                return try await search.table(name, isThere: isThere)
            case "aws_db_instance":
                guard let name = instance?.attributes["identifier"] ?? instance?.attributes[.id] else {
                    return .unknown(Unknown(.noState, "the state does not name the database"))
                }
                return try await search.database(name)
            case "aws_rds_cluster":
                guard let name = instance?.attributes["cluster_identifier"] ?? instance?.attributes[.id]
                else { return .unknown(Unknown(.noState, "the state does not name the cluster")) }
                return try await search.cluster(name)
            default:
                return .unknown(Unknown(.notAsked, "Terrier cannot ask for the backups of \(address.type)"))
            }
        } catch {
            return .unknown(Unknown(.failed, error.description))
        }
    }

    /// "Restoring a DynamoDB table from a backup", API reference of RestoreTableFromBackup.
    private static let tableLacks =
        "tags, TTL, streams, autoscaling, IAM policies and alarms; once it is ACTIVE, 'terraform plan' shows what is left to set"

    private func table(_ name: String, isThere: Bool) async throws(AWSFault) -> BackupAnswer {
        let found = try await aws.listBackups(table: name, region: region).filter { $0.status != "DELETED" }
        let usable = found.filter { $0.status == "AVAILABLE" && $0.arn != nil }
        let newest = usable.max { ($0.created ?? .distantPast) < ($1.created ?? .distantPast) }
        if let newest, let arn = newest.arn {
            let backup = Backup(
                name: "backup \(newest.name)", made: newest.created.map(Timestamp.init),
                restore: command(
                    "dynamodb", "restore-table-from-backup", "--target-table-name", name, "--backup-arn", arn),
                lacks: Self.tableLacks)
            return .some(found.count, newest: backup)
        }
        if !found.isEmpty { return .some(found.count) }
        guard isThere, try await aws.hasPointInTimeRecovery(table: name, region: region) else { return .none }
        // A restore always makes a new table, and the old one still has the name.
        let continuous = Backup(
            name: "point-in-time recovery", made: nil,
            restore: command(
                "dynamodb", "restore-table-to-point-in-time", "--source-table-name", name,
                "--target-table-name", "\(name)-restored", "--use-latest-restorable-time"),
            lacks: Self.tableLacks)
        return .some(1, newest: continuous)
    }

    /// Automated backups that outlive their database are not in the list, so that nothing found is not known.
    private static let onlySnapshots = BackupAnswer.unknown(
        Unknown(.notAsked, "there is no snapshot, and Terrier cannot ask for retained automated backups"))

    private func database(_ name: String) async throws(AWSFault) -> BackupAnswer {
        answer(try await aws.databaseSnapshots(instance: name, region: region)) { snapshot in
            Backup(
                name: "snapshot \(snapshot.name)", made: snapshot.created.map(Timestamp.init),
                restore: command(
                    "rds", "restore-db-instance-from-db-snapshot", "--db-instance-identifier", name,
                    "--db-snapshot-identifier", snapshot.name),
                lacks:
                    "tags, security groups, subnet group and parameter group, unless the command names them, nor alarms"
            )
        }
    }

    private func cluster(_ name: String) async throws(AWSFault) -> BackupAnswer {
        answer(try await aws.databaseSnapshots(cluster: name, region: region)) { snapshot in
            Backup(
                name: "snapshot \(snapshot.name)", made: snapshot.created.map(Timestamp.init),
                restore: command(
                    "rds", "restore-db-cluster-from-snapshot", "--db-cluster-identifier", name,
                    "--snapshot-identifier", snapshot.name, "--engine", snapshot.engine ?? "ENGINE"),
                lacks:
                    "the cluster's instances, tags, security groups, subnet group and parameter group, unless the command names them, nor alarms"
            )
        }
    }

    private func answer(_ found: [DatabaseSnapshot], _ backup: (DatabaseSnapshot) -> Backup) -> BackupAnswer {
        guard !found.isEmpty else { return Self.onlySnapshots }
        let usable = found.filter { $0.status == "available" }
        let newest = usable.max { ($0.created ?? .distantPast) < ($1.created ?? .distantPast) }
        return .some(found.count, newest: newest.map(backup))
    }

    /// A command of the AWS CLI, with the region, and with the endpoint of an emulator.
    private func command(_ words: String...) -> String {
        ShellWords.line(
            ["aws"] + words + ["--region", region] + (aws.endpoint.map { ["--endpoint-url", $0] } ?? []))
    }
}

extension Timestamp {
    /// To the second, which is what AWS shows.
    fileprivate init(_ date: Date) {
        self.init(seconds: Int64(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0)
    }
}
