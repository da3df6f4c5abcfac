import Decisions
import Notifications
import Testing

@testable import Settings

@Suite struct ArchiveTests {
    private func archive(_ text: String) throws -> ArchiveSettings? {
        try parse("archive: \(text)\n" + stack([]), file: "t").archive
    }

    @Test func placesAndTheirSettingsAreRead() throws {
        #expect(try parse(stack([]), file: "t").archive == nil)
        #expect(try archive("/mnt/backup/") == ArchiveSettings(.directory("/mnt/backup")))
        #expect(
            try archive("s3://backup-bucket/a/b/") == ArchiveSettings(.bucket("backup-bucket", prefix: "a/b"))
        )
        #expect(try archive("s3://backup-bucket")?.name == "s3://backup-bucket")
        let key = "arn:aws:kms:us-east-1:123456789012:key/k"
        let role = "arn:aws:iam::123456789012:role/archive"
        #expect(
            try archive(
                """
                {to: s3://b-1/x, region: us-east-1, profile: p, role_arn: "\(role)", kms_key: "\(key)",
                 lock_for: 365d, lock_mode: compliance, endpoint: "http://127.0.0.1:9000"}
                """)
                == ArchiveSettings(
                    .bucket("b-1", prefix: "x"), region: "us-east-1", profile: "p", roleARN: role,
                    kmsKey: key, lock: .init(mode: .compliance, lasts: .seconds(365 * 86_400)),
                    endpoint: "http://127.0.0.1:9000"))
        #expect(try archive("{to: s3://b-1, lock_for: 1d}")?.lock?.mode == .governance)
    }

    @Test(
        arguments: [
            ("backup", "1:10 archive is neither a bucket nor an absolute path"),
            ("s3://Backup/x", "1:10 archive is neither a bucket nor an absolute path"),
            ("s3://b-1/x//y", "1:10 the prefix of archive has an empty part"),
            ("s3://b-1/../y", "1:10 the prefix of archive has an empty part"),
            ("'s3://b-1/*'", "1:10 the prefix of archive has an empty part"),
            ("{region: us-east-1}", "1:10 archive lacks 'to'"),
            ("{to: /mnt/x, region: us-east-1}", "1:31 region is only for a bucket"),
            ("{to: s3://b-1, lock_for: 1h}", "1:35 lock_for '1h' is too short"),
            ("{to: s3://b-1, lock_for: 40000d}", "1:35 lock_for is longer than 100 years"),
            ("{to: s3://b-1, lock_mode: governance}", "1:36 lock_mode is only for object lock"),
            ("{to: s3://b-1, kms_key: alias/x}", "1:34 kms_key is not a key's ARN"),
            (
                "{to: s3://b-1, regoin: us-east-1}",
                "1:25 unknown key 'regoin' in archive; did you mean 'region'?"
            ),
        ])
    func faultsSayWhatToWrite(entry: String, fault: String) {
        let found = faults("archive: \(entry)\n" + stack([]))
        #expect(found.contains { $0.hasPrefix(fault) }, "\(found)")
    }
}
