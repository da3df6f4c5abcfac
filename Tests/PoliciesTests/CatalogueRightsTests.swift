import Catalogue
import Foundation
import TestSupport
import Testing

@testable import Policies

/// The rights for Terrier's own reads.
@Suite struct CatalogueRightsTests {
    /// The watcher's entries for a service, of a stack with these resources.
    private func entries(_ prefix: String, _ resources: String...) throws -> [String] {
        try Case(resources: resources).entries(.watcher, prefix)
    }

    @Test func everyTypeOfTheCatalogueHasTheActionOfItsRead() throws {
        for type in Catalogue.all {
            let attributes = Set(type.attributes.map(String.init(describing:)) + ["id", "arn"]).sorted()
                .map { "\"\($0)\":\"x\"" }.joined(separator: ",")
            let stack = Case(resources: [resource(type.name, "a", attributes)])
            for role in LeastPolicies.Role.allCases {
                let actions = Set(try stack.printed(role).entries.map(\.action))
                for read in [type.read] + type.also {
                    #expect(actions.contains(read.action), "\(type.name): \(actions)")
                }
            }
        }
    }

    @Test func everyActionOnAResourceIsOneOfTheCatalogue() {
        let actions = Set(Catalogue.all.map(\.read.action))
        #expect(CatalogueRights.withResources.subtracting(actions) == [])
    }

