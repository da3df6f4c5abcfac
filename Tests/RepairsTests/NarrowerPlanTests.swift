import Decisions
import Terraform
import Testing

@testable import Repairs

/// Something of a tier cannot be restored: what does not need it is restored all the same, and the repair says what is not.
@Suite struct NarrowerPlanTests {
    private static let rule = Address(type: "aws_cloudwatch_event_rule", name: "hourly")
    private static let database = Address(type: "aws_db_instance", name: "main")
    private static let createFunction = PlannedChange(Stage.function, .create)
    private static let createRule = PlannedChange(rule, .create)
    private static let replace = PlannedChange(Stage.deployment, .replace)
    private static let forcing = PlanDetails(changes: [
        .init(Stage.function, .create), .init(rule, .create),
        .init(Stage.deployment, .replace, forcing: [AttributePath([.name("triggers")])]),
    ])

    /// The function and a rule are missing; the function needs the deployment, which every plan of it replaces.
    private func deploying(
        _ plans: [[PlannedChange]], details: [PlanDetails] = [forcing, forcing], apply: Bool = true,
        world change: @escaping @Sendable (inout Stage.World) -> Void = { _ in },
        _ body: (Stage, RepairMessage) async throws -> Void
    ) async throws {
        let covered = [
            "aws_lambda_function.*", "aws_cloudwatch_event_rule.*", "aws_api*_*.*", "aws_db_instance.*",
        ]
        let tier = Tier(name: "service", addresses: try covered.map { try Pattern($0) })
        try await Stage.with(guardrails: GuardrailSettings(distrust: 90), tiers: [tier]) { stage in
            stage.set { world in
                world.statuses = [
                    Stage.role: .healthy, Stage.function: .missing, Self.rule: .missing,
                    Stage.deployment: .healthy,
                ]
                world.dependencies = [Stage.function: [Stage.deployment]]
                world.nextPlans = plans
                world.details = details
                world.after = [Self.rule: .healthy]
                change(&world)
            }
            var request = stage.request(addresses: [Stage.function], apply: apply)
            request.tier = "service"
            request.rule = "service-lost"
            try await body(stage, await stage.perform(request))
        }
    }

    private static let whole = [createFunction, createRule, replace]
    private static let unrestored =
        "\(Stage.function) is not restored: it needs \(Stage.deployment)"
    private static let left =
        "; left for a person: \(Stage.deployment) would be replaced because of triggers; allow: {replace: [\"\(Stage.deployment)\"]} admits it"

