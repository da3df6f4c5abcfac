import Decisions
import Settings
import Testing

@testable import Policies

@Suite struct ArchiveRightsTests {
    private func rights(_ archive: ArchiveSettings) -> ArchiveRights {
        ArchiveRights(archive, region: "cn-north-1")
    }

    @Test func onlyNewObjectsBelowThePrefixMayBeWritten() throws {
        let onlyNew = Grant.Condition("StringEquals", "s3:if-none-match", ["*"])
        var archive = ArchiveSettings(.bucket("b-1", prefix: "terrier"), region: "eu-west-1")
        #expect(
            rights(archive).grants
                == Grant.writes("s3:PutObject", on: "arn:aws:s3:::b-1/terrier/*", if: onlyNew))
        let key = "arn:aws:kms:eu-west-1:123456789012:key/k"
        archive.kmsKey = key
        archive.lock = .init(mode: .governance, lasts: .seconds(86_400))
        #expect(
            rights(archive).grants
                == Grant.writes("s3:PutObject", on: "arn:aws:s3:::b-1/terrier/*", if: onlyNew)
                + Grant.writes("s3:PutObjectRetention", on: "arn:aws:s3:::b-1/terrier/*")
                + Grant.writes("kms:GenerateDataKey", on: key))
        #expect(
            rights(ArchiveSettings(.bucket("b-1", prefix: ""))).grants.map(\.resource)
                == ["arn:aws-cn:s3:::b-1/*"])
        #expect(rights(ArchiveSettings(.directory("/mnt/b"))).grants.isEmpty)
        #expect(ArchiveRights(nil, region: nil).grants.isEmpty)
    }

    @Test func rightsOfAnotherIdentityAreNamedAndNotGranted() throws {
        let role = "arn:aws:iam::123456789012:role/archive"
        let archive = ArchiveSettings(.bucket("b-1", prefix: "x"), region: "eu-west-1", roleARN: role)
        #expect(rights(archive).grants == Grant.reads("sts:AssumeRole", on: role))
        let remark = try #require(rights(archive).remarks.first?.description)
        #expect(remark.contains("give it s3:PutObject on arn:aws:s3:::b-1/x/*"), "\(remark)")
        var profile = archive
        (profile.profile, profile.roleARN) = ("p", nil)
        #expect(rights(profile).grants.isEmpty && rights(profile).remarks.count == 1)
    }

    @Test func watcherHasThemAndTheRepairerDoesNot() throws {
        let archive = rights(ArchiveSettings(.bucket("b-1", prefix: "x"), region: "eu-west-1"))
        let policies = LeastPolicies([try Case().rights()], notify: [], archive: archive)
        let action = "s3:PutObject"
        #expect("\(policies.watcher)".contains(action) && !"\(policies.repairer)".contains(action))
        let elsewhere = LeastPolicies(
            [try Case().rights()], notify: [], archive: archive, account: "999999999999")
        #expect(!"\(elsewhere.watcher)".contains(action))
    }
}