    @Test func ownARNIsTheResourceWhereTheServiceIsTheActions() throws {
        let arn = "arn:aws:sqs:eu-west-1:123456789012:q"
        #expect(
            try entries("sqs:", resource("aws_sqs_queue", "q", "\"arn\":\"\(arn)\"")) == [
                "sqs:GetQueueAttributes on \(arn)", "sqs:ListQueueTags on \(arn)",
            ])
        let other = #""arn":"arn:aws:s3:::b","url":"https://sqs.eu-west-1.amazonaws.com/123456789012/q""#
        #expect(
            try entries("sqs:", resource("aws_sqs_queue", "q", other)) == [
                "sqs:GetQueueAttributes on \(arn)", "sqs:ListQueueTags on \(arn)",
            ])
        #expect(
            try entries("kms:", resource("aws_kms_key", "k", #""id":"1","arn":"arn:aws:s3:::b""#)) == [
                "kms:DescribeKey on *"
            ])
    }

    @Test func everyPartOfABucketIsReadOnTheBucket() throws {
        let entries = try entries(
            "s3:", resource("aws_s3_bucket", "b", #""id":"b","bucket":"b""#),
            resource("aws_s3_bucket_server_side_encryption_configuration", "e", #""id":"b","bucket":"b""#),
            resource("aws_s3_bucket_metric", "m", #""id":"d:m","bucket":"d","name":"m""#),
            resource("aws_s3_object", "o", #""bucket":"c","key":"k""#))
        for entry in [
            "s3:GetBucketLocation on arn:aws:s3:::b", "s3:GetEncryptionConfiguration on arn:aws:s3:::b",
            "s3:GetMetricsConfiguration on arn:aws:s3:::d", "s3:ListBucket on arn:aws:s3:::c",
            "s3:GetObject on arn:aws:s3:::c/k",
        ] { #expect(entries.contains(entry), "\(entry)") }
        let resources = Set(entries.compactMap { $0.split(separator: " ").last.map(String.init) })
        #expect(resources == ["arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::c/k", "arn:aws:s3:::d"])
    }

    @Test func apiIsReadOnItsPathWithoutTheVersion() throws {
        let start = "apigateway:GET on arn:aws:apigateway:eu-west-1::"
        #expect(
            try entries(
                "apigateway:", resource("aws_api_gateway_authorizer", "a", #""id":"i","rest_api_id":"r""#))
                == ["\(start)/restapis/r/authorizers/i"])
        #expect(
            try entries("apigateway:", resource("aws_apigatewayv2_api", "a", #""id":"i""#)) == [
                "\(start)/apis/i"
            ])
    }

    @Test func functionIsTheResourceOfItsParts() throws {
        let function = "arn:aws:lambda:eu-west-1:123456789012:function:f"
        #expect(
            try entries(
                "lambda:", resource("aws_lambda_alias", "a", #""function_name":"f","name":"live""#),
                resource("aws_lambda_function_url", "u", #""function_name":"f","qualifier":"live""#))
                == ["lambda:GetAlias on \(function)", "lambda:GetFunctionUrlConfig on \(function):live"])
    }

    @Test func actionsWithoutResourcesAreAllowedOnAll() throws {
        #expect(
            try entries(
                "ec2:",
                resource(
                    "aws_vpc_dhcp_options", "v",
                    #""id":"dopt-1","arn":"arn:aws:ec2:eu-west-1:1:dhcp-options/dopt-1""#))
                == ["ec2:DescribeDhcpOptions on *"])
    }

    /// A name with a wildcard in it must not become a pattern for other names.
    @Test(arguments: ["*", "prod-*-errors", "a?b", "${aws:username}", "a$b"])
    func namesAreNoPatterns(name: String) throws {
        let entries = try Case(resources: [
            resource("aws_s3_bucket", "b", #""bucket":"\#(name)""#),
            resource("aws_lambda_alias", "a", #""function_name":"\#(name)","qualifier":"\#(name)""#),
            resource("aws_sqs_queue", "q", #""url":"https://x/1/\#(name)""#),
            resource("aws_sns_topic", "t", #""arn":"arn:aws:sns:eu-west-1:123456789012:\#(name)""#),
            resource("aws_api_gateway_domain_name", "d", #""domain_name":"\#(name)""#),
        ]).entries(.watcher, "").filter { entry in
            ["s3:", "lambda:", "sqs:", "sns:", "apigateway:"].contains(where: entry.hasPrefix)
        }
        #expect(Set(entries.map { $0.prefix { $0 != ":" } }).count == 5)
        for entry in entries {
            let rest = ["*", "?", "$"].reduce(entry) { $0.replacing("${\($1)}", with: "_") }
            #expect(!rest.contains { "*?$".contains($0) }, "\(entry)")
        }
    }
}

/// The list of the resource types.
@Suite struct ResourceTypeSummaryTests {
    @Test func actionsThatAreNotCalledLikeTheirOperationAreKnown() {
        let actions = Dictionary(uniqueKeysWithValues: ResourceTypeSummary.all.map { ($0.name, $0.action) })
        #expect(actions["aws_s3_bucket_lifecycle_configuration"] == "s3:GetLifecycleConfiguration")
        #expect(actions["aws_s3_object"] == "s3:ListBucket")
        #expect(actions["aws_api_gateway_method"] == "apigateway:GET")
        #expect(actions["aws_lambda_layer_version"] == "lambda:GetLayerVersion")
        #expect(actions["aws_cloudwatch_metric_alarm"] == "cloudwatch:DescribeAlarms")
        #expect(actions["aws_efs_file_system"] == "elasticfilesystem:DescribeFileSystems")
    }

    @Test func everyTypeIsListedWithWhatIsKnownOfIt() {
        #expect(ResourceTypeSummary.all.map(\.name) == Catalogue.all.map(\.name))
        let writing = Dictionary(uniqueKeysWithValues: ResourceTypeSummary.all.map { ($0.name, $0.writing) })
        for type in Catalogue.all { #expect((writing[type.name] == .unknown) == (type.rights == nil)) }
        #expect(writing["aws_sqs_queue"] == .known)
        #expect(writing["aws_kms_key"] == .partly)
        #expect(writing["aws_backup_vault"] == .unknown)
        let words = Dictionary(uniqueKeysWithValues: ResourceTypeSummary.all.map { ($0.name, $0.data) })
        #expect(words["aws_dynamodb_table"] == .backups)
        #expect(words["aws_sqs_queue"] == .noBackups)
        #expect(words["aws_cognito_user_pool"] == .irreplaceable)
        #expect(words["aws_iam_role"] == ResourceTypeSummary.DataText.none)
    }

    @Test func thePageIsTheOneInTheDocuments() throws {
        let page = try String(contentsOfFile: "\(Machine.project)/docs/resource-types.md", encoding: .utf8)
        #expect(
            page == ResourceTypeSummary.page,
            "write it anew: terrier types --markdown > docs/resource-types.md")
    }
}
