import Decisions
import Ledger
import Testing

@testable import Repairs

/// What the plan of an emergency deploy holds beside the creates of what is missing.
@Suite struct ConsequenceTests {
    private static let service = "service"
    private static let uri = AttributePath([.name("integration_uri")])
    private static let create = PlannedChange(Stage.function, .create)
    private static let update = PlannedChange(Stage.integration, .update)
    private static let replace = PlannedChange(Stage.deployment, .replace)
    private static let follows = PlanDetails(changes: [
        .init(Stage.function, .create), .init(Stage.integration, .update, unknown: [uri]),
    ])

    private static let wide =
        "plan \(Stage.deployment) \(Stage.integration) \(Stage.function)"

    /// The function of the second tier is missing, and the plans hold these changes.
    private func deploying(
        _ plans: [[PlannedChange]], details: [PlanDetails], guardrails: GuardrailSettings? = nil,
        apply: Bool = true,
        world change: @escaping @Sendable (inout Stage.World) -> Void = { _ in },
        _ body: (Stage, RepairMessage) async throws -> Void
    ) async throws {
        let tier = Tier(
            name: Self.service,
            addresses: [try Pattern("aws_lambda_function.*"), try Pattern("aws_api*_*.*")])
        try await Stage.with(
            guardrails: guardrails ?? GuardrailSettings(distrust: 90), tiers: [tier]
        ) { stage in
            stage.set { world in
                world.statuses = [
                    Stage.events: .healthy, Stage.role: .healthy, Stage.function: .missing,
                    Stage.integration: .healthy, Stage.deployment: .healthy,
                ]
                world.dependencies = [
                    Stage.integration: [Stage.function], Stage.deployment: [Stage.integration],
                ]
                world.nextPlans = plans
                world.details = details
                world.after = [Stage.function: .healthy]
                change(&world)
            }
            var request = stage.request(addresses: [Stage.function], apply: apply)
            request.tier = Self.service
            request.rule = "service-lost"
            try await body(stage, await stage.perform(request))
        }
    }