    @Test func whatDoesNotNeedItIsRestored() async throws {
        try await deploying([Self.whole, Self.whole, [Self.createRule]]) { stage, last in
            #expect(last.outcome == .repaired && last.addresses == [Self.rule], "\(last.message)")
            #expect(last.refusals == [Refusal(.inspection, Self.unrestored)])
            #expect(
                last.message
                    == "verified: \(Self.rule) exist and are well; \(Self.unrestored)\(Self.left)")
            #expect(
                stage.done == [
                    "plan \(Stage.deployment) \(Self.rule) \(Stage.function)", "details of the file",
                    "plan \(Self.rule) \(Stage.function)", "details of the file", "plan \(Self.rule)",
                    "apply the file", "ask",
                ])
        }
    }

    @Test func dryRunSaysWhatWouldNotBeRestored() async throws {
        try await deploying([Self.whole, Self.whole, [Self.createRule]], apply: false) { _, last in
            #expect(last.outcome == .wouldApply)
            #expect(
                last.message == "would have applied: create \(Self.rule); \(Self.unrestored)\(Self.left)")
        }
    }

    @Test func ifEverythingNeedsItNothingIsApplied() async throws {
        try await deploying(
            [Self.whole, Self.whole],
            world: { $0.dependencies[Self.rule] = [Stage.deployment] }
        ) { stage, last in
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.inspection])
            #expect(last.message.contains("it would replace \(Stage.deployment) because of triggers"))
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    /// The third plan is inspected like every other.
    @Test func thirdPlanWithSomethingElseIsRefused() async throws {
        try await deploying(
            [Self.whole, Self.whole, [Self.createRule, Self.replace]],
            details: [Self.forcing, Self.forcing, Self.forcing]
        ) { stage, last in
            #expect(last.outcome == .refused && !stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    /// Terraform does not see what AWS seems to say: nothing of this is believed.
    @Test func planThatLacksSomethingIsRefusedAsAWhole() async throws {
        try await deploying([Self.whole, [Self.createRule, Self.replace]]) { stage, last in
            #expect(last.outcome == .refused, "\(last.message)")
            #expect(
                last.message.contains("\(Stage.function) is missing in AWS and the plan does not create it"))
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    /// A database with a backup is left to a person, and holds nothing else back.
    @Test func whatItsDataKeepsFromBeingCreatedHoldsNothingElseBack() async throws {
        let createTable = PlannedChange(Self.database, .create)
        try await deploying(
            [[Self.createRule, createTable], [Self.createRule]], details: [],
            world: {
                $0.statuses[Stage.function] = .healthy
                $0.statuses[Self.database] = .missing
                $0.backups = .some(1)
            }
        ) { stage, last in
            #expect(last.outcome == .repaired && last.addresses == [Self.rule], "\(last.message)")
            let reason = "\(Self.database) has 1 backup(s): restore it, or delete them, by hand"
            #expect(last.refusals == [Refusal(.backups, reason)])
            #expect(
                last.message.hasSuffix(
                    "; left for a person: \(Self.database) would be created, which has 1 backup(s): restore it, or delete them, by hand"
                ), "\(last.message)")
            #expect(stage.done.contains("plan \(Self.rule)"), "\(stage.done)")
        }
    }

    /// A role whose policy is given up would not be well.
    @Test func roleIsGivenUpWithItsPolicy() throws {
        let names = ["aws_iam_role", "aws_iam_role_policy", "aws_iam_instance_profile", "aws_sns_topic"]
        let needs = ["", "\"aws_iam_role.fn\",\"\(Stage.deployment)\"", "\"aws_iam_role.fn\"", ""]
        let resources = zip(names, needs).map { name, needs in
            #"{"mode":"managed","type":"\#(name)","name":"fn","provider":"p","instances":[{"attributes":{},"dependencies":[\#(needs)]}]}"#
        }
        let text =
            #"{"version":4,"serial":1,"lineage":"l","resources":[\#(resources.joined(separator: ","))]}"#
        let state = try State(parsing: Array(text.utf8), stack: "s")
        let missing = names.map { Address(type: $0, name: "fn") }
        let faults = Admission(creates: missing, allow: .init(), protect: [])
            .faults(of: missing.map { PlannedChange($0, .create) } + [Self.replace])
        #expect(
            state.needing(faults, among: missing) == [
                missing[0]: missing[1], missing[1]: Stage.deployment, missing[2]: missing[0],
            ])
    }

    /// A replacement that has its reason only in an unknown value may not be wanted afterwards.
    @Test func replacementForcedByAnUnknownValueIsLookedAtAgain() async throws {
        var details = Self.forcing
        details.changes[2].unknown = [AttributePath([.name("triggers")]), AttributePath([.name("id")])]
        try await deploying(
            [Self.whole, [Self.createFunction, Self.createRule]], details: [details],
            world: {
                $0.dependencies = [:]
                $0.after[Stage.function] = .healthy
            }
        ) { _, last in
            #expect(last.outcome == .repaired && last.refusals.isEmpty, "\(last.message)")
            #expect(
                last.message.hasSuffix(
                    "; left for a person: \(Stage.deployment) would be replaced because of triggers, which had no value in this plan yet: see what is left with 'terrier check --plan'"
                ), "\(last.message)")
        }
    }
}
