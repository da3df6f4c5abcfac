import Decisions
import Testing

/// What a person pastes: the command into a shell, the block into code.
@Suite struct OrphanTests {
    private func orphan(_ address: String, id: String?) throws -> Orphan {
        Orphan(
            try Address(address), .removed, importID: id, unknownID: id == nil ? "it is odd" : nil, serial: 7)
    }

    @Test func plainAddressAndIDAreNotQuoted() throws {
        let orphan = try orphan("aws_dynamodb_table.events", id: "live-events")
        #expect(orphan.command == "terraform import aws_dynamodb_table.events live-events")
        #expect(orphan.block == "import {\n  to = aws_dynamodb_table.events\n  id = \"live-events\"\n}\n")
        #expect(
            orphan.words
                == "exists in AWS and not in the state; the state of serial 7 was the last that had it; terraform import aws_dynamodb_table.events live-events"
        )
    }

    @Test func keysAndSpecialCharactersAreQuotedForTheShell() throws {
        let orphan = try orphan(#"module.m["a b"].aws_s3_object.o["it's"]"#, id: "bucket/$key's")
        #expect(
            orphan.command
                == #"terraform import 'module.m["a b"].aws_s3_object.o["it'\''s"]' 'bucket/$key'\''s'"#)
    }

    @Test(arguments: [
        (#"a"b\c"#, #""a\"b\\c""#), ("a${b}", #""a$${b}""#), ("%{if}", #""%%{if}""#), ("$$", #""$$""#),
        ("a\nb", #""a\u000ab""#), ("{", #""{""#),
    ])
    func idInABlockIsAStringOfTerraform(row: (id: String, text: String)) throws {
        #expect(
            try orphan("aws_sns_topic.t", id: row.id).block
                == "import {\n  to = aws_sns_topic.t\n  id = \(row.text)\n}\n")
    }

    @Test func unknownIDIsSaidAndNeverGuessed() throws {
        let orphan = try orphan("aws_security_group_rule.r", id: nil)
        #expect(orphan.command == nil && orphan.block == nil)
        #expect(orphan.words.hasSuffix("; its import id is not known: it is odd"))
    }
}

/// What the plan of an import may contain.
@Suite struct ImportInspectionTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "events")
    private static let role = Address(type: "aws_iam_role", name: "role")

    private func words(_ changes: [PlannedChange], protect: [String] = []) throws -> [String] {
        var admission = Admission(allow: nil, protect: try protect.map { try Pattern($0) })
        admission.imports = [Self.table]
        return admission.faults(of: changes).map(\.description)
    }

    @Test func exactlyTheListIsImported() throws {
        #expect(try words([PlannedChange(Self.table, .import)], protect: ["aws_dynamodb_table.*"]) == [])
        #expect(
            try words([]) == ["\(Self.table) is to be imported and the plan does not import it"])
        #expect(
            try words([PlannedChange(Self.table, .import), PlannedChange(Self.role, .import)])
                == ["it would import \(Self.role)"])
    }

    @Test(arguments: [PlannedChange.Action.create, .update, .delete, .replace])
    func everyOtherChangeIsRefused(action: PlannedChange.Action) throws {
        for address in [Self.table, Self.role] {
            let faults = try words([
                PlannedChange(Self.table, .import), PlannedChange(address, action),
            ])
            #expect(faults.count == 1 && faults[0].hasPrefix("it would \(action.rawValue) \(address)"))
        }
        for protect in [[], ["aws_dynamodb_table.*"]] {
            let update = try words(
                [PlannedChange(Self.table, .import), PlannedChange(Self.table, .update)], protect: protect)
            #expect(update.count == 1 && update[0].contains("after its import, since the code differs"))
        }
    }
}
