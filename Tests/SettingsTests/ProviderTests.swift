import Notifications
import Testing

@testable import Settings

@Suite struct ProviderTests {
    private func entries(_ lines: String...) throws -> [ProviderSettings] {
        try settings(stack(["account: \"123456789012\"", "providers:"] + lines.map { "  - \($0)" })).providers
    }

    @Test func entryHasTheKeysOfAProvider() throws {
        let entries = try entries(
            "{provider: aws.network, account: \"210987654321\", region: eu-west-1, profile: network}",
            "{provider: module.hub.aws, role_arn: \"arn:aws:iam::222222222222:role/reader\", external_id: x-1}",
            "{provider: 'aws.by_region[\"eu-west-1\"]', region: eu-west-1}")
        #expect(
            entries == [
                ProviderSettings(
                    provider: "aws.network", account: "210987654321", region: "eu-west-1", profile: "network"),
                // The account is that of the role.
                ProviderSettings(
                    provider: "module.hub.aws", account: "222222222222",
                    roleARN: "arn:aws:iam::222222222222:role/reader", externalID: "x-1"),
                // The stack's own credentials in another region.
                ProviderSettings(
                    provider: #"aws.by_region["eu-west-1"]"#, account: "123456789012", region: "eu-west-1"),
            ])
        #expect(try settings(stack([])).providers.isEmpty)
    }

    static let table: [(lines: [String], fault: String)] = [
        (["providers: x"], "4:16 providers is not a list"),
        (["providers: [x]"], "4:17 an entry of providers is not a mapping"),
        (["providers: [{region: eu-west-1}]"], "4:17 an entry of providers lacks 'provider'; add it"),
        (
            ["providers: [{provider: aws.a, region: eu-west-1, acount: \"1\"}]"],
            "4:54 unknown key 'acount' in an entry of providers; did you mean 'account'?"
        ),
        (
            ["providers: [{provider: network, region: eu-west-1}]"],
            "4:28 the provider 'network' is not one of AWS; did you mean 'aws.network'?"
        ),
        (
            ["providers: [{provider: asw.network, region: eu-west-1}]"],
            "4:28 the provider 'asw.network' is not one of AWS; did you mean 'aws.network'?"
        ),
        (
            ["providers: [{provider: aws.a.b, region: eu-west-1}]"],
            "4:28 the provider 'aws.a.b' is not a provider's configuration"
        ),
        (
            ["providers: [{provider: 'module.hub', region: eu-west-1}]"],
            "4:28 the provider 'module.hub' is not a provider's configuration"
        ),
        (["providers: [{provider: aws, region: eu-west-1}]"], "4:28 'aws' is the default configuration"),
        (
            ["providers: [{provider: aws.a, region: x-1}, {provider: aws.a, region: eu-west-1}]"],
            "4:60 two entries of providers are for 'aws.a'"
        ),
        (["providers: [{provider: aws.a, region: nowhere}]"], "4:43 the region 'nowhere'"),
        (
            ["providers: [{provider: aws.a, profile: p}]"],
            "4:17 an entry of providers with a profile needs 'account:'"
        ),
        (
            ["providers: [{provider: aws.a, account: 12, profile: p}]"],
            "4:44 the account '12' is not twelve digits"
        ),
        (["providers: [{provider: aws.a, role_arn: x}]"], "4:45 role_arn is not a role's ARN"),
        (
            [
                "providers: [{provider: aws.a, account: \"111111111111\", role_arn: 'arn:aws:iam::222222222222:role/r'}]"
            ],
            "4:44 the account '111111111111' is not that of role_arn, 222222222222"
        ),
        (
            ["providers: [{provider: aws.a}]"],
            "4:17 an entry of providers without credentials needs 'region:'"
        ),
        (
            [
                "account: \"123456789012\"",
                "providers: [{provider: aws.a, account: \"222222222222\", region: eu-west-1}]",
            ],
            "5:44 the account '222222222222' is not the stack's, and the entry names no credentials"
        ),
        (
            ["providers: [{provider: aws.a, region: eu-west-1, external_id: x}]"],
            "4:67 external_id is only for a role; add 'role_arn:'"
        ),
        (
            ["profile: p", "providers: [{provider: aws.a, account: \"222222222222\", profile: p}]"],
            "5:69 the profile 'p' is the stack's own identity"
        ),
        (
            ["providers: [{provider: aws.a, account: \"222222222222\", profile: default}]"],
            "4:69 the profile 'default' is the stack's own identity"
        ),
        (
            ["providers: [{provider: aws.a, account: \"222222222222\", profile: 'p]'}]"],
            "4:69 the profile's name is not valid"
        ),
        (
            [
                "providers:", "  - {provider: aws.a, account: \"222222222222\", profile: p}",
                "  - {provider: aws.b, profile: p, role_arn: 'arn:aws:iam::222222222222:role/r'}",
            ],
            "6:36 the profile 'p' has another role in the entry of 'aws.a'"
        ),
    ]

    @Test(arguments: table)
    func faultHasItsPositionAndTheRemedy(lines: [String], fault: String) {
        let found = faults(stack(lines))
        #expect(found.contains { $0.hasPrefix(fault) }, "\(found)")
    }
}
