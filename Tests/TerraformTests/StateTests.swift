import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

@Suite struct StateTests {
    private func state(_ text: String) throws -> State { try State(parsing: Array(text.utf8), stack: "s") }

    private func code(_ text: String) -> TerraformFault.Code? {
        do {
            _ = try state(text)
            return nil
        } catch {
            return (error as? TerraformFault)?.code
        }
    }

    static let whole = """
        {"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","outputs":{},"resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"events","provider":"provider[\\"registry.terraform.io/hashicorp/aws\\"].west",
         "instances":[{"schema_version":1,"attributes":{"name":"n","arn":"arn:aws:dynamodb:us-east-1:123456789012:table/n","secret":"hush"}}]},
        {"mode":"data","type":"aws_region","name":"here","instances":[{"attributes":{"name":"us-east-1"}}]},
        {"module":"module.api[\\"eu\\"]","mode":"managed","type":"aws_iam_role","name":"r",
         "instances":[{"index_key":0,"attributes":{}},{"index_key":1,"status":"tainted","attributes":{}},{"index_key":1,"deposed":"00000001","attributes":{}}]}
        ]}
        """

    @Test func dataSourcesAndDeposedInstancesAreNotCounted() throws {
        let state = try state(Self.whole)
        #expect(state.identity.resources == 3)
        #expect(state.instances.count == 5)
        #expect(
            state.managed.map(\.address.description) == [
                "aws_dynamodb_table.events", "module.api[\"eu\"].aws_iam_role.r[0]",
                "module.api[\"eu\"].aws_iam_role.r[1]",
            ])
        #expect(state.managed[2].isTainted && !state.managed[1].isTainted)
        #expect(state.managed[0].provider == "registry.terraform.io/hashicorp/aws")
        #expect(state.serial == 7 && state.lineage == "l")
    }

    @Test func dependenciesAreReadAndInvalidAddressesSkipped() throws {
        let state = try state(
            """
            {"version":4,"serial":7,"lineage":"l","resources":[
            {"mode":"managed","type":"aws_lambda_function","name":"f","instances":[{"attributes":{},"dependencies":
             ["aws_iam_role.lambda_role","data.aws_region.here","module.api.aws_t.t","module.api","no address"]}]},
            {"mode":"managed","type":"aws_t","name":"t","instances":[{"attributes":{}}]}]}
            """)
        #expect(
            state.managed.map { $0.dependencies.map(\.description) } == [
                ["aws_iam_role.lambda_role", "data.aws_region.here", "module.api.aws_t.t"], [],
            ])
    }

    @Test func unusedAttributesAreNotRead() throws {
        let attributes = try #require(try state(Self.whole).managed.first).attributes
        #expect(attributes[.name] == "n")
        #expect(!"\(attributes)".contains("hush") && !"\(attributes)".contains("123456789012"))
    }

    @Test func invalidStatesAreDistinguished() {
        #expect(code("") == .noState)
        #expect(code(" \n") == .noState)
        #expect(code("{\"version\":4,\"serial\":0,\"lineage\":\"\",\"resources\":[]}") == .noState)
        #expect(code(String(Self.whole.dropLast(20))) == .stateNotJSON)
        #expect(code("<html>") == .stateNotJSON)
        #expect(code("{\"version\":3,\"serial\":1,\"lineage\":\"l\",\"modules\":[]}") == .stateVersion(3))
        #expect(code("{\"version\":4,\"lineage\":\"l\",\"resources\":[]}") == .stateMalformed)
        #expect(code("{\"version\":4,\"serial\":1,\"resources\":[]}") == .stateMalformed)
        #expect(code("{\"version\":4,\"serial\":1,\"lineage\":\"l\"}") == .stateMalformed)
        #expect(code("{}") == .stateMalformed)
    }

    @Test func everyTruncatedStateIsRejected() {
        for length in stride(from: 0, to: Self.whole.count - 1, by: 13) {
            #expect(code(String(Self.whole.prefix(length))) != nil, "\(length)")
        }
    }

    @Test func stateIsComparedWithTheBelievedOne() throws {
        let state = try state(Self.whole)
        func before(_ lineage: String, _ serial: UInt64) -> SnapshotIdentity {
            SnapshotIdentity(lineage: lineage, serial: serial, resources: 1, bytes: 1, sha256: "x")
        }
        try state.believe(after: nil, stack: "s")
        try state.believe(after: before("l", 7), stack: "s")
        try state.believe(after: before("l", 6), stack: "s")
        let seen = Timestamp(seconds: 1_795_000_000)
        func words(_ state: State, _ before: SnapshotIdentity) -> TerraformFault? {
            do throws(TerraformFault) {
                try state.believe(after: before, seen: seen, stack: "s")
                return nil
            } catch {
                return error
            }
        }
        let past = "1 resource until \(seen) (serial "
        let older = words(state, before("l", 8))
        #expect(older?.code == .serialWentBack && older?.description.hasPrefix("\(past)8); ") == true)
        let other = words(state, before("other", 1))
        #expect(other?.code == .lineageChanged)
        #expect(other?.description.contains("of another lineage: it looks lost or replaced") == true)
        let empty = try self.state(#"{"version":4,"serial":9,"lineage":"l","resources":[]}"#)
        let emptied = words(empty, before("l", 7))
        #expect(emptied?.code == .emptied)
        #expect(
            emptied?.description
                == "\(past)7); now the state of s has no resources (serial 9): it looks lost; compare it with 'terrier snapshots list s'; 'terrier repair restore-state s --dry-run' shows how the lost state is put back; only if this state is the right one, 'terrier snapshots forget s'"
        )
        var none = before("l", 7)
        none.resources = 0
        try empty.believe(after: none, stack: "s")
    }

    @Test func noStateIsComparedWithTheBelievedOne() {
        let seen = Timestamp(seconds: 1_795_000_000)
        let before = BelievedState(
            identity: SnapshotIdentity(lineage: "l", serial: 20, resources: 19, bytes: 1, sha256: "x"),
            addresses: [], seen: seen)
        let fault = TerraformFault.noState("s", "s3://b/k does not exist")
        #expect(
            fault.compared(with: before, stack: "s").description
                == "19 resources until \(seen) (serial 20); \(fault.description); 'terrier repair restore-state s --dry-run' shows how it is put back, 'terrier snapshots export' writes what it was"
        )
        #expect(fault.compared(with: nil, stack: "s") == fault)
        let denied = TerraformFault(.credentials, "denied")
        #expect(denied.compared(with: before, stack: "s") == denied)
    }
}

