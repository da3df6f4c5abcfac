import Decisions
import Foundation
import Testing

/// The book, the repairer's lines and the journal hold an action as text: it is the same text after it was read.
@Suite struct RepairActionTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "events")

    @Test(arguments: [
        ("create aws_dynamodb_table.events", RepairAction.change(PlannedChange(table, .create))),
        ("replace aws_dynamodb_table.events", .change(PlannedChange(table, .replace))),
        ("mute aws_dynamodb_table.events", .mute(table)),
        ("unmute aws_dynamodb_table.events", .unmute(table)),
        ("undelete aws_dynamodb_table.events", .undelete(table)),
        ("run flush-cache", .run("flush-cache")), ("run", .other("run")),
        ("restart aws_dynamodb_table.events", .other("restart aws_dynamodb_table.events")),
        ("create", .other("create")), ("", .other("")), ("create nothing", .other("create nothing")),
        ("create  aws_dynamodb_table.events", .other("create  aws_dynamodb_table.events")),
    ])
    func aTextIsReadAndWrittenTheSame(row: (text: String, action: RepairAction)) throws {
        #expect(RepairAction(row.text) == row.action && row.action.description == row.text)
        let written = try JSONEncoder().encode([row.action])
        #expect(try JSONDecoder().decode([String].self, from: written) == [row.text])
        #expect(try JSONDecoder().decode([RepairAction].self, from: written) == [row.action])
    }

    @Test func itsSubjectIsWhatFollowsTheVerb() {
        #expect(RepairAction("create a.b[\"c d\"]").subject == "a.b[\"c d\"]")
        #expect(RepairAction("restart the lot").subject == "the lot")
        #expect(RepairAction("").subject == nil)
    }
}
