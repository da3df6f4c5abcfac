import Notifications
import Settings
import Testing

@testable import Watchdog

/// The command that `terrier impact` prints.
@Suite struct KeptPlanTests {
    private func plan(_ keys: String) throws -> KeptPlan {
        let text = """
            stacks:
              - {name: s, directory: /srv/s, account: "123456789012", region: us-east-1, \(keys)}
            """
        let settings = try #require(try parse(text, file: "terrier.yaml").stacks.first)
        return KeptPlan(in: "/tmp/p", of: settings, [:])
    }

    @Test func commandNamesTheProfileAndNothingIsLeftOut() throws {
        let plan = try plan("profile: own")
        #expect(plan.credentials == [])
        #expect(
            plan.apply
                == "TF_WORKSPACE=default AWS_PROFILE=own AWS_REGION=us-east-1 terraform -chdir=/srv/s apply /tmp/p/plan"
        )
    }

    /// The shell has other credentials, perhaps those of another account.
    @Test func credentialsThatTheCommandDoesNotChooseAreNamed() throws {
        let role = "arn:aws:iam::123456789012:role/deploy"
        let own = try plan("profile: own, role_arn: \"\(role)\"")
        #expect(own.credentials == ["those of the role \(role), assumed by the profile own"])
        #expect(!own.apply.contains("AWS_PROFILE"))
        let hub = "arn:aws:iam::210987654321:role/hub"
        let others = try plan(
            "providers: [{provider: aws.hub, profile: hub, account: \"210987654321\", role_arn: \"\(hub)\"}, {provider: aws.far, region: eu-west-1}]"
        )
        #expect(others.credentials == ["a profile hub for the provider aws.hub, of the role \(hub)"])
    }
}
