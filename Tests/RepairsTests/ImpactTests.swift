import Catalogue
import Decisions
import Ledger
import Synchronization
import Terraform
import Testing

@testable import Repairs

/// What a plan is said to do.
@Suite struct ImpactTests {
    private static let events = Address(type: "aws_dynamodb_table", name: "events")
    private static let queue = Address(type: "aws_sqs_queue", name: "jobs")
    private static let role = Address(type: "aws_iam_role", name: "role")
    private static let foreign = Address(type: "acme_database", name: "x")

    private static func policy() throws -> Policy {
        Policy(
            stack: "s", mode: .observe, rules: [],
            tiers: [Tier(name: "foundation", addresses: [try Pattern("aws_dynamodb_table.*")])],
            guardrails: GuardrailSettings(protect: [
                try Pattern("aws_dynamodb_table.*"), try Pattern("aws_iam_role.*"),
            ]))
    }

    private static func state(_ addresses: [Address], serial: UInt64 = 8, lineage: String = "l") throws
        -> State
    {
        let resources = addresses.map {
            #"{"mode":"managed","type":"\#($0.type)","name":"\#($0.name)","instances":[{"attributes":{"name":"x"}}]}"#
        }
        let text =
            #"{"version":4,"serial":\#(serial),"lineage":"\#(lineage)","resources":[\#(resources.joined(separator: ","))]}"#
        return try State(parsing: Array(text.utf8), stack: "s")
    }

    private static func impact(
        _ changes: [PlannedChange], _ details: PlanDetails? = nil, here: [Address]? = nil,
        before: [Address]? = nil
    ) throws -> Impact {
        let all = changes.filter { $0.action != .create }.map(\.address)
        let believed = try before.map {
            BelievedState(
                identity: try state($0, serial: 7).identity, addresses: $0,
                seen: Timestamp(seconds: 1_772_334_000))
        }
        return Impact(
            PlanSummary(changes: changes, drift: []), details, try policy(),
            try state(here ?? Array(Set(all))),
            before: believed)
    }

    @Test func whatLosesDataComesFirstAndIsNamedWithItsReason() throws {
        let details = PlanDetails(changes: [
            .init(Self.role, .update, known: [AttributePath([.name("assume_role_policy")])]),
            .init(
                Self.events, .replace,
                forcing: [
                    AttributePath([.name("hash_key")]), AttributePath([.name("attribute"), .index(0)]),
                ]),
            .init(Self.queue, .delete, reason: "delete_because_no_resource_config"),
        ])
        let impact = try Self.impact(
            [
                PlannedChange(Self.role, .update), PlannedChange(Self.queue, .delete),
                PlannedChange(Self.events, .replace),
                PlannedChange(Address(type: "aws_iam_user", name: "u"), .create),
            ], details)
        #expect(impact.rows.map(\.address.name) == ["events", "jobs", "role", "u"])
        let events = impact.rows[0]
        #expect(events.losesData && events.mayHaveBackups && events.isProtected)
        #expect(events.tier == "foundation" && events.forcing == ["hash_key", "attribute"])
        #expect(impact.rows[1].losesData && !impact.rows[1].mayHaveBackups)
        #expect(impact.rows[1].reason == "not in the code")
        #expect(impact.rows[2].changing == ["assume_role_policy"] && impact.rows[2].needsAttention)
        #expect(impact.verdict == .dataLoss)
    }

    @Test(arguments: [
        (Address(type: "aws_iam_role", name: "new"), PlannedChange.Action.create, Impact.Verdict.safe),
        (Address(type: "aws_iam_user", name: "u"), .update, .safe),
        (Address(type: "aws_iam_user", name: "u"), .move, .safe),
        // In protect.
        (ImpactTests.role, .update, .attention), (ImpactTests.role, .delete, .attention),
        (Address(type: "aws_iam_user", name: "u"), .forget, .attention),
        (Address(type: "aws_iam_user", name: "u"), .other, .attention),
        (ImpactTests.foreign, .replace, .unknownData), (ImpactTests.foreign, .delete, .unknownData),
        (ImpactTests.foreign, .update, .safe),
        (ImpactTests.queue, .replace, .dataLoss),
        (Address(type: "aws_kms_key", name: "k"), .delete, .dataLoss),
    ])
    func verdictFollowsFromActionAndData(row: (Address, PlannedChange.Action, Impact.Verdict)) throws {
        #expect(try Self.impact([PlannedChange(row.0, row.1)]).verdict == row.2)
    }

    @Test func typeThatNobodyKnowsIsNotSaidToHoldNoData() {
        #expect(ImpactRow.HeldData("acme_database") == .unknown)
        #expect(ImpactRow.HeldData("terraform_data") == .known(.none))
        #expect(ImpactRow.HeldData("aws_redshift_cluster") == .known(.backedUp))
    }

    @Test func deposedObjectIsNotTheInstance() throws {
        let change = PlannedChange(Self.events, .delete)
        let withDetails = try Self.impact([change], PlanDetails())
        #expect(withDetails.rows[0].isDeposed && withDetails.verdict == .attention)
        // Without the document nothing says so.
        #expect(try Self.impact([change]).verdict == .dataLoss)
    }

    @Test func stateThatLacksWhatWasBelievedIsLost() throws {
        let all = [Self.events, Self.queue, Self.role]
        let creates = all.map { PlannedChange($0, .create) }
        let lost = try Self.impact(creates, here: [], before: all)
        #expect(lost.lost?.createdAgain == 3 && lost.verdict == .dataLoss)
        // What the state still has was deleted in AWS.
        #expect(try Self.impact(creates, here: all, before: all).lost == nil)
        // A new stack, and new resources.
        #expect(try Self.impact(creates, here: [], before: nil).lost == nil)
        #expect(try Self.impact([creates[0]], here: [Self.queue, Self.role], before: all).lost == nil)
    }

    @Test func commandsAreQuotedForAShell() {
        #expect(
            ShellWords.line(["a", "-chdir=/srv/my stack", "it's", "", "x=$HOME"])
                == #"a '-chdir=/srv/my stack' 'it'\''s' '' 'x=$HOME'"#)
    }
}

/// What a refused repair says of the backup that a person restores.
@Suite struct BackupAdviceTests {
    @Test func newestBackupIsNamedWithItsAgeAndItsRestore() async throws {
        try await Stage.with { stage in
            let made = stage.world.withLock { $0.clock.wall } + .seconds(-7200)
            let backup = Backup(
                name: "backup daily", made: made, restore: "aws dynamodb restore-table-from-backup …",
                lacks: "tags, TTL")
            stage.set { $0.backups = .some(3, newest: backup) }
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.backups])
            for words in [
                "has 3 backup(s): restore it, or delete them, by hand",
                "the newest is backup daily, 2h old (",
                "to restore it: aws dynamodb restore-table-from-backup …", "does not bring back tags, TTL",
            ] { #expect(last.message.contains(words), "\(last.message)") }
            // So that it is in the incident as well.
            let stored = try await stage.book.repairs()
            #expect(stored.first?.reason?.contains("restore-table-from-backup") == true)
        }
    }
}
