import Decisions
import Ledger
import Testing

@testable import Repairs

/// What the repairer checks for itself, whatever the watcher decided.
@Suite struct GuardrailsAgainTests {
    private static func operators(_ operators: OperatorSwitches) -> @Sendable (inout Stage.World) -> Void {
        { $0.switches = .success(StackSwitches(operators: operators)) }
    }

    private static let paused = operators(OperatorSwitches(pause: "kim: work"))

    /// No budget and no cooldown in the way.
    private static let free = GuardrailSettings(
        budget: .init(repairs: 99, within: .seconds(60)),
        stackBudget: .init(repairs: 99, within: .seconds(60)),
        hostBudget: .init(repairs: 99, within: .seconds(60)), cooldown: .zero, distrust: 90)

    /// What happens, what refuses, and whether it does where a person says why.
    private static let troubles: [(String, Guardrail, Bool, @Sendable (inout Stage.World) -> Void)] = [
        ("paused", .pause, true, paused),
        ("switches unreadable", .pause, true, { $0.switches = .failure(ToolFault(.failed, "damaged")) }),
        ("taken over", .need, true, operators(OperatorSwitches(acknowledged: ["s-1": "kim: mine"]))),
        ("closed", .need, true, operators(OperatorSwitches(closed: ["s-1": "kim: known"]))),
        ("outside the window", .window, false, { $0.window = .closed("Fri is denied") }),
    ]

    @Test(arguments: troubles.indices)
    func beforeAnythingIsTouched(index: Int) async throws {
        let (name, guardrail, holdsPersons, trouble) = Self.troubles[index]
        try await Stage.with { stage in
            stage.set(trouble)
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [guardrail], "\(name)")
            #expect(stage.done.isEmpty)
            let insisted = await stage.perform(stage.request(why: "I saw it"))
            #expect((insisted.outcome == .refused) == holdsPersons, "\(name): \(insisted.message)")
        }
    }

    @Test(arguments: troubles.indices)
    func onceMoreBetweenThePlanAndTheApply(index: Int) async throws {
        let (name, guardrail, holdsPersons, trouble) = Self.troubles[index]
        for why in [nil, "I saw it"] {
            try await Stage.with { stage in
                stage.set { $0.duringPlan = trouble }
                let last = await stage.perform(stage.request(why: why))
                guard why == nil || holdsPersons else {
                    #expect(last.outcome == .repaired, "\(name): \(last.message)")
                    return
                }
                #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [guardrail], "\(name)")
                #expect(stage.done.count == 1 && stage.done.first?.hasPrefix("plan") == true, "\(stage.done)")
            }
        }
    }

    /// Who asks may have read the configuration, and makes of it what it does not say.
    @Test func whatNoRuleAsksForIsRefused() async throws {
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

    @Test func whatIsSaidOfAnotherIncidentHoldsNothingBack() async throws {
        try await Stage.with { stage in
            stage.set(
                Self.operators(
                    OperatorSwitches(acknowledged: ["s-2": "kim: mine"], closed: ["s-3": "kim: no"])))
            #expect(await stage.perform(stage.request()).outcome == .repaired)
        }
    }

    @Test func aRehearsalIsNotAskedOnceMore() async throws {
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
            // Another kind has a breaker of its own.
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

    @Test func aStateThatMovedSinceTheDecisionIsToldApart() async throws {
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

    @Test func whatRefusesIsNamedTogether() async throws {
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

    @Test func toUndoAMuteWaitsForNothingButAPause() async throws {
        try await Stage.with { stage in
            #expect(
                await stage.perform(stage.request(.removeAlarms, addresses: [Stage.noisy])).outcome
                    == .repaired)
            stage.set { $0.window = .closed("Fri is denied") }
            // Somebody's apply that waits for its answer overnight keeps no alarm silent: no state is touched.
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
