import Decisions
import Testing

/// What a person pastes: the command into a shell, the block into code.
@Suite struct OrphanTests {
    private static let terraform = ManualTerraform(
        workspace: "prod", environment: ["TF_DATA_DIR": ".data", "TF_VAR_password": "hunter2"],
        profile: "live", region: "eu-west-1", directory: "/srv/my stack", varFiles: ["prod.tfvars"])
    private static let line =
        "TF_WORKSPACE=prod TF_DATA_DIR=.data AWS_PROFILE=live AWS_REGION=eu-west-1 terraform '-chdir=/srv/my stack'"

    private func orphan(_ address: String, id: String?) throws -> Orphan {
        Orphan(
            try Address(address), .removed, importID: id, unknownID: id == nil ? "it is odd" : nil, serial: 7)
    }

    @Test func plainAddressAndIDAreNotQuoted() throws {
        let orphan = try orphan("aws_dynamodb_table.events", id: "live-events")
        let command = "\(Self.line) import -var-file=prod.tfvars aws_dynamodb_table.events live-events"
        #expect(orphan.command(Self.terraform) == command)
        #expect(orphan.block == "import {\n  to = aws_dynamodb_table.events\n  id = \"live-events\"\n}\n")
        #expect(
            orphan.words(Self.terraform)
                == "exists in AWS and not in the state; the state of serial 7 was the last that had it; \(command)"
        )
    }

    @Test func keysAndSpecialCharactersAreQuotedForTheShell() throws {
        let orphan = try orphan(#"module.m["a b"].aws_s3_object.o["it's"]"#, id: "bucket/$key's")
        #expect(
            orphan.command(Self.terraform)
                == Self.line
                + #" import -var-file=prod.tfvars 'module.m["a b"].aws_s3_object.o["it'\''s"]' 'bucket/$key'\''s'"#
        )
    }

    /// The role is not something that a variable can give.
    @Test func pushNamesTheRoleAndRemovesTheFile() {
        var terraform = Self.terraform
        terraform.role = "arn:aws:iam::123456789012:role/terrier"
        #expect(
            terraform.pushing("/srv/my stack/errored.tfstate")
                == "\(Self.line) state push '/srv/my stack/errored.tfstate' && rm '/srv/my stack/errored.tfstate'"
                + "  # with the credentials of arn:aws:iam::123456789012:role/terrier")
        #expect(terraform.initialising == "TF_DATA_DIR=.data terraform init")
        let unsaved = UnsavedState(
            file: "/srv/errored.tfstate", serial: 8, backendSerial: 7, isOfThisLineage: true, push: "PUSH")
        #expect(unsaved.remedy == "push it to the stack's workspace and remove it: PUSH")
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
        #expect(orphan.command(Self.terraform) == nil && orphan.block == nil)
        #expect(orphan.words(Self.terraform).hasSuffix("; its import id is not known: it is odd"))
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
