import Catalogue
import Decisions
import Testing

@Suite struct UndeleteTests {
    private static let arn = "arn:aws:kms:us-east-1:123456789012:key/1-2"

    @Test func keyIsEnabledAgainUnlessTheCodeKeepsItDisabled() throws {
        let undelete = try #require(Catalogue.type("aws_kms_key")?.undelete)
        func calls(_ enabled: String?) -> [String] {
            undelete.writes.filter { $0.applies { $0 == "is_enabled" ? enabled : nil } }.map(\.action)
        }
        #expect(calls("true") == ["kms:CancelKeyDeletion", "kms:EnableKey"])
        #expect(calls(nil) == ["kms:CancelKeyDeletion", "kms:EnableKey"])
        #expect(calls("false") == ["kms:CancelKeyDeletion"])
        let attributes = try #require(Catalogue.type("aws_kms_key")).attributes
        #expect(attributes.isSuperset(of: ["arn", "key_id", "is_enabled"]))
    }

    @Test func commandNamesTheInstanceAndIsSafeForAShell() throws {
        let key = try #require(Catalogue.type("aws_kms_key")?.undelete)
        #expect(
            key.command { $0 == "arn" ? Self.arn : nil }
                == "aws kms cancel-key-deletion --key-id \(Self.arn) && aws kms enable-key --key-id \(Self.arn)"
        )
        let secret = try #require(Catalogue.type("aws_secretsmanager_secret")?.undelete)
        #expect(
            secret.command { $0 == "id" ? "db; rm -rf $HOME" : nil }
                == "aws secretsmanager restore-secret --secret-id NAME")
        #expect(secret.command { _ in nil } == nil)
    }

    @Test func bothModulesUseTheSameWords() {
        #expect(StateRule.scheduled == InstanceStatus.scheduled)
        #expect(InstanceStatus.unhealthy("\(StateRule.scheduled) (PendingDeletion)").isScheduledForDeletion)
        #expect(!InstanceStatus.unhealthy("DELETING").isScheduledForDeletion)
        #expect(!InstanceStatus.missing.isScheduledForDeletion)
    }
}
