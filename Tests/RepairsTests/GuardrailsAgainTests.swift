import Decisions
import Ledger
import Testing

@testable import Repairs

/// What the repairer itself checks, whatever the watcher decided.
@Suite struct GuardrailsAgainTests {
    private static func operators(_ operators: OperatorSwitches) -> @Sendable (inout Stage.World) -> Void {
        { $0.switches = .success(StackSwitches(operators: operators)) }
    }

    private static let paused = operators(OperatorSwitches(pause: "kim: work"))

    /// Settings whose budget and cooldown never refuse.
    private static let free = GuardrailSettings(
        budget: .init(repairs: 99, within: .seconds(60)),
        stackBudget: .init(repairs: 99, within: .seconds(60)),
        hostBudget: .init(repairs: 99, within: .seconds(60)), cooldown: .zero, distrust: 90)

    /// What happens, the guardrail that refuses, and whether it also refuses a person who gives a reason.
    private static let troubles: [(String, Guardrail, Bool, @Sendable (inout Stage.World) -> Void)] = [
        ("paused", .pause, true, paused),
        ("switches unreadable", .pause, true, { $0.switches = .failure(ToolFault(.failed, "damaged")) }),
        ("taken over", .need, true, operators(OperatorSwitches(acknowledged: ["s-1": "kim: mine"]))),
        ("closed", .need, true, operators(OperatorSwitches(closed: ["s-1": "kim: known"]))),
        ("outside the window", .window, false, { $0.window = .closed("Fri is denied") }),
    ]

