import Catalogue
import Decisions
import Foundation
import Notifications
import Probes
import Settings
import Terraform
import TestSupport
import Testing

@testable import Policies

/// A small stack for tests: its configuration, its state, and the policies that are printed for them.
struct Case {
    var lines: [String] = []
    var resources: [String] = []
    var backend = StateBackend.service("http")
    var notify: [Sink] = []

    func rights() throws -> StackRights {
        let base = ["name: s", "directory: /srv/s", "account: \"123456789012\"", "region: eu-west-1"]
        let text = "stacks:\n  - " + (base + lines).joined(separator: "\n    ")
        let settings = try #require(try parse(text, file: "t.yaml").stacks.first)
        let body =
            #"{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","outputs":{},"resources":["#
            + resources.joined(separator: ",") + "]}"
        let state = try State(parsing: Array(body.utf8), stack: "s")
        return try StackRights(settings, state: state, backend: backend)
    }

    func policies() throws -> LeastPolicies { LeastPolicies([try rights()], notify: notify) }

    /// The policy as it is printed.
    func printed(_ role: LeastPolicies.Role) throws -> PrintedPolicy {
        try PrintedPolicy(String(decoding: JSONEncoder().encode(try policies()[role]), as: UTF8.self))
    }

    /// Entries `ACTION on RESOURCE` that begin with `prefix`.
    func entries(_ role: LeastPolicies.Role, _ prefix: String) throws -> [String] {
        try printed(role).entries.map(\.description).filter { $0.hasPrefix(prefix) }.sorted()
    }

    func remarks() throws -> [String] {
        try policies().remarks(for: LeastPolicies.Role.allCases).map(\.description)
    }
}

/// One resource of a state, with one instance.
func resource(
    _ type: String, _ name: String, _ attributes: String = "", mode: String = "managed",
    provider: String = "registry.terraform.io/hashicorp/aws"
) -> String {
    #"{"mode":"\#(mode)","type":"\#(type)","name":"\#(name)","provider":"provider[\"\#(provider)\"]","instances":[{"attributes":{\#(attributes)}}]}"#
}

@Suite struct StackRightsTests {
    private let table = resource(
        "aws_dynamodb_table", "t",
        #""arn":"arn:aws:dynamodb:eu-west-1:123456789012:table/t","name":"t","password":"hunter2""#)
    private let role = resource(
        "aws_iam_role", "r",
        #""arn":"arn:aws:iam::123456789012:role/deep/r","name":"r","tags_all":{},"inline_policy":[{"name":""}]"#
    )

    @Test func unknownTypesAndDataSourcesGetAWarning() throws {
        let remarks = try Case(resources: [
            table, resource("aws_backup_vault", "b"), resource("aws_backup_vault", "a"),
            resource("aws_no_such_type", "n"), resource("aws_ami", "linux", mode: "data"),
            resource("aws_region", "here", mode: "data"),
            resource("null_resource", "n", provider: "registry.terraform.io/hashicorp/null"),
            resource("cloudflare_record", "c", provider: "registry.terraform.io/cloudflare/cloudflare"),
        ]).remarks()
        let text = "are not known to Terrier, so neither policy has them: add what the provider needs for"
        #expect(
            remarks == [
                "warning: s: the calls of aws_ami \(text) data.aws_ami.linux",
                "warning: s: the calls of aws_no_such_type \(text) aws_no_such_type.n",
                "warning: s: the calls of cloudflare_record \(text) cloudflare_record.c",
                "warning: s: of aws_backup_vault both policies have only Terrier's own read: add what the provider needs to refresh and to change aws_backup_vault.a, aws_backup_vault.b",
            ])
    }

    @Test func resourceOutsideTiersIsOnlyRead() throws {
        let alone = Case(resources: [table])
        #expect(try alone.entries(.watcher, "dynamodb:").count == 4)
        #expect(try alone.entries(.repairer, "dynamodb:") == alone.entries(.watcher, "dynamodb:"))
    }

