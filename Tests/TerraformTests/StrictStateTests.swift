import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// What Terraform rejects is not believed, and what it reads is read.
@Suite struct StrictStateTests {
    private static func fault(_ bytes: [UInt8]) -> TerraformFault? {
        do {
            _ = try State(parsing: bytes, stack: "s")
            return nil
        } catch {
            return error
        }
    }

    /// Each small state is tried with the real Terraform too, and both list the same addresses.
    @Test(.enabled(if: Requirement.has(.terraform), "needs Terraform"), .timeLimit(.minutes(5)))
    func statesAreAcceptedAsByTerraform() async throws {
        try await Machine.withDirectory { directory in
            for (number, row) in StateStrictness.rows.enumerated() {
                try Data(row.bytes).write(to: URL(fileURLWithPath: "\(directory)/\(number).tfstate"))
            }
            let script = """
                seq 0 \(StateStrictness.rows.count - 1) | xargs -P 4 -I {} sh -c \
                  'terraform state list -no-color -state={}.tfstate >{}.list 2>/dev/null; echo $? >{}.code'
                """
            let environment = AllowedEnvironment.make(
                from: Machine.environment, adding: ["TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"])
            _ = try await run(
                Command(
                    "/bin/bash", ["-c", script], environment: environment, directory: directory,
                    deadline: .seconds(280)))
            for (number, row) in StateStrictness.rows.enumerated() {
                let code = try String(contentsOfFile: "\(directory)/\(number).code", encoding: .utf8)
                let list = try String(contentsOfFile: "\(directory)/\(number).list", encoding: .utf8)
                let state = try? State(parsing: row.bytes, stack: "s")
                // `state list` does not list deposed objects that are alone, and lists an address once.
                let ours = state.map {
                    Set($0.instances.filter { $0.deposed == nil }.map(\.address.description))
                }
                let theirs = code == "0\n" ? Set(list.split(separator: "\n").map(String.init)) : nil
                if row.difference == nil {
                    #expect(ours == theirs, "\(row.name)")
                } else {
                    #expect(ours != theirs, "\(row.name) is no difference")
                }
            }
        }
    }

    @Test func faultsOfATextAreNamed() throws {
        let good = Array(StateStrictness.good.utf8)
        func words(_ bytes: [UInt8], _ code: TerraformFault.Code) -> String {
            let fault = Self.fault(bytes)
            #expect(fault?.code == code, "\(String(describing: fault))")
            return fault?.description ?? ""
        }
        #expect(
            words([0xEF, 0xBB, 0xBF] + good, .stateNotJSON).contains("begins with a UTF-8 byte order mark"))
        #expect(words(good.flatMap { [$0, 0] }, .stateNotJSON).contains("is UTF-16 text"))
        #expect(words(good.flatMap { [0, $0] }, .stateNotJSON).contains("is UTF-16 text"))
        #expect(
            words(good + [0, 0], .stateNotJSON).contains(
                "ends at byte \(good.count) of \(good.count + 2), and NUL"))
        #expect(words(good + good, .stateNotJSON).contains("and more text follows"))
        #expect(words([0, 0, 0, 0], .stateNotJSON).contains("NUL bytes begin at byte 1 of 4"))
        #expect(words(good.dropLast(3), .stateNotJSON).contains("it ends in the middle"))
        #expect(words(Array("<html>".utf8), .stateNotJSON).contains("byte 1 of 6"))
        #expect(words(Array("[]".utf8), .stateNotJSON).contains("not an object"))
    }

    @Test func objectsThatAreThereTwiceAreNamed() throws {
        typealias Rows = StateStrictness
        let twice = Self.fault(
            Array(Rows.state(Rows.resource("\"index_key\":\"x\"", "\"index_key\":\"x\"")).utf8))
        #expect(twice?.code == .stateMalformed)
        #expect(twice?.description.contains("has terraform_data.a[\"x\"] twice") == true)
        let deposed = Self.fault(
            Array(Rows.state(Rows.resource("\"deposed\":\"0000000a\"", "\"deposed\":\"0000000a\"")).utf8))
        #expect(deposed?.code == .stateMalformed)
        #expect(
            deposed?.description.contains("has the deposed object 0000000a of terraform_data.a twice") == true
        )
    }

    @Test func encryptedStateIsNamed() throws {
        let text =
            #"{"serial":7,"lineage":"l","meta":{"k":"e30="},"encrypted_data":"c2hvcnQ=","encryption_version":"v0"}"#
        let fault = Self.fault(Array(text.utf8))
        #expect(fault?.code == .stateMalformed)
        #expect(
            fault?.description
                == "the state of s is encrypted by OpenTofu, so only tofu can read it; set 'binary:' of the stack to tofu, "
                + "whose configuration has the key")
        #expect(Self.fault(Array(#"{"encrypted_data":"","version":3}"#.utf8))?.code == .stateVersion(3))
    }

    @Test func fieldOfAnotherTypeIsNamedWithoutItsValue() throws {
        let text = StateStrictness.good.replacing("\"serial\":3", with: "\"serial\":\"hush\"")
        let fault = Self.fault(Array(text.utf8))
        #expect(fault?.code == .stateMalformed)
        #expect(
            fault?.description.contains("'serial'") == true && fault?.description.contains("hush") == false)
        let newer = text.replacing("\"version\":4", with: "\"version\":5")
        #expect(Self.fault(Array(newer.utf8))?.code == .stateVersion(5))
    }

    @Test func lastOfTwoEqualKeysCounts() throws {
        let text = """
            {"version":4,"serial":1,"serial":9,"lineage":"a","lineage":"l","resources":[
            {"mode":"managed","type":"aws_iam_role","name":"old","name":"new","instances":[{"attributes":
             {"name":"first","path":"/","name":"last","managed_policy_arns":["a"],"managed_policy_arns":["b"]}}]}]}
            """
        let state = try State(parsing: Array(text.utf8), stack: "s")
        let instance = try #require(state.managed.first)
        #expect(state.serial == 9 && state.lineage == "l")
        #expect(instance.address.description == "aws_iam_role.new")
        #expect(instance.attributes[.name] == "last" && instance.attributes[.path] == "/")
        #expect(instance.attributes.list("managed_policy_arns") == ["b"])
    }

    @Test func attributesAreReadWhereTheTypeStandsBehindThem() throws {
        let text = """
            {"version":4,"serial":1,"lineage":"l","resources":[{"instances":[{"attributes":
             {"name":"n","managed_policy_arns":["a"]}}],"mode":"managed","name":"r","type":"aws_iam_role"},
             {"mode":"managed","type":"aws_iam_role","name":"s","instances":[]}]}
            """
        let state = try State(parsing: Array(text.utf8), stack: "s")
        #expect(state.managed.map(\.address.description) == ["aws_iam_role.r"])
        #expect(state.managed.first?.attributes.list("managed_policy_arns") == ["a"])
    }

    @Test func everyTruncatedStateIsRejectedByEachByte() {
        let good = Array(StateStrictness.good.utf8)
        for length in good.indices {
            #expect(Self.fault(Array(good.prefix(length))) != nil, "\(length)")
        }
    }
}

