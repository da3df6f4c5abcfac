import Decisions
import Ledger
import Testing

@testable import Repairs

/// Several tiers: restored from the first, rolled back from the last.
@Suite struct TierTests {
    private static func create(_ address: Address) -> PlannedChange { PlannedChange(address, .create) }
    private static func delete(_ address: Address) -> PlannedChange { PlannedChange(address, .delete) }

    private func tiers() throws -> [Tier] {
        [
            Tier(name: "service", addresses: [try Pattern("aws_lambda_function.*")]),
            Tier(name: "monitoring", addresses: [try Pattern("aws_cloudwatch_metric_alarm.*")]),
        ]
    }

    // MARK: Restoring

    /// The table and the function are missing; each tier's apply creates its own.
    private func restoring(
        world change: @escaping @Sendable (inout Stage.World) -> Void = { _ in },
        _ body: (Stage, RepairMessage) async throws -> Void
    ) async throws {
        try await Stage.with(tiers: try tiers()) { stage in
            stage.set { world in
                world.statuses[Stage.function] = .missing
                world.nextPlans = [[Self.create(Stage.events)], [Self.create(Stage.function)]]
                world.nextAfter = [[Stage.events: .healthy], [Stage.function: .healthy]]
                change(&world)
            }
            var request = stage.request()
            request.tier = "service"
            request.rule = "service-lost"
            request.state = StateVersion(lineage: "l", serial: 7)
            try await body(stage, await stage.perform(request))
        }
    }

    /// What exists and is not in the state is no target; if the plan contains it anyway, nothing is created.
    @Test func untrackedResourceIsNotCreatedAgain() async throws {
        let untracked = Address(type: "aws_lambda_function", name: "second")
        let standing: @Sendable (inout Stage.World) -> Void = {
            $0.statuses[untracked] = .healthy
            $0.dropped = [untracked]
        }
        try await restoring(world: standing) { stage, last in
            #expect(last.outcome == .repaired && stage.done == first + second, "\(last.message)")
        }
        try await restoring(world: {
            standing(&$0)
            $0.nextPlans[1].append(Self.create(untracked))
        }) { stage, last in
            #expect(stage.done == first + second.prefix(1), "\(stage.done)")
            #expect(last.message.contains("then tier service was not restored"), "\(last.message)")
        }
    }

    private let first = ["plan aws_dynamodb_table.events aws_iam_role.role", "apply the file", "ask"]
    private let second = ["plan aws_lambda_function.collector", "apply the file", "ask"]

