import Decisions
import Foundation
import Testing

@testable import Terraform

/// The details of plans, parsed from documents that Terraform 1.11.4 with provider aws 5.100.0 printed for stacks on moto.
@Suite struct PlanDocumentTests {
    private static let integration = Address(type: "aws_apigatewayv2_integration", name: "fn")
    private static let deployment = Address(type: "aws_api_gateway_deployment", name: "main")

    static func document(_ name: String) throws -> [UInt8] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Plans/\(name).json")
        return Array(try Data(contentsOf: file))
    }

    private func details(_ name: String) throws -> PlanDetails {
        try PlanDetails(parsingPlan: try Self.document(name), stack: "s")
    }

    /// One change of an instance, in the form of the document.
    private func change(_ before: String, _ after: String, unknown: String = "{}") throws
        -> PlanDetails.Change
    {
        let document = """
            {"format_version":"1.2","resource_changes":[{"address":"aws_a.b","mode":"managed","change":
            {"actions":["update"],"before":\(before),"after":\(after),"after_unknown":\(unknown)}}]}
            """
        return try #require(try PlanDetails(parsingPlan: Array(document.utf8), stack: "s").changes.first)
    }

    private func drift(_ before: String, _ after: String) throws -> PlanDetails.Drift {
        let document = """
            {"format_version":"1.2","resource_drift":[{"address":"aws_a.b","mode":"managed","change":
            {"actions":["update"],"before":\(before),"after":\(after)}}]}
            """
        return try #require(try PlanDetails(parsingPlan: Array(document.utf8), stack: "s").drift.first)
    }

    @Test func lostFunctionLeavesItsIntegrationWithAnUnknownURI() throws {
        let details = try details("function-lost")
        let update = try #require(details.changes.first { $0.address == Self.integration })
        #expect(update.action == .update && update.known == [])
        #expect(update.unknown.map(\.description) == ["integration_uri"])
        #expect(
            details.changes.filter { $0.action == .create }.map(\.address.description) == [
                "aws_lambda_function.fn", "aws_lambda_permission.api",
            ])
        // What has no change is left out.
        #expect(details.changes.count == 3)
        #expect(
            details.drift.filter { $0.action == .delete }.map(\.address.description) == [
                "aws_lambda_function.fn", "aws_lambda_permission.api",
            ])
        // Terraform reports null that became empty; it is no difference.
        #expect(details.drift.contains { $0.address == Self.integration && $0.differing == [] })
        #expect(details.drift.allSatisfy { $0.differing == [] })
    }

    @Test func attributesChangedByHandAreNamed() throws {
        let details = try details("integration-changed-by-hand")
        let drift = try #require(details.drift.first { $0.address == Self.integration })
        #expect(drift.differing.map(\.description) == ["integration_uri", "timeout_milliseconds"])
        // The same update: the attribute that a person changed is the one that is unknown.
        let update = try #require(details.changes.first { $0.address == Self.integration })
        #expect(update.unknown.map(\.attribute) == ["integration_uri"] && update.known == [])
    }

    @Test func lostTableLeavesThePolicyUnknownAndTheRoleDrifted() throws {
        let details = try details("table-lost")
        let policy = Address(type: "aws_iam_role_policy", name: "lambda_policy")
        #expect(
            details.changes.first { $0.address == policy }
                == PlanDetails.Change(policy, .update, unknown: [AttributePath([.name("policy")])]))
        let role = try #require(details.drift.first { $0.address.type == "aws_iam_role" })
        #expect(role.differing.map(\.description) == ["inline_policy"])
    }

    @Test func replacementNamesTheAttributeThatForcesIt() throws {
        let details = try details("method-lost")
        let replace = try #require(details.changes.first { $0.address == Self.deployment })
        #expect(replace.action == .replace && replace.forcing.map(\.description) == ["triggers"])
    }

    @Test(arguments: [
        // before, after, unknown, known paths, unknown paths
        (#"{"a":1,"b":"x"}"#, #"{"a":1,"b":"x"}"#, "{}", [], []),
        (#"{"a":1}"#, #"{"a":2}"#, "{}", ["a"], []),
        (#"{"a":"x"}"#, "{}", #"{"a":true}"#, [], ["a"]),
        (#"{"a":"x","b":1}"#, #"{"b":2}"#, #"{"a":true}"#, ["b"], ["a"]),
        (#"{"a":null}"#, #"{"a":[]}"#, "{}", ["a"], []),
        (#"{"a":9007199254740993}"#, #"{"a":9007199254740992}"#, "{}", ["a"], []),
        (#"{"a":{"x":1,"y":2}}"#, #"{"a":{"x":1}}"#, #"{"a":{"y":true}}"#, [], ["a.y"]),
        (#"{"a":{"x":1}}"#, #"{"a":{"x":1,"z":3}}"#, "{}", ["a.z"], []),
        (#"{"a":[{"x":1,"y":2}]}"#, #"{"a":[{"x":1}]}"#, #"{"a":[{"y":true}]}"#, [], ["a[0].y"]),
        (#"{"a":[{"x":1,"y":2}]}"#, #"{"a":[{"x":3}]}"#, #"{"a":[{"y":true}]}"#, ["a[0].x"], ["a[0].y"]),
        // Which element of a set is new cannot be told.
        (#"{"a":["x"]}"#, #"{"a":["x",null]}"#, #"{"a":[false,true]}"#, ["a"], []),
        (#"{"a":["x","y"]}"#, #"{"a":["y",null]}"#, #"{"a":[false,true]}"#, ["a[0]"], ["a[1]"]),
        (#"{"a":["x","y"]}"#, #"{"a":["x"]}"#, "{}", ["a"], []),
        (#"{"a":"x"}"#, #"{"a":["x"]}"#, "{}", ["a"], []),
    ])
    func differencesAreApartByWhetherTheNewValueIsKnown(row: (String, String, String, [String], [String]))
        throws
    {
        let change = try change(row.0, row.1, unknown: row.2)
        #expect(change.known.map(\.description) == row.3, "\(row)")
        #expect(change.unknown.map(\.description) == row.4, "\(row)")
    }

    @Test(arguments: [
        (#"{"a":null,"b":"","c":[],"d":{}}"#, #"{"a":{},"b":null,"c":null,"d":[]}"#, []),
        (#"{"a":{"b":null}}"#, #"{"a":{"b":[]}}"#, []),
        (#"{"a":null}"#, #"{"a":false}"#, ["a"]), (#"{"a":null}"#, #"{"a":0}"#, ["a"]),
        (#"{"a":[]}"#, #"{"a":[""]}"#, ["a"]), (#"{"a":"x"}"#, #"{"a":"y"}"#, ["a"]),
        (#"{"t":{"x":"1"}}"#, #"{"t":{"x":"1","y":"2"}}"#, ["t.y"]),
    ])
    func emptyValuesAreAllTheSameInADrift(row: (String, String, [String])) throws {
        #expect(try drift(row.0, row.1).differing.map(\.description) == row.2)
    }

    /// No text in the details is a value of the document.
    @Test func noValueIsKept() throws {
        let change = try change(
            #"{"password":"hunter2","list":["hunter2"]}"#, #"{"password":"hunter3","list":["hunter3"]}"#)
        #expect(!"\(change)".contains("hunter") && change.known.count == 2)
        var dumped = ""
        let value = try JSONDecoder().decode(PlanValue.self, from: Data(#"{"password":"hunter2"}"#.utf8))
        dump(value, to: &dumped)
        #expect(!dumped.contains("hunter") && !"\(value)".contains("hunter"))
    }

    @Test func deposedObjectsAndDataSourcesAreLeftOut() throws {
        let document = """
            {"format_version":"1.2","resource_changes":[
            {"address":"aws_a.b","mode":"managed","deposed":"00000001","change":{"actions":["delete"],"before":{},"after":null}},
            {"address":"data.aws_a.b","mode":"data","change":{"actions":["read"],"before":null,"after":{}}},
            {"address":"module.m[\\"x\\"].aws_a.c[0]","mode":"managed","change":{"actions":["create"],"before":null,"after":{}}}]}
            """
        let details = try PlanDetails(parsingPlan: Array(document.utf8), stack: "s")
        #expect(details.changes.map(\.address.description) == [#"module.m["x"].aws_a.c[0]"#])
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"format_version":"2.0"}"#, #"{"format_version":"1.2","errored":true}"#,
        #"{"format_version":"1.2","resource_changes":[{"address":"no address","mode":"managed","change":{"actions":["update"]}}]}"#,
    ])
    func whatIsNoPlanIsRejected(text: String) {
        #expect(throws: TerraformFault.self) {
            try PlanDetails(parsingPlan: Array(text.utf8), stack: "s")
        }
    }
}