    @Test(arguments: troubles.indices)
    func troubleIsRefusedBeforeAnythingIsChanged(index: Int) async throws {
        let (name, guardrail, refusesPersons, trouble) = Self.troubles[index]
        try await Stage.with { stage in
            stage.set(trouble)
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [guardrail], "\(name)")
            #expect(stage.done.isEmpty)
            let insisted = await stage.perform(stage.request(why: "I saw it"))
            #expect((insisted.outcome == .refused) == refusesPersons, "\(name): \(insisted.message)")
        }
    }

    @Test(arguments: troubles.indices)
    func troubleIsRefusedBetweenThePlanAndTheApply(index: Int) async throws {
        let (name, guardrail, refusesPersons, trouble) = Self.troubles[index]
        for why in [nil, "I saw it"] {
            try await Stage.with { stage in
                stage.set { $0.duringPlan = trouble }
                let last = await stage.perform(stage.request(why: why))
                guard why == nil || refusesPersons else {
                    #expect(last.outcome == .repaired, "\(name): \(last.message)")
                    return
                }
                #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [guardrail], "\(name)")
                #expect(stage.done.count == 1 && stage.done.first?.hasPrefix("plan") == true, "\(stage.done)")
            }
        }
    }

    /// A manipulated watcher may send a request with the right configuration hash that no rule of it makes.
    @Test func requestThatNoRuleMakesIsRefused() async throws {
        let service = Tier(name: "service", addresses: [try Pattern("aws_lambda_function.*")])
        let asked: [(String, (inout RepairRequest) -> Void)] = [
            ("no rule 'nonsense'", { $0.rule = "nonsense" }),
            ("rule r asks for no emergency-deploy", { $0.rule = "r" }),
            ("asks for no emergency-deploy of tier service", { $0.tier = "service" }),
            (
                "asks for no remove-alarms",
                { ($0.kind, $0.addresses, $0.rule) = (.removeAlarms, [Stage.noisy], "foundation-lost") }
            ),
            (
                "rule r asks for no remove-alarms of tier service",
                { ($0.kind, $0.addresses, $0.rule, $0.tier) = (.removeAlarms, [Stage.noisy], "r", "service") }
            ),
        ]
        for (words, change) in asked {
            try await Stage.with(tiers: [service]) { stage in
                stage.set { $0.statuses[Stage.function] = .missing }
                var request = stage.request()
                change(&request)
                let last = await stage.perform(request)
                #expect(
                    last.refusals.map(\.guardrail) == [.need] && last.message.contains(words),
                    "\(last.message)")
                #expect(stage.done.isEmpty)
            }
        }
    }

    /// A member of the group may write to the repairer's socket itself.
    @Test(arguments: [
        (RepairKind.rollback, String?.none), (.import, nil), (.unlock, "6f3d"), (.restoreState, "12"),
        (.placeholderLambda, "undo"), (.openCORS, "undo"),
    ])
    func whatOnlyAPersonDecidesNeedsTheirReason(row: (kind: RepairKind, subject: String?)) async throws {
        try await Stage.with { stage in
            var request = stage.request(row.kind, addresses: [])
            (request.rule, request.incident, request.subject) = (nil, nil, row.subject)
            for why in [nil, " "] {
                request.why = why
                let last = await stage.perform(request)
                #expect(last.outcome == .refused)
                #expect(last.message.contains(why == nil ? "needs a reason" : "reason is empty"), "\(last)")
            }
            request.why = "asked for"
            #expect(await !stage.perform(request).message.contains("needs a reason"))
            (request.why, request.apply) = (nil, false)
            #expect(await !stage.perform(request).message.contains("needs a reason"))
            #expect(stage.done == [])
        }
    }

    @Test func switchesOfOtherIncidentsHoldNothingBack() async throws {
        try await Stage.with { stage in
            stage.set(
                Self.operators(
                    OperatorSwitches(acknowledged: ["s-2": "kim: mine"], closed: ["s-3": "kim: no"])))
            #expect(await stage.perform(stage.request()).outcome == .repaired)
        }
    }

    @Test func dryRunIsNotCheckedAgain() async throws {
        try await Stage.with(mode: .observe) { stage in
            stage.set { $0.duringPlan = Self.paused }
            #expect(await stage.perform(stage.request(apply: false)).outcome == .wouldApply)
        }
    }

    @Test func twoFailedRepairsOpenTheBreakerUntilAPersonResetsIt() async throws {
        try await Stage.with(guardrails: Self.free) { stage in
            stage.set { $0.after = [:] }
            for _ in 0..<2 {
                #expect(await stage.perform(stage.request()).outcome == .notVerified)
            }
            let tried = stage.done.count
            for why in [nil, "I insist"] {
                let third = await stage.perform(stage.request(why: why))
                #expect(third.outcome == .refused && third.refusals.map(\.guardrail) == [.breaker])
            }
            #expect(stage.done.count == tried)
            // Another kind of repair has its own breaker.
            #expect(
                await stage.perform(stage.request(.removeAlarms, addresses: [Stage.noisy])).outcome
                    == .repaired)
            let first = try #require(try await stage.book.past(of: "s", leavingOut: nil).first?.number)
            stage.set { world in
                world.switches = .success(StackSwitches(resets: [.emergencyDeploy: first]))
                world.after = [Stage.events: .healthy]
            }
            #expect(await stage.perform(stage.request()).outcome == .repaired)
        }
    }

    @Test func stateThatChangedSinceTheDecisionIsRefused() async throws {
        try await Stage.with { stage in
            for mark in [StateVersion(lineage: "l", serial: 6), StateVersion(lineage: "m", serial: 7)] {
                for why in [nil, "I insist"] {
                    var request = stage.request(why: why)
                    request.state = mark
                    let last = await stage.perform(request)
                    #expect(last.outcome == .refused && last.refusals.map(\.guardrail).contains(.freshness))
                }
            }
            #expect(stage.done.isEmpty)
        }
        try await Stage.with { stage in
            var request = stage.request()
            request.state = StateVersion(lineage: "l", serial: 7)
            #expect(await stage.perform(request).outcome == .repaired)
        }
    }

    @Test func allRefusalsAreNamedTogether() async throws {
        try await Stage.with { stage in
            stage.set(Self.paused)
            stage.set { world in
                world.window = .closed("Fri is denied")
                world.account = .other(account: "2", expected: "1")
            }
            let last = await stage.perform(stage.request())
            #expect(last.refusals.map(\.guardrail) == [.pause, .window, .account])
        }
    }

    @Test func unmuteIsHeldBackOnlyByAPause() async throws {
        try await Stage.with { stage in
            #expect(
                await stage.perform(stage.request(.removeAlarms, addresses: [Stage.noisy])).outcome
                    == .repaired)
            stage.set { $0.window = .closed("Fri is denied") }
            // An unmute needs no lock, as it does not touch the state: somebody's apply that waits for its answer overnight does not
            // keep an alarm muted.
            let holder = LockHolder(id: "x", operation: "o", who: "a@b", created: "now", createdAt: nil)
            stage.set { $0.lock = .held(holder) }
            stage.set(Self.paused)
            let held = await stage.perform(stage.request(.unmute, addresses: [Stage.noisy]))
            #expect(held.refusals.map(\.guardrail) == [.pause])
            stage.set { $0.switches = .success(StackSwitches()) }
            let undone = await stage.perform(stage.request(.unmute, addresses: [Stage.noisy]))
            #expect(undone.outcome == .repaired, "\(undone.message)")
        }
    }
}