    @Test func resourceInATierMayOnlyBeCreated() throws {
        let tier = Case(
            lines: ["tiers: [{name: f, addresses: [\"aws_dynamodb_table.*\"]}]"], resources: [table, role])
        #expect(
            try tier.entries(.repairer, "dynamodb:").filter {
                !$0.contains("Describe") && !$0.contains("List")
            }
                == ["dynamodb:CreateTable on arn:aws:dynamodb:eu-west-1:123456789012:table/t"])
        #expect(try tier.entries(.repairer, "dynamodb:ListBackups") == ["dynamodb:ListBackups on *"])
        #expect(try tier.entries(.watcher, "dynamodb:ListBackups") == [])
        #expect(try tier.entries(.repairer, "iam:Create") == [])
    }

    @Test func attributesDecideTheRightsToCreate() throws {
        let whole = resource(
            "aws_dynamodb_table", "t",
            #""arn":"arn:aws:dynamodb:eu-west-1:123456789012:table/t","tags_all":{"a":"b"},"ttl":[{"attribute_name":"x","enabled":true}],"point_in_time_recovery":[{"enabled":false}]"#
        )
        let entries = try Case(
            lines: ["tiers: [{name: f, addresses: [aws_dynamodb_table.t]}]"], resources: [whole]
        ).entries(.repairer, "dynamodb:")
        #expect(entries.contains { $0.hasPrefix("dynamodb:TagResource") })
        #expect(entries.contains { $0.hasPrefix("dynamodb:UpdateTimeToLive") })
        #expect(!entries.contains { $0.hasPrefix("dynamodb:UpdateContinuousBackups") })
    }

    @Test func protectedResourceIsNotChangedEvenIfAllowed() throws {
        let guarded = Case(
            lines: [
                "guardrails:", "  protect: [aws_dynamodb_table.t]", "  destroy: [\"aws_*.*\"]",
                "  allow: {replace: [\"aws_*.*\"], update: [\"aws_*.*\"]}",
            ], resources: [table, role])
        let table = try guarded.entries(.repairer, "dynamodb:")
        #expect(
            !table.isEmpty && table.allSatisfy { $0.contains("Describe") || $0.contains("List") }, "\(table)")
        #expect(
            try guarded.entries(.repairer, "iam:DeleteRole")
                == ["iam:DeleteRole on arn:aws:iam::123456789012:role/deep/r"])
    }

    /// The policy contains the table's ARN: the plan that creates the table updates it.
    @Test func whatFollowsFromACreateMayBeUpdated() throws {
        let follower = role.replacing(
            "\"instances\":[{", with: "\"instances\":[{\"dependencies\":[\"aws_dynamodb_table.t\"],")
        #expect(follower != role)
        let tier = "tiers: [{name: f, addresses: [\"aws_dynamodb_table.*\", aws_iam_role.r]}]"
        func updates(_ lines: [String], _ resources: [String]) throws -> Bool {
            try !Case(lines: lines, resources: resources).entries(.repairer, "iam:UpdateAssumeRolePolicy")
                .isEmpty
        }
        #expect(try updates([tier], [table, follower]))
        #expect(try !updates([tier], [table, role]))
        #expect(try !updates([tier, "guardrails: {consequences: refuse}"], [table, follower]))
        #expect(try !updates([tier, "guardrails: {protect: [aws_iam_role.r]}"], [table, follower]))
        // The plan of a tier holds only its own resources and what they depend on.
        let apart =
            "tiers: [{name: f, addresses: [\"aws_dynamodb_table.*\"]}, {name: g, addresses: [aws_iam_role.r]}]"
        #expect(try !updates([apart], [table, follower]))
    }

    @Test func functionMayOnlyBeCreatedWithItsOwnRole() throws {
        let function = resource(
            "aws_lambda_function", "f",
            #""arn":"arn:aws:lambda:eu-west-1:123456789012:function:f","function_name":"f","role":"arn:aws:iam::123456789012:role/deep/r","layers":["x"]"#
        )
        let made = Case(
            lines: ["tiers: [{name: f, addresses: [\"aws_lambda_*.*\"]}]"], resources: [function])
        let pass = try #require(
            try made.printed(.repairer).statements.first { $0.actions == ["iam:PassRole"] })
        #expect(pass.resources == ["arn:aws:iam::123456789012:role/deep/r"])
        #expect(pass.condition == ["StringEquals": ["iam:PassedToService": ["lambda.amazonaws.com"]]])
        #expect(
            try made.remarks() == [
                "warning: s: aws_lambda_function.f has layers: Terrier does not know which rights creating it needs for that"
            ])
    }

    @Test func roleArnHasItsPathAndOnlyItsPoliciesMayBeAttached() throws {
        let attached = Case(
            lines: ["guardrails: {allow: {create: [\"aws_iam_*.*\"]}}"],
            resources: [
                role,
                resource(
                    "aws_iam_role_policy_attachment", "a",
                    #""role":"r","policy_arn":"arn:aws:iam::aws:policy/P""#),
                resource("aws_iam_role_policy", "p", #""role":"r","name":"p""#),
            ])
        let attach = try #require(
            try attached.printed(.repairer).statements.first { $0.actions == ["iam:AttachRolePolicy"] })
        #expect(attach.resources == ["arn:aws:iam::123456789012:role/deep/r"])
        #expect(attach.condition == ["ArnEquals": ["iam:PolicyARN": ["arn:aws:iam::aws:policy/P"]]])
        #expect(
            try attached.entries(.repairer, "iam:PutRolePolicy")
                == ["iam:PutRolePolicy on arn:aws:iam::123456789012:role/deep/r"])
    }

    @Test func onlyAlarmsThatMayNotBeDestroyedAreMuted() throws {
        let alarms = ["kept", "listed"].map {
            resource(
                "aws_cloudwatch_metric_alarm", $0,
                #""arn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:\#($0)","alarm_name":"\#($0)""#)
        }
        let stack = Case(
            lines: ["guardrails: {destroy: [aws_cloudwatch_metric_alarm.listed]}"], resources: alarms)
        let start = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:"
        #expect(
            try stack.entries(.repairer, "cloudwatch:Di") == [
                "cloudwatch:DisableAlarmActions on \(start)kept"
            ])
        #expect(
            try stack.entries(.repairer, "cloudwatch:Del") == ["cloudwatch:DeleteAlarms on \(start)listed"])
        #expect(try stack.entries(.repairer, "cloudwatch:En").count == 2)
        #expect(try stack.entries(.watcher, "cloudwatch:Di") == [])
    }
}

