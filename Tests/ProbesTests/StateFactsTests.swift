import Catalogue
import Decisions
import Terraform
import Testing

@testable import Probes

/// What instances of a state say of other ones: the policies of roles, the targets of queues.
@Suite struct StateFactsTests {
    private typealias Row = (type: String, name: String, attributes: String)

    private func facts(_ rows: Row...) throws -> StateFacts {
        let resources = rows.map { row in
            """
            {"mode": "managed", "type": "\(row.type)", "name": "\(row.name)",
             "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
             "instances": [{"schema_version": 0, "attributes": \(row.attributes)}]}
            """
        }
        let text = """
            {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {},
             "resources": [\(resources.joined(separator: ","))]}
            """
        return StateFacts(try State(parsing: Array(text.utf8), stack: "test"))
    }

    private let role: Row = (
        "aws_iam_role", "r", #"{"id": "r", "name": "r", "arn": "arn:aws:iam::1:role/r"}"#
    )

    @Test func policiesCountHoweverTheStateNamesThem() throws {
        let facts = try facts(
            ("aws_iam_role", "r", #"{"id": "r", "name": "r"}"#),
            ("aws_iam_role_policy", "a", #"{"role": "r", "name": "own", "policy": "{}"}"#),
            ("aws_iam_role_policy_attachment", "b", #"{"role": "r", "policy_arn": "arn:1"}"#),
            ("aws_iam_policy_attachment", "c", #"{"roles": ["q", "r"], "policy_arn": "arn:2"}"#),
            ("aws_iam_role_policies_exclusive", "d", #"{"role_name": "r", "policy_names": ["e1", "e2"]}"#),
            (
                "aws_iam_role_policy_attachments_exclusive", "e",
                #"{"role_name": "r", "policy_arns": ["arn:3"]}"#
            ))
        #expect(
            facts.rolePolicies["r"]
                == RolePolicies(attached: ["arn:1", "arn:2", "arn:3"], inline: ["own", "e1", "e2"]))
        #expect(facts.rolePolicies["q"] == RolePolicies(attached: ["arn:2"]))
    }

    @Test func roleNamesItsOwnPolicies() throws {
        let own = #"""
            {"id": "r", "name": "r", "managed_policy_arns": ["arn:1"],
             "inline_policy": [{"name": "inline", "policy": "{}"}, {"name": "more", "policy": "{}"}]}
            """#
        #expect(
            try facts(("aws_iam_role", "r", own)).rolePolicies["r"]
                == RolePolicies(attached: ["arn:1"], inline: ["inline", "more"]))
    }

    /// The provider writes into a role what it found at the last refresh.
    @Test func ownPoliciesOfARoleDoNotCountBesideOthersOfTheirKind() throws {
        let facts = try facts(
            (
                "aws_iam_role", "r",
                #"{"name": "r", "managed_policy_arns": ["arn:old"], "inline_policy": [{"name": "inline"}]}"#
            ), ("aws_iam_role_policy_attachment", "b", #"{"role": "r", "policy_arn": "arn:1"}"#))
        #expect(facts.rolePolicies["r"] == RolePolicies(attached: ["arn:1"], inline: ["inline"]))
    }

    @Test func roleWithoutPoliciesIsNotCompared() throws {
        #expect(try facts(role).rolePolicies["r"] == nil)
        let empty = #"{"name": "r", "managed_policy_arns": [], "inline_policy": []}"#
        #expect(try facts(("aws_iam_role", "r", empty)).rolePolicies["r"] == nil)
        let odd = #"{"name": "r", "managed_policy_arns": null, "inline_policy": "x"}"#
        #expect(try facts(("aws_iam_role", "r", odd)).rolePolicies["r"] == nil)
    }

    @Test func lackingPoliciesAreNamed() {
        let policies = RolePolicies(attached: ["arn:aws:iam::1:policy/a/own"], inline: ["inline"])
        #expect(policies.lacking(attached: policies.attached, inline: ["inline", "other"]) == nil)
        #expect(
            policies.lacking(attached: [], inline: []) == "lacks attached policy own, inline policy inline")
        #expect(policies.lacking(attached: policies.attached, inline: []) == "lacks inline policy inline")
        let many = RolePolicies(inline: Set((1...8).map { "p\($0)" }))
        #expect(many.lacking(attached: [], inline: [])?.hasSuffix("inline policy p5 and 3 more") == true)
    }

    @Test func targetOfARedrivePolicyIsADeadLetterQueue() throws {
        let facts = try facts(
            (
                "aws_sqs_queue", "a",
                #"{"arn": "arn:a", "redrive_policy": "{\"deadLetterTargetArn\":\"arn:dead\",\"maxReceiveCount\":4}"}"#
            ),
            ("aws_sqs_queue", "b", #"{"arn": "arn:b", "redrive_policy": ""}"#),
            (
                "aws_sqs_queue_redrive_policy", "c",
                #"{"redrive_policy": "{\"deadLetterTargetArn\":\"arn:c\"}"}"#
            ),
            (
                "aws_sns_topic_subscription", "d",
                #"{"redrive_policy": "{\"deadLetterTargetArn\":\"arn:d\"}"}"#
            ),
            ("aws_s3_bucket", "e", #"{"redrive_policy": "{\"deadLetterTargetArn\":\"arn:e\"}"}"#))
        #expect(facts.deadLetterTargets == ["arn:dead", "arn:c", "arn:d"])
    }
}
