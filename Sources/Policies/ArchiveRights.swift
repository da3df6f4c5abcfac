public import Settings

/// The rights to add copies of snapshots to an archive in a bucket, and to do nothing else there: not even to read them, or to
/// overwrite one.
public struct ArchiveRights: Sendable {
    var grants: [Grant] = []
    var remarks: [PolicyRemark] = []

    /// - Parameters:
    ///   - archive: nil if none is configured.
    ///   - region: of the bucket, if the archive names none.
    public init(_ archive: ArchiveSettings?, region: String?) {
        guard let archive, case .bucket(let bucket, let prefix) = archive.place else { return }
        let location = ARNLocation(account: "", region: archive.region ?? region ?? "us-east-1")
        do throws(UnusableName) {
            let own = try Self.adding(archive, bucket, prefix, location)
            guard archive.profile != nil || archive.roleARN != nil else {
                grants = own
                return
            }
            if let role = archive.roleARN, archive.profile == nil {
                grants = Grant.reads("sts:AssumeRole", on: try OutsideName.arn(role, "role_arn"))
            }
            let whose = archive.roleARN ?? archive.profile.map { "the profile \($0)" } ?? ""
            let list = own.map { "\($0.action) on \($0.resource)" }.joined(separator: ", ")
            remarks = [
                .note(
                    "the archive uses \(whose): give it \(list), with the condition that s3:if-none-match is '*' for s3:PutObject"
                )
            ]
        } catch {
            remarks = [
                .warning(
                    "the archive: \(error.description), so the policy has no rights to it: rename it, or add the rights by hand"
                )
            ]
        }
    }

    private static func adding(
        _ archive: ArchiveSettings, _ bucket: String, _ prefix: String, _ location: ARNLocation
    ) throws(UnusableName) -> [Grant] {
        let path = try OutsideName.literal(prefix.isEmpty ? bucket : "\(bucket)/\(prefix)", "to")
        let objects = location.bare("s3", path + "/*")
        // Without this header, PutObject would replace an object (Amazon S3 User Guide, "Enforce conditional writes").
        let onlyNew = Grant.Condition("StringEquals", "s3:if-none-match", ["*"])
        var grants = Grant.writes("s3:PutObject", on: objects, if: onlyNew)
        if archive.lock != nil { grants += Grant.writes("s3:PutObjectRetention", on: objects) }
        if let key = archive.kmsKey {
            grants += Grant.writes("kms:GenerateDataKey", on: try OutsideName.arn(key, "kms_key"))
        }
        return grants
    }
}