    @Test func tiersAreRestoredInOrderEachVerifiedBeforeTheNext() async throws {
        try await restoring { stage, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done == first + second)
            #expect(last.addresses == [Stage.events, Stage.function])
            let repair = try #require(try await stage.book.repairs().first)
            let steps = ["guardrails", "snapshot", "plan", "inspect", "apply", "verify"]
            #expect(
                repair.steps.map { $0.prefix { $0 != ":" } } == steps.map { $0[...] } + steps.map { $0[...] })
            // Each change has a snapshot before it.
            #expect(
                repair.steps.filter { $0.hasPrefix("snapshot") }.map { $0.contains("serial 8") } == [
                    false, true,
                ])
            #expect(repair.serialBefore == 7 && repair.serialAfter == 9)
        }
    }

    @Test func onlyTiersUpToTheRequestedOneAreRestored() async throws {
        try await Stage.with(tiers: try tiers()) { stage in
            stage.set { $0.statuses[Stage.function] = .missing }
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .repaired && stage.done == first)
        }
    }

    @Test func completeTierIsSkipped() async throws {
        try await restoring(world: {
            $0.statuses[Stage.events] = .healthy
            $0.nextPlans.removeFirst()
            $0.nextAfter.removeFirst()
        }) { stage, last in
            #expect(last.outcome == .repaired && stage.done == second)
        }
    }

    @Test func unverifiedTierIsFollowedByNoOther() async throws {
        try await restoring(world: {
            $0.nextAfter = [[:]]
        }) { stage, last in
            #expect(last.outcome == .notVerified)
            #expect(stage.done.filter { $0 != "ask" } == Array(first.prefix(2)))
        }
    }

    /// What prevents the second tier after the first is restored.
    private static let obstacles: [(String, Guardrail, @Sendable (inout Stage.World) -> Void)] = [
        (
            "an update comes along", .inspection,
            { $0.nextPlans[1].append(PlannedChange(Stage.role, .update)) }
        ),
        (
            "a pause", .pause,
            {
                $0.duringApply = {
                    $0.switches = .success(StackSwitches(operators: OperatorSwitches(pause: "k")))
                }
            }
        ),
        (
            "taken over", .need,
            {
                $0.duringApply = {
                    $0.switches = .success(
                        StackSwitches(operators: OperatorSwitches(acknowledged: ["s-1": "k"])))
                }
            }
        ),
        ("the window closes", .window, { $0.duringApply = { $0.window = .closed("Fri") } }),
        (
            "another account", .account,
            { $0.duringApply = { $0.account = .other(account: "2", expected: "1") } }
        ),
        (
            "the first tier loses something else", .need,
            { $0.duringApply = { $0.statuses[Stage.role] = .missing } }
        ),
        (
            "the first tier is not known any more", .need,
            { $0.duringApply = { $0.statuses[Stage.role] = .unknown(Unknown(.throttled, "")) } }
        ),
        ("part unknown", .need, { $0.statuses[Stage.function] = .unknown(Unknown(.throttled, "")) }),
    ]

    @Test(arguments: obstacles.indices)
    func firstTierIsRepairedIfTheSecondIsHeldBack(index: Int) async throws {
        let (name, guardrail, obstacle) = Self.obstacles[index]
        try await restoring(world: obstacle) { stage, last in
            #expect(last.outcome == .repaired, "\(name): \(last.message)")
            #expect(last.message.contains("then tier service was not restored"))
            #expect(last.refusals.map(\.guardrail) == [guardrail], "\(name)")
            #expect(stage.done.count { $0.hasPrefix("apply") } == 1)
            #expect(last.addresses == [Stage.events])
        }
    }

    @Test func unfinishedSecondTierIsNotReportedAsRepaired() async throws {
        try await restoring(world: {
            $0.nextAfter[1] = [:]
        }) { stage, last in
            #expect(last.outcome == .notVerified && stage.done.count { $0.hasPrefix("apply") } == 2)
        }
    }

    @Test func unknownTierIsRefused() async throws {
        try await Stage.with { stage in
            var request = stage.request()
            (request.tier, request.rule) = ("none", nil)
            let last = await stage.perform(request)
            #expect(last.refusals.map(\.guardrail) == [.need] && stage.done.isEmpty)
        }
    }

    // MARK: Rolling back

    /// Rolls back to the foundation: alarms first, then the function, all of it listed.
    private func rollingBack(
        protect: [String] = [],
        destroy: [String] = ["aws_lambda_function.*", "aws_cloudwatch_metric_alarm.*"],
        request: (inout RepairRequest) -> Void = { _ in },
        world change: @escaping @Sendable (inout Stage.World) -> Void = { _ in },
        _ body: (Stage, RepairMessage) async throws -> Void
    ) async throws {
        let guardrails = GuardrailSettings(
            protect: try protect.map { try Pattern($0) }, destroy: try destroy.map { try Pattern($0) },
            distrust: 90)
        try await Stage.with(guardrails: guardrails, tiers: try tiers()) { stage in
            stage.set { world in
                world.statuses[Stage.events] = .healthy
                world.statuses[Stage.function] = .healthy
                world.forgets = [Stage.alarm, Stage.noisy, Stage.function]
                world.nextPlans = [
                    [Self.delete(Stage.alarm), Self.delete(Stage.noisy)], [Self.delete(Stage.function)],
                ]
                world.nextAfter = [
                    [Stage.alarm: .missing, Stage.noisy: .missing], [Stage.function: .missing],
                ]
                change(&world)
            }
            var asked = stage.request(.rollback, addresses: [], why: "back to the foundation")
            (asked.rule, asked.incident, asked.tier) = (nil, nil, "foundation")
            request(&asked)
            try await body(stage, await stage.perform(asked))
        }
    }

    private let alarms = "plan destroy aws_cloudwatch_metric_alarm.errors aws_cloudwatch_metric_alarm.noisy"

    @Test func tiersAreRolledBackFromTheLastEachGoneBeforeTheNext() async throws {
        try await rollingBack { stage, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(
                stage.done == [
                    alarms, "apply the file", "ask", "plan destroy aws_lambda_function.collector",
                    "apply the file", "ask",
                ])
            #expect(last.addresses == [Stage.alarm, Stage.noisy, Stage.function])
            let repair = try #require(try await stage.book.repairs().first)
            #expect(repair.serialBefore == 7 && repair.serialAfter == 9)
        }
    }

    @Test func rollbackToAMiddleTierKeepsIt() async throws {
        try await rollingBack(request: { $0.tier = "service" }) { stage, last in
            #expect(last.outcome == .repaired && stage.done == [alarms, "apply the file", "ask"])
        }
    }

    @Test func nothingIsDestroyedUnlessAllIsListed() async throws {
        for (protect, destroy) in [
            ([], ["aws_cloudwatch_metric_alarm.*"]),
            (["aws_lambda_function.*"], ["aws_lambda_function.*", "aws_cloudwatch_metric_alarm.*"]),
            (
                ["aws_cloudwatch_metric_alarm.noisy"],
                ["aws_lambda_function.*", "aws_cloudwatch_metric_alarm.*"]
            ),
        ] {
            try await rollingBack(protect: protect, destroy: destroy) { stage, last in
                #expect(last.refusals.map(\.guardrail) == [.need], "\(last.message)")
                #expect(last.message.contains("nothing is touched") && stage.done.isEmpty)
            }
        }
    }

    @Test func onlyAPersonMayAskForARollback() async throws {
        let asked: [(inout RepairRequest) -> Void] = [
            { $0.why = nil }, { $0.rule = "r" }, { $0.tier = nil }, { $0.tier = "none" },
            { $0.tier = "monitoring" },
        ]
        for change in asked {
            try await rollingBack(request: change) { stage, last in
                #expect(
                    last.outcome == .refused && last.refusals.map(\.guardrail) == [.need], "\(last.message)")
                #expect(stage.done.isEmpty)
            }
        }
    }

    @Test func resourceThatDependsOnATierIsNotDestroyedWithIt() async throws {
        try await rollingBack(world: {
            $0.nextPlans[0].append(Self.delete(Stage.role))
        }) { stage, last in
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.inspection])
            #expect(stage.done == [alarms])
        }
        // The last tier is already destroyed: it is not reported as unchanged.
        try await rollingBack(world: {
            $0.nextPlans[1].append(Self.delete(Stage.role))
        }) { stage, last in
            #expect(last.outcome == .notVerified && last.refusals.map(\.guardrail) == [.inspection])
            #expect(stage.done.count { $0.hasPrefix("apply") } == 1)
        }
    }

    @Test func guardrailsAreCheckedBeforeEachTier() async throws {
        try await rollingBack(world: {
            $0.duringApply = { $0.account = .other(account: "2", expected: "1") }
        }) { stage, last in
            #expect(last.outcome == .notVerified && last.refusals.map(\.guardrail) == [.account])
            #expect(stage.done == [alarms, "apply the file", "ask"])
        }
    }

    @Test func stateDecidesForTypesThatCannotBeQueried() async throws {
        try await rollingBack(world: {
            $0.nextAfter[1] = [Stage.function: .notAsked]
        }) { _, last in
            #expect(last.outcome == .repaired, "\(last.message)")
        }
        try await rollingBack(world: {
            $0.nextAfter[1] = [Stage.function: .notAsked]
            $0.forgets.remove(Stage.function)
        }) { _, last in
            #expect(last.outcome == .notVerified && last.message.contains("still names"))
        }
        try await rollingBack(world: {
            $0.nextAfter[1] = [Stage.function: .unknown(Unknown(.throttled, ""))]
        }) { _, last in
            #expect(last.outcome == .notVerified)
        }
    }

    @Test func resourceDroppedByAFailedDeployIsNoTarget() async throws {
        let lost: @Sendable (inout Stage.World) -> Void = {
            $0.statuses[Stage.noisy] = .missing
            $0.dropped = [Stage.noisy]
            $0.nextPlans[0] = [Self.delete(Stage.alarm)]
            $0.nextAfter[0] = [Stage.alarm: .missing]
        }
        try await rollingBack(world: lost) { stage, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(stage.done.first == "plan destroy \(Stage.alarm)")
            #expect(last.addresses == [Stage.alarm, Stage.function])
            // The book records it, so that it no longer counts as missing and the tier is not created again.
            let writes = try await stage.book.repairs().first?.addresses ?? []
            #expect(writes.contains("\(Stage.noisy)"), "\(writes)")
        }
        // For a type that cannot be queried, the message says that it may exist.
        try await rollingBack(world: {
            lost(&$0)
            $0.statuses[Stage.noisy] = .notAsked
        }) { _, last in
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(
                last.message.hasSuffix("; not in the state, and left alone: \(Stage.noisy)"),
                "\(last.message)")
        }
        // It need not be listed to be left alone; and if there is nothing else, nothing exists in the tier.
        try await rollingBack(destroy: ["aws_lambda_function.*", "\(Stage.alarm)"], world: lost) { _, last in
            #expect(last.outcome == .repaired, "\(last.message)")
        }
        try await rollingBack(
            request: { $0.tier = "service" },
            world: {
                lost(&$0)
                $0.statuses[Stage.alarm] = nil
            }
        ) { stage, last in
            #expect(last.message.contains("nothing exists in the tiers after it") && stage.done.isEmpty)
        }
    }

    @Test(arguments: [InstanceStatus.healthy, .unhealthy("CREATING"), .unknown(Unknown(.throttled, ""))])
    func rollbackIsRefusedIfADroppedResourceMayExist(status: InstanceStatus) async throws {
        try await rollingBack(world: {
            $0.statuses[Stage.noisy] = status
            $0.dropped = [Stage.noisy]
        }) { stage, last in
            #expect(last.outcome == .refused && stage.done.isEmpty, "\(last.message)")
            #expect(last.message.contains("not shown to be gone from AWS: \(Stage.noisy)"), "\(last.message)")
        }
    }

    @Test func dryRunOfARollbackChangesNothing() async throws {
        try await rollingBack(request: { $0.apply = false }) { stage, last in
            #expect(last.outcome == .wouldApply && stage.done == ["unlocked " + alarms])
        }
    }
}
