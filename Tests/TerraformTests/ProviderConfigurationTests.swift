import Decisions
import Testing

@testable import Terraform

@Suite struct ProviderConfigurationTests {
    @Test(arguments: [
        (#"provider["registry.terraform.io/hashicorp/aws"]"#, "aws"),
        (#"provider["registry.terraform.io/hashicorp/aws"].west"#, "aws.west"),
        (#"module.hub.provider["registry.terraform.io/hashicorp/aws"]"#, "module.hub.aws"),
        (
            #"module.hub.module.dns.provider["registry.opentofu.org/hashicorp/aws"].west"#,
            "module.hub.module.dns.aws.west"
        ),
        (
            #"provider["registry.opentofu.org/hashicorp/aws"].by_region["eu-west-1"]"#,
            #"aws.by_region["eu-west-1"]"#
        ),
        ("provider.aws.west", "aws.west"), ("module.hub.provider.aws", "module.hub.aws"),
        ("provider.aws", "aws"),
        ("", "aws"),
    ])
    func nameIsTheOneOfTheCode(text: String, name: String) {
        let configuration = ProviderConfiguration(text)
        #expect(configuration.name == name)
        #expect(configuration.isDefault == (name == "aws"))
    }

    /// Terraform allows these names, too.
    @Test func moduleNamedProviderIsNoMark() {
        let text = #"module.provider.provider["registry.terraform.io/hashicorp/aws"].provider"#
        #expect(ProviderConfiguration(text).name == "module.provider.aws.provider")
        #expect(ProviderConfiguration("module.provider.provider.aws.west").name == "module.provider.aws.west")
    }

    static let aws = #"provider[\"registry.terraform.io/hashicorp/aws\"]"#

    private func state(_ resources: String...) throws -> State {
        try State(
            parsing: Array(
                #"{"version":4,"serial":1,"lineage":"l","resources":[\#(resources.joined(separator: ","))]}"#
                    .utf8),
            stack: "s")
    }

    private func resource(_ type: String, _ alias: String, _ attributes: String, mode: String = "managed")
        -> String
    {
        #"{"mode":"\#(mode)","type":"\#(type)","name":"x\#(alias.dropFirst())","provider":"\#(Self.aws)\#(alias)","instances":[{"attributes":{\#(attributes)}}]}"#
    }

    private func home(_ type: String, _ attributes: String) throws -> InstanceHome {
        try #require(try state(resource(type, "", attributes)).managed.first).home
    }

    @Test func homeComesFromTheInstancesOwnAttributes() throws {
        #expect(
            try home("aws_dynamodb_table", #""arn":"arn:aws-cn:dynamodb:cn-north-1:123456789012:table/t""#)
                == InstanceHome(partition: "aws-cn", region: "cn-north-1", account: "123456789012"))
        // The ARN of an API has no account; the one of its methods has.
        #expect(
            try home(
                "aws_api_gateway_rest_api",
                #""arn":"arn:aws:apigateway:us-east-1::/restapis/a","execution_arn":"arn:aws:execute-api:us-east-1:222222222222:a""#
            )
                == InstanceHome(partition: "aws", region: "us-east-1", account: "222222222222"))
        // Version 6 of the provider.
        #expect(try home("aws_sqs_queue_policy", #""region":"eu-west-1""#).region == "eu-west-1")
        #expect(try home("aws_sqs_queue_policy", #""region":"everywhere""#).region == nil)
    }

    /// The attribute of a target is the ARN of what is called, possibly in another account and region.
    @Test func arnOfAnotherResourceIsNotTheHome() throws {
        let bus = #""arn":"arn:aws:events:eu-west-1:222222222222:event-bus/central""#
        #expect(try home("aws_cloudwatch_event_target", bus) == InstanceHome())
    }

    @Test func instancesShowWhereTheirConfigurationWorks() throws {
        let state = try state(
            resource("aws_dynamodb_table", "", #""arn":"arn:aws:dynamodb:us-east-1:123456789012:table/t""#),
            resource("aws_iam_role", "", #""arn":"arn:aws:iam::123456789012:role/r""#),
            resource("aws_iam_role", ".hub", #""arn":"arn:aws:iam::222222222222:role/r""#),
            resource(
                "aws_lambda_function", ".west", #""arn":"arn:aws:lambda:us-west-2:123456789012:function:f""#),
            resource(
                "aws_sns_topic_subscription", ".west", #""arn":"arn:aws:sns:us-west-2:333333333333:t:1""#),
            resource(
                "aws_caller_identity", ".dns", #""arn":"arn:aws:sts::444444444444:assumed-role/a/b""#,
                mode: "data"),
            resource("aws_iam_role", ".dns2", #""arn":"arn:aws:iam::555555555555:role/r""#, mode: "data"))
        let shown = ProviderPlaces(state)
        func places(_ alias: String) -> ProviderPlaces.Shown {
            shown[ProviderConfiguration(#"provider["registry.terraform.io/hashicorp/aws"]"# + alias)]
        }
        #expect(places("").accounts == ["123456789012"] && places("").regions == ["us-east-1"])
        #expect(places(".hub").accounts == ["222222222222"] && places(".hub").regions.isEmpty)
        // A subscription has the ARN of its topic, which may belong to anybody.
        #expect(places(".west").accounts == ["123456789012"] && places(".west").regions == ["us-west-2"])
        #expect(places(".dns").accounts == ["444444444444"])
        // A data source may read what belongs to another account.
        #expect(places(".dns2") == ProviderPlaces.Shown())
        #expect(shown.account(of: "aws") == "123456789012")
    }

    @Test func instanceMayHaveAConfigurationOfItsOwn() throws {
        let state = try state(
            #"{"mode":"managed","type":"aws_sqs_queue","name":"q","provider":"\#(Self.aws)","instances":[{"index_key":"eu","provider":"\#(Self.aws).by_region[\"eu-west-1\"]","attributes":{}},{"index_key":"us","attributes":{}}]}"#
        )
        #expect(state.managed.map(\.configuration.name) == [#"aws.by_region["eu-west-1"]"#, "aws"])
        #expect(
            state.managed.map(\.provider) == Array(repeating: "registry.terraform.io/hashicorp/aws", count: 2)
        )
    }
}