/// The attributes of providers before Terraform 0.12.
@Suite struct FlatAttributesTests {
    private func instance(_ flat: String, of type: String) throws -> (StateInstance, InstanceFacts) {
        let text = """
            {"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"\(type)","name":"x",
             "instances":[{"schema_version":0,"attributes_flat":\(flat)}]}]}
            """
        let state = try State(parsing: Array(text.utf8), stack: "s")
        return (try #require(state.managed.first), try #require(state.facts().first))
    }

    @Test func identifyingAttributesAreRead() throws {
        let (role, _) = try instance(
            """
            {"id":"r","name":"r","arn":"arn:aws:iam::123456789012:role/r","path":"/","secret":"hush",
             "managed_policy_arns.#":"2","managed_policy_arns.20":"b","managed_policy_arns.3":"a",
             "inline_policy.#":"2","inline_policy.0.name":"n","inline_policy.0.policy":"hush","inline_policy.1.name":"m"}
            """, of: "aws_iam_role")
        #expect(role.attributes[.name] == "r" && role.home.account == "123456789012")
        #expect(role.attributes.list("managed_policy_arns") == ["a", "b"])
        #expect(role.attributes.list("inline_policy.name") == ["n", "m"])
        #expect(role.attributes["inline_policy.policy"] == nil && role.attributes["secret"] == nil)
    }

    @Test func factsAreThoseOfTheSameNewerAttributes() throws {
        let flat = """
            {"name":"t","tags_all.%":"1","tags_all.a":"b","ttl.#":"1","ttl.0.enabled":"false","ttl.0.attribute_name":"",
             "point_in_time_recovery.#":"1","point_in_time_recovery.0.enabled":"true"}
            """
        let newer = """
            {"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"aws_dynamodb_table","name":"x",
             "instances":[{"attributes":{"name":"t","tags_all":{"a":"b"},"ttl":[{"enabled":false,"attribute_name":""}],
              "point_in_time_recovery":[{"enabled":true}]}}]}]}
            """
        let facts = try instance(flat, of: "aws_dynamodb_table").1
        let same = try State(parsing: Array(newer.utf8), stack: "s").facts().first
        #expect(facts == same)
        #expect(!facts.settings.isEmpty)
    }
}