/// Resources whose ids AWS assigns.
@Suite struct GatewayRightsTests {
    private let start = "arn:aws:apigateway:eu-west-1::/restapis"
    private let resources = [
        resource(
            "aws_api_gateway_rest_api", "a",
            #""id":"abc","name":"shop","arn":"arn:aws:apigateway:eu-west-1::/restapis/abc""#),
        resource("aws_api_gateway_resource", "r", #""id":"res","rest_api_id":"abc","parent_id":"root""#),
        resource(
            "aws_api_gateway_method", "m", #""rest_api_id":"abc","resource_id":"res","http_method":"GET""#),
        resource("aws_api_gateway_deployment", "d", #""id":"dep","rest_api_id":"abc""#),
    ]
    private let tier = "tiers: [{name: f, addresses: [\"aws_api_gateway_*.*\"]}]"

    @Test func idsAreLiteralIfNothingIsRecreated() throws {
        let entries = try Case(resources: resources).entries(.watcher, "apigateway:")
        #expect(
            entries
                == [
                    "\(start)/abc", "\(start)/abc/deployments/dep", "\(start)/abc/resources",
                    "\(start)/abc/resources/res", "\(start)/abc/resources/res/methods/GET",
                ].map { "apigateway:GET on \($0)" })
    }

    /// Terrier cannot ask about a documentation part, so nothing proves that it is missing.
    @Test func apiThatCannotBeRecreatedKeepsItsIds() throws {
        let part = resource("aws_api_gateway_documentation_part", "p", #""id":"doc","rest_api_id":"abc""#)
        let stack = Case(lines: [tier], resources: resources + [part])
        let rights = try stack.entries(.repairer, "apigateway:")
        #expect(rights.contains("apigateway:GET on \(start)/abc"))
        #expect(rights.allSatisfy { $0.contains(" on \(start)/abc") }, "\(rights)")
        let onTheAPI = rights.filter { $0.hasSuffix(" on \(start)/abc") }
        #expect(onTheAPI == ["apigateway:GET on \(start)/abc"])
        #expect(
            try stack.remarks() == [
                "warning: s: the calls of aws_api_gateway_documentation_part are not known to Terrier, so neither policy has them: add what the provider needs for aws_api_gateway_documentation_part.p",
                "note: s: no repair can recreate aws_api_gateway_rest_api.a, so the rights for it are left out: 'allow:' has no create for aws_api_gateway_documentation_part.p",
            ])
    }

    @Test func apiThatMayBeRecreatedGetsWildcardIds() throws {
        let stack = Case(
            lines: [tier, "guardrails: {allow: {create: [\"aws_api_gateway_*.*\"]}}"], resources: resources)
        let make = try #require(
            try stack.printed(.repairer).statements.first { $0.resources == [start] })
        #expect(make.actions == ["apigateway:POST"])
        #expect(make.condition == ["StringEquals": ["apigateway:Request/ApiName": ["shop"]]])
        #expect(try stack.entries(.watcher, "apigateway:") == ["apigateway:GET on \(start)/*"])
        #expect(
            try stack.entries(.repairer, "apigateway:PUT")
                == ["apigateway:PUT on \(start)/*/resources/*/methods/GET"])
        #expect(try stack.remarks().count == 1)
    }

    @Test func replacedDeploymentGetsAWildcardId() throws {
        let stack = Case(
            lines: ["guardrails: {allow: {replace: [\"aws_api_gateway_deployment.*\"]}}"],
            resources: resources)
        #expect(
            try stack.entries(.repairer, "apigateway:").filter { $0.contains("deployments") }
                == [
                    "apigateway:DELETE on \(start)/abc/deployments/*",
                    "apigateway:GET on \(start)/abc/deployments/*",
                    "apigateway:POST on \(start)/abc/deployments",
                ])
    }

    @Test func apiIsDestroyedByItsCurrentId() throws {
        let stack = Case(
            lines: [
                tier,
                "guardrails: {destroy: [\"aws_*.*\"], allow: {create: [\"aws_api_gateway_*.*\"]}}",
            ], resources: resources)
        #expect(
            try stack.entries(.repairer, "apigateway:DELETE").contains("apigateway:DELETE on \(start)/abc"))
        #expect(
            !(try stack.entries(.repairer, "apigateway:DELETE").contains("apigateway:DELETE on \(start)/*")))
    }
}
