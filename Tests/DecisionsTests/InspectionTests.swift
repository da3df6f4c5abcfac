import Testing

@testable import Decisions

@Suite struct InspectionTests {
    static let events = Address(type: "aws_dynamodb_table", name: "events")
    static let role = Address(type: "aws_iam_role", name: "role")
    static let deployment = Address(type: "aws_api_gateway_deployment", name: "main")

    func admission(
        creates: [Address] = [], deletes: [Address] = [], replace: String? = nil, protect: String? = nil
    ) throws -> Admission {
        Admission(
            creates: creates, deletes: deletes,
            allow: .init(create: [], replace: try replace.map { [try Pattern($0)] } ?? [], update: []),
            protect: try protect.map { [try Pattern($0)] } ?? [])
    }

    private func words(_ admission: Admission, _ changes: [PlannedChange]) -> [String] {
        admission.faults(of: changes).map(\.description)
    }

    @Test func missingResourcesMayBeCreatedEvenIfProtected() throws {
        let admission = try admission(creates: [Self.events], protect: "aws_dynamodb_table.*")
        #expect(words(admission, [PlannedChange(Self.events, .create)]) == [])
    }

    @Test func nothingIsCreatedBesideWhatIsScheduledForDeletion() throws {
        var admission = try admission(creates: [Self.events])
        admission.allow?.create = [try Pattern("aws_iam_role.*")]
        admission.withheld = [Self.role: "is scheduled for deletion after 2026-12-07T10:00:00Z"]
        let changes = [PlannedChange(Self.events, .create), PlannedChange(Self.role, .create)]
        #expect(
            words(admission, changes) == [
                "it would create aws_iam_role.role, which is scheduled for deletion after 2026-12-07T10:00:00Z"
            ])
    }

    @Test(arguments: [
        (
            PlannedChange.Action.create,
            "it would create aws_iam_role.role, which was not proven missing; allow: {create: [\"aws_iam_role.role\"]} admits it"
        ),
        (
            .update,
            "it would update aws_iam_role.role: a change made by hand, or code that nobody applied yet; allow: {update: [\"aws_iam_role.role\"]} admits it"
        ),
        (.delete, "it would delete aws_iam_role.role, which is not on the list"),
        (
            .replace,
            "it would replace aws_iam_role.role; allow: {replace: [\"aws_iam_role.role\"]} admits it"
        ),
        (.move, "it would move aws_iam_role.role"),
        (.forget, "it would forget aws_iam_role.role"), (.import, "it would import aws_iam_role.role"),
        (.other, "it would change aws_iam_role.role in a way that Terrier does not know"),
    ])
    func everyOtherActionIsRefused(row: (action: PlannedChange.Action, fault: String)) throws {
        let admission = try admission(creates: [Self.events])
        let changes = [PlannedChange(Self.events, .create), PlannedChange(Self.role, row.action)]
        #expect(words(admission, changes) == [row.fault])
    }

    /// Even if creating is allowed: a second resource of the same name fails, and one whose name AWS generates is a duplicate.
    @Test func untrackedResourceIsNotCreatedAgain() throws {
        let everything = try Pattern("aws_iam_role.*")
        for untracked in [[], [Self.role]] {
            let admission = Admission(
                creates: [Self.events], mayCreate: [Self.role], untracked: untracked,
                allow: .init(create: [everything], replace: [], update: []), protect: [])
            let faults = words(
                admission, [PlannedChange(Self.events, .create), PlannedChange(Self.role, .create)])
            #expect(
                faults
                    == untracked.map {
                        "it would create \($0), which exists in AWS but is not in the state: import it first, with 'terrier repair import'"
                    })
        }
    }

    @Test func missingResourceThatIsNotCreatedIsAFault() throws {
        let faults = words(
            try admission(creates: [Self.events, Self.role]), [PlannedChange(Self.events, .create)])
        #expect(faults == ["aws_iam_role.role is missing in AWS and the plan does not create it"])
    }

    @Test func removalDeletesExactlyItsList() throws {
        let admission = try admission(deletes: [Self.role])
        #expect(words(admission, [PlannedChange(Self.role, .delete)]) == [])
        #expect(
            words(admission, []) == ["aws_iam_role.role is to be removed and the plan does not delete it"]
        )
        let more = [PlannedChange(Self.role, .delete), PlannedChange(Self.events, .delete)]
        #expect(
            words(admission, more)
                == ["it would delete aws_dynamodb_table.events, which is not on the list"])
    }

    @Test func allowAdmitsFurtherChangesAndProtectOverridesIt() throws {
        let changes = [PlannedChange(Self.events, .create), PlannedChange(Self.deployment, .replace)]
        let allowed = try admission(creates: [Self.events], replace: "aws_api_gateway_deployment.*")
        #expect(words(allowed, changes) == [])
        let protected = try admission(
            creates: [Self.events], replace: "aws_api_gateway_deployment.*", protect: "aws_api_gateway_*.*")
        #expect(
            words(protected, changes)
                == ["it would replace aws_api_gateway_deployment.main, which is protected"])
    }

    @Test func readsAreNotChanges() throws {
        let admission = try admission(creates: [Self.events])
        let changes = [
            PlannedChange(Self.events, .create),
            PlannedChange(Address(mode: .data, type: "aws_region", name: "r"), .read),
        ]
        #expect(words(admission, changes) == [])
    }
}

@Suite struct PrintingTests {
    @Test(arguments: [
        (SignalUnit.bool, 1.0, "true"), (.count, 19, "19"), (.percent, 12.34, "12.3 %"),
        (.percent, 10, "10 %"),
        (.usd, 49.999, "50.00 USD"), (.usd, 0.05, "0.05 USD"), (.duration, 5400, "1h 30m"),
    ])
    func valuesArePrintedInTheirUnits(row: (SignalUnit, Double, String)) {
        #expect(row.0.text(row.1) == row.2)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_772_334_000, "2026-03-01T03:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    ])
    func timestampsAreUTC(row: (Int64, String)) {
        #expect(Timestamp(seconds: row.0).description == row.1)
    }
}