@Suite struct PlanLinesTests {
    private func lines(_ texts: String...) -> PlanLines {
        var lines = PlanLines()
        for text in texts { lines.add(text) }
        return lines
    }

    private func change(_ type: String, _ address: String, _ action: String) -> String {
        #"{"type":"\#(type)","change":{"resource":{"addr":"\#(address)"},"action":"\#(action)"}}"#
    }

    @Test func plannedChangesHaveAddressesAndActions() {
        let lines = lines(
            change("planned_change", "a.b", "create"), change("planned_change", "a.c", "replace"),
            change("planned_change", "a.d", "noop"), change("planned_change", "a.e", "remove"),
            change("planned_change", "a.f", "something new"),
            #"{"type":"change_summary","changes":{"add":2,"change":0,"remove":1,"operation":"plan"}}"#)
        #expect(lines.changes.map(\.action) == [.create, .replace, .forget, .other])
        #expect(lines.addsUp && !lines.isBroken)
    }

    /// For a resource that is moved and also changes, Terraform prints the action "update" and the old address.
    @Test func moveOrImportWithAnUpdateIsTwoChanges() {
        let lines = lines(
            #"{"type":"planned_change","change":{"resource":{"addr":"a.new"},"previous_resource":{"addr":"a.old"},"action":"update"}}"#,
            #"{"type":"planned_change","change":{"resource":{"addr":"a.moved"},"previous_resource":{"addr":"a.was"},"action":"move"}}"#,
            #"{"type":"planned_change","change":{"resource":{"addr":"a.taken"},"action":"update","importing":{"id":"i"}}}"#,
            #"{"type":"change_summary","changes":{"add":0,"change":2,"remove":0}}"#)
        let texts = lines.changes.map { "\($0.action.rawValue) \($0.address)" }
        #expect(
            texts == [
                "update a.new", "move a.old", "move a.moved", "move a.was", "update a.taken",
                "import a.taken",
            ])
        #expect(lines.addsUp && !lines.isBroken)
    }

    @Test func plannedActionsBesidesChangesAreReported() {
        let lines = lines(
            change("planned_change", "a.b", "create"),
            #"{"type":"planned_action_invocation","invocation":{"action":{"addr":"action.aws_lambda_invoke.x"}}}"#,
            #"{"type":"change_summary","changes":{"add":1,"change":0,"remove":0}}"#)
        #expect(lines.planSummary.besides == ["planned_action_invocation"])
        #expect(self.lines(change("planned_change", "a.b", "create")).planSummary.besides == [])
    }

    @Test func outputThatDoesNotMatchItsSummaryIsRejected() {
        let lines = lines(
            change("planned_change", "a.b", "create"),
            #"{"type":"change_summary","changes":{"add":2,"change":0,"remove":0}}"#)
        #expect(!lines.addsUp)
        #expect(self.lines("{\"type\":\"planned_ch").isBroken)
        #expect(self.lines(change("planned_change", "nonsense", "create")).isBroken)
    }

    @Test func onlyDeletedOrChangedBackResourcesAreDrift() {
        let lines = lines(
            change("resource_drift", "a.same", "update"), change("resource_drift", "a.gone", "delete"),
            change("resource_drift", "a.hand", "update"), change("planned_change", "a.hand", "update"))
        #expect(lines.planSummary.drift.map(\.description) == ["a.gone", "a.hand"])
    }

    @Test func lockHasAHolderOnlyWithLockInfo() throws {
        let detail = """
            Error message: resource temporarily unavailable
            Lock Info:
              ID:        73072f56-825b-3512-0513-4307b3f834dd
              Path:      terraform.tfstate
              Operation: OperationTypeApply
              Who:       root@vm
              Version:   1.11.4
              Created:   2026-11-24 10:48:04.629685401 +0000 UTC
              Info:
            """
        let holder = try #require(LockInfo.parse(detail: detail))
        #expect(holder.id == "73072f56-825b-3512-0513-4307b3f834dd" && holder.who == "root@vm")
        #expect(holder.createdAt?.description == "2026-11-24T10:48:04Z")
        #expect(LockInfo.parse(detail: "Error acquiring the state lock: dial tcp: connection refused") == nil)
        #expect(LockInfo.parse(detail: "Lock Info:\n  ID:  \n  Who: x") == nil)
    }

    @Test(arguments: [
        (TerraformCommand.statePull, "state pull"),
        (.plan(.init()), "plan -json -input=false -detailed-exitcode -lock=false"),
        (
            .plan(
                .init(
                    file: "/p/plan", targets: [Address(type: "a", name: "b", key: .name("c/d"))], lock: true,
                    varFiles: ["dev.tfvars"])),
            "plan -json -input=false -detailed-exitcode -lock=true -out=/p/plan -var-file=dev.tfvars -target=a.b[\"c/d\"]"
        ),
        (
            .plan(.init(destroy: true, refresh: false)),
            "plan -json -input=false -detailed-exitcode -lock=false -destroy -refresh=false"
        ),
        (.apply(planFile: "/p/plan"), "apply -json -input=false -lock-timeout=30s /p/plan"),
        (.show(planFile: "/p/plan"), "show -json -no-color /p/plan"),
    ])
    func commandsHaveTheExpectedArguments(row: (TerraformCommand, String)) {
        #expect(row.0.arguments.joined(separator: " ") == row.1)
    }
}

/// Lists and blocks of which one attribute is read.
@Suite struct StateListTests {
    private func attributes(_ text: String, of type: String) throws -> StateAttributes {
        let state = """
            {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {},
             "resources": [{"mode": "managed", "type": "\(type)", "name": "x", "provider": "p",
               "instances": [{"schema_version": 0, "attributes": \(text)}]}]}
            """
        return try #require(try State(parsing: Array(state.utf8), stack: "test").managed.first).attributes
    }

    @Test func listsAndOneAttributeOfBlocksAreRead() throws {
        let role = try attributes(
            #"{"managed_policy_arns": ["b", "a"], "inline_policy": [{"name": "n", "policy": "secret"}, {"name": null}, {"name": "m"}]}"#,
            of: "aws_iam_role")
        #expect(role.list("managed_policy_arns") == ["b", "a"])
        #expect(role.list("inline_policy.name") == ["n", "m"])
        #expect(role.list("inline_policy.policy").isEmpty)
        #expect(role.description == "inline_policy.name, managed_policy_arns")
    }

    @Test func attributeOfABlockThatStandsOnceIsAText() throws {
        let versioning = try attributes(
            #"{"bucket": "b", "versioning_configuration": [{"mfa_delete": "", "status": "Suspended"}]}"#,
            of: "aws_s3_bucket_versioning")
        #expect(versioning["versioning_configuration.status"] == "Suspended")
    }

    @Test func attributesOfAnotherFormAreNotRead() throws {
        let role = try attributes(
            #"{"managed_policy_arns": [1], "inline_policy": {"name": "n"}, "name": {"a": 1}}"#,
            of: "aws_iam_role")
        #expect(role.list("managed_policy_arns").isEmpty && role.list("inline_policy.name").isEmpty)
        #expect(role[.name] == nil)
    }
}
