import Decisions
import Testing

@testable import Terraform

/// What two states of a stack differ in.
@Suite struct StateDifferencesTests {
    private func state(_ resources: String) -> [UInt8] {
        Array(#"{"version":4,"serial":1,"lineage":"l","resources":[\#(resources)]}"#.utf8)
    }

    private func table(_ name: String, _ attributes: String, key: String = "", more: String = "") -> String {
        #"{"mode":"managed","type":"aws_dynamodb_table","name":"\#(name)","provider":"p","instances":[{\#(key)"attributes":{\#(attributes)}\#(more)}]}"#
    }

    private func differences(_ old: [String], _ new: [String]) throws -> StateDifferences {
        try StateDifferences(
            from: state(old.joined(separator: ",")), to: state(new.joined(separator: ",")), stack: "s")
    }

    private func address(_ name: String) -> Address { Address(type: "aws_dynamodb_table", name: name) }

    @Test func instancesAreAddedRemovedReplacedChangedAndMoved() throws {
        let found = try differences(
            [
                table("kept", #""id":"1","tags":{"a":"x"}"#), table("gone", #""id":"2""#),
                table("other", #""id":"3","arn":"old""#),
                table("tagged", #""id":"4","tags":{"team":"x"},"ttl":[1]"#),
                table("before", #""id":"5","name":"n""#),
            ],
            [
                table("kept", #""id":"1","tags":{"a":"x"}"#), table("new", #""id":"9""#),
                table("other", #""id":"33","arn":"new""#),
                table("tagged", #""id":"4","tags":{"team":"hush"},"ttl":[1,2]"#),
                table("after", #""id":"5","name":"n""#),
            ])
        #expect(found.added == [address("new")])
        #expect(found.removed == [address("gone")])
        #expect(found.replaced == [.init(address: address("other"), attributes: ["arn", "id"])])
        #expect(found.changed == [.init(address: address("tagged"), attributes: ["tags", "ttl"])])
        #expect(found.moved == [.init(from: address("before"), to: address("after"))])
        #expect(!"\(found)".contains("hush"))
    }

    @Test func twoWithOneIDAreNotMoved() throws {
        let found = try differences(
            [table("a", #""id":"x""#)], [table("b", #""id":"x""#), table("c", #""id":"x""#)])
        #expect(found.moved.isEmpty && found.added.count == 2 && found.removed == [address("a")])
    }

    @Test func deposedObjectsAndDataAreNotCompared() throws {
        let data =
            #"{"mode":"data","type":"aws_region","name":"r","provider":"p","instances":[{"attributes":{"id":"%"}}]}"#
        let deposed = table("old", #""id":"1""#, more: #","deposed":"0123abcd""#)
        let found = try differences(
            [data.replacing("%", with: "1")], [data.replacing("%", with: "2"), deposed])
        #expect(found.isEmpty)
    }

    @Test func textThatIsNoStateIsAFault() {
        #expect(throws: TerraformFault.self) {
            try StateDifferences(from: Array("{}".utf8), to: state(""), stack: "s")
        }
    }
}