    @Test func consequenceIsAppliedAndVerifiedByAPlan() async throws {
        try await deploying([[Self.create, Self.update], []], details: [Self.follows]) { stage, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            let said = "update \(Stage.integration), a consequence of \(Stage.function)"
            #expect(
                last.message
                    == "verified: \(Stage.function) exist and are well; \(said), has no change left")
            #expect(
                stage.done == [
                    Self.wide, "details of the file", "apply the file", "ask",
                    "unlocked plan \(Stage.integration)",
                ])
            // The book says it the same way.
            let repair = try #require(try await stage.book.repairs().first)
            #expect(repair.steps.contains { $0.contains("applying: create \(Stage.function), \(said)") })
        }
    }

    @Test func consequenceWithAChangeLeftIsNotVerified() async throws {
        try await deploying(
            [[Self.create, Self.update], [Self.update]], details: [Self.follows]
        ) { _, last in
            #expect(last.outcome == .notVerified)
            #expect(
                last.message
                    == "not verified: \(Stage.integration): a plan still holds update \(Stage.integration)")
        }
        try await deploying(
            [[Self.create, Self.update]], details: [Self.follows],
            world: { $0.plan = .failure(ToolFault(.lock, "held")) }
        ) { _, last in
            #expect(last.outcome == .notVerified && last.message.hasSuffix("failed: held"), "\(last.message)")
        }
    }

    /// Somebody's hotfix of the integration is left alone: the second plan creates the function only.
    @Test func driftedInstanceIsLeftAlone() async throws {
        var drifted = Self.follows
        drifted.drift = [.init(Stage.integration, .update, differing: [Self.uri])]
        try await deploying(
            [[Self.create, Self.update], [Self.create]], details: [drifted]
        ) { stage, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(
                last.message
                    == "verified: \(Stage.function) exist and are well; left for a person: \(Stage.integration) would be updated (integration_uri), which was changed outside Terraform: integration_uri; allow: {update: [\"\(Stage.integration)\"]} admits it, and reverts that change"
            )
            #expect(
                stage.done == [
                    Self.wide, "details of the file", "plan \(Stage.function)", "apply the file", "ask",
                ])
        }
        // If the function itself needs the update, nothing is applied.
        try await deploying(
            [[Self.create, Self.update], [Self.create, Self.update]], details: [drifted, drifted]
        ) { stage, last in
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.inspection])
            #expect(last.message.contains("which was changed outside Terraform: integration_uri"))
            #expect(!stage.done.contains { $0.hasPrefix("apply") })
        }
    }

    @Test func replacementIsLeftToAPersonAndTheConsequenceIsNot() async throws {
        var details = Self.follows
        details.changes.append(
            .init(Stage.deployment, .replace, forcing: [AttributePath([.name("triggers")])]))
        let left =
            "\(Stage.deployment) would be replaced because of triggers; allow: {replace: [\"\(Stage.deployment)\"]} admits it"
        try await deploying(
            [[Self.create, Self.update, Self.replace], [Self.create, Self.update], []],
            details: [details, Self.follows]
        ) { stage, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(last.message.hasSuffix("; left for a person: \(left)"), "\(last.message)")
            #expect(stage.done[2] == "plan \(Stage.function) \(Stage.integration)", "\(stage.done)")
        }
        // A dry run says so as well.
        try await deploying(
            [[Self.create, Self.update, Self.replace], [Self.create, Self.update], []],
            details: [details, Self.follows], apply: false
        ) { _, last in
            #expect(last.outcome == .wouldApply && last.message.hasSuffix("; left for a person: \(left)"))
        }
        // What depends on it is left alone as well: a plan of it would contain the replacement.
        try await deploying(
            [[Self.create, Self.update, Self.replace], [Self.create]], details: [details],
            world: { $0.dependencies[Stage.integration] = [Stage.function, Stage.deployment] }
        ) { stage, last in
            #expect(last.outcome == .repaired && stage.done[2] == "plan \(Stage.function)", "\(stage.done)")
        }
    }

    @Test func withConsequencesRefusedOnlyTheMissingIsCreated() async throws {
        try await deploying(
            [[Self.create, Self.update], [Self.create]], details: [Self.follows],
            guardrails: GuardrailSettings(consequences: .refuse, distrust: 90)
        ) { stage, last in
            #expect(last.outcome == .repaired && stage.done[2] == "plan \(Stage.function)")
            #expect(last.message.contains("and 'consequences: refuse' is set"), "\(last.message)")
        }
    }

    @Test func withoutDetailsNoUpdateIsAdmitted() async throws {
        try await deploying([[Self.create, Self.update], [Self.create, Self.update]], details: []) {
            stage, last in
            #expect(last.outcome == .refused && !stage.done.contains { $0.hasPrefix("apply") })
            #expect(
                last.message.contains(
                    "a change made by hand, or code that nobody applied yet (the details of the plan are not known: show failed)"
                ), "\(last.message)")
        }
    }

    // MARK: Creates that come along

    private static let logs = Address(type: "aws_cloudwatch_log_group", name: "fn")

    @Test func missingResourceOfNoTierIsCreatedAsADependencyAndVerified() async throws {
        let plan = [Self.create, PlannedChange(Self.logs, .create)]
        try await deploying(
            [plan], details: [],
            world: {
                $0.statuses[Self.logs] = .missing
                $0.after[Self.logs] = .healthy
            }
        ) { _, last in
            #expect(last.outcome == .repaired && last.addresses == [Stage.function, Self.logs])
        }
        try await deploying([plan], details: [], world: { $0.statuses[Self.logs] = .missing }) { _, last in
            #expect(last.outcome == .notVerified && last.message.contains("\(Self.logs)"), "\(last.message)")
        }
    }

    /// It went missing after the observation.
    @Test func createIsAdmittedIfADirectReadSaysThatItIsMissing() async throws {
        let plan = [Self.create, PlannedChange(Self.logs, .create)]
        try await deploying(
            [plan], details: [],
            world: {
                $0.statuses[Self.logs] = .healthy
                $0.duringPlan = { $0.statuses[Self.logs] = .missing }
                $0.after[Self.logs] = .healthy
            }
        ) { stage, last in
            #expect(last.outcome == .repaired && last.addresses == [Stage.function, Self.logs])
            #expect(stage.done == [Self.wide, "ask", "apply the file", "ask"])
        }
    }

    /// The table of the first tier goes missing while the second one is planned.
    @Test func createOfAnEarlierTierDoesNotComeAlong() async throws {
        let plan = [Self.create, PlannedChange(Stage.events, .create)]
        try await deploying(
            [plan, plan], details: [],
            world: { $0.duringPlan = { $0.statuses[Stage.events] = .missing } }
        ) { stage, last in
            #expect(last.outcome == .refused && !stage.done.contains { $0.hasPrefix("apply") })
            #expect(
                last.message.hasSuffix(
                    "it would create \(Stage.events), which was not proven missing: it is of tier foundation, which is restored first"
                ), "\(last.message)")
        }
    }

    @Test(
        arguments: [
            (InstanceStatus.healthy, "AWS has it"),
            (.unknown(Unknown(.throttled, "DescribeLogGroups")), "AWS was asked, and it is unknown: "),
            (.notAsked, "Terrier cannot ask AWS for a resource of type aws_cloudwatch_log_group"),
            (nil, "the state does not name it, so it is new in the code"),
        ] as [(InstanceStatus?, String)])
    func createThatIsNotProvenMissingIsRefusedWithTheReason(row: (InstanceStatus?, String)) async throws {
        let plan = [Self.create, PlannedChange(Self.logs, .create)]
        try await deploying(
            [plan, plan], details: [], world: { $0.statuses[Self.logs] = row.0 }
        ) { stage, last in
            #expect(last.outcome == .refused && !stage.done.contains { $0.hasPrefix("apply") })
            #expect(
                last.message.contains(
                    "it would create \(Self.logs), which was not proven missing: \(row.1)"), "\(last.message)"
            )
        }
    }
}
