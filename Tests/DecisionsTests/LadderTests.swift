import Testing

@testable import Decisions

@Suite struct LadderTests {
    static let ladder = Ladder([
        Rung(after: .zero, step: .diagnose), Rung(after: .seconds(120), step: .notify),
        Rung(after: .seconds(180), step: .shed), Rung(after: .seconds(240), step: .emergencyDeploy),
    ])

    private func world(_ ladder: Ladder = LadderTests.ladder, _ change: (inout Rule) -> Void = { _ in })
        throws
        -> World
    {
        var rule = World.lost
        rule.respond = .escalate
        change(&rule)
        var world = try World(rule)
        world.policy.ladder = ladder
        return world
    }

    @Test func rungsAreClimbedInOrderAndNoneTwice() throws {
        var world = try world()
        let reported = (0..<8).map { _ in world.cycle(.missing).words }
        #expect(
            reported == [
                ["opened", "rung 1: diagnose"], [], ["rung 2: notify"], ["rung 3: shed"],
                ["rung 4: emergency-deploy", "repair"], ["repair"], ["repair"], ["repair"],
            ])
        #expect(world.watch.incidents.first?.rung == 4)
    }

    @Test func onlyOneRungIsClimbedInACycle() throws {
        var world = try world(Ladder([.notify, .diagnose, .notify].map { Rung(after: .zero, step: $0) }))
        #expect(world.cycle(.missing).words == ["opened", "rung 1: notify"])
        #expect(world.cycle(.missing).words == ["rung 2: diagnose"])
        #expect(world.cycle(.missing).words == ["rung 3: notify"])
        #expect(world.cycle(.missing).words == [])
    }

    @Test func longCycleSkipsNoRung() throws {
        var world = try world()
        _ = world.cycle(.missing)
        world.watch.rules["lost"]?.incident?.age = .seconds(86_400)
        let reported = (0..<4).map { _ in world.cycle(.missing).words.first }
        #expect(reported == ["rung 2: notify", "rung 3: shed", "rung 4: emergency-deploy", "repair"])
    }

    @Test func unknownCycleNeitherAgesNorClimbs() throws {
        let unknown = InstanceStatus.unknown(Unknown(.throttled, ""))
        var world = try world()
        _ = world.cycle(.missing)
        for _ in 0..<5 { #expect(world.cycle(unknown).words == []) }
        #expect(world.cycle(.missing).words == [])
        // It is now old enough for the next rung, and climbs in the next known cycle.
        world.watch.rules["lost"]?.incident?.age = .seconds(120)
        #expect(world.cycle(unknown).words == [])
        #expect(world.cycle(.missing).words == ["rung 2: notify"])
    }

    @Test func cycleThatMeetsTheClearConditionDoesNotAgeOrClimb() throws {
        var world = try world { $0.hold = .cycles(1) }
        world.policy.rules[0].clear = Clearance(
            when: Condition(.missing(ofTier: "foundation"), .equal, 0, text: ""), hold: .cycles(9))
        _ = world.cycle(.missing)
        _ = world.cycle(.missing)
        for _ in 0..<3 { #expect(world.cycle(.healthy).words == []) }
        world.watch.rules["lost"]?.incident?.age = .seconds(120)
        #expect(world.cycle(.healthy).words == [])
        #expect(world.cycle(.missing).words == ["rung 2: notify"])
    }

    @Test func flappingIncidentClimbsAfterFlappingEnds() throws {
        var world = try world(Ladder([Rung(after: .seconds(60), step: .notify)]))
        for status in [InstanceStatus.healthy, .missing, .healthy, .missing, .healthy] {
            _ = world.cycle(status)
        }
        #expect(world.watch.rules["lost"]?.isFlapping == true && world.watch.incidents.count == 1)
        let reported = (0..<25).map { _ in world.cycle(.missing).words }.filter { !$0.isEmpty }
        #expect(reported == [["steady", "rung 1: notify"]])
    }

    @Test func acknowledgedIncidentClimbsNoFurther() throws {
        var world = try world()
        _ = world.cycle(.missing)
        world.operators.acknowledged = ["s-1": "kim: mine"]
        #expect(world.cycle(.missing).words == ["acknowledged"])
        for _ in 0..<5 { #expect(world.cycle(.missing).words == []) }
        #expect(world.watch.incidents.first?.rung == 1)
        // Its rule is still evaluated, and its age increases.
        #expect(world.watch.incidents.first?.age == .seconds(360))
        #expect(world.cycle(.healthy).words == ["closed: cleared"])
    }

    @Test func nextIncidentBeginsAtTheFirstRung() throws {
        var world = try world()
        for _ in 0..<4 { _ = world.cycle(.missing) }
        #expect(world.cycle(.healthy).words == ["closed: cleared"])
        #expect(world.cycle(.missing).words == ["opened", "rung 1: diagnose"])
    }

    @Test func rulesOwnLadderOverridesTheStacks() throws {
        var world = try world { $0.ladder = Ladder([Rung(after: .zero, step: .notify)]) }
        #expect(world.cycle(.missing).words == ["opened", "rung 1: notify"])
        for _ in 0..<5 { #expect(world.cycle(.missing).words == []) }
        world.policy.rules[0].ladder = Ladder([])
        #expect(world.policy.ladder(for: world.policy.rules[0]) == Ladder([]))
    }

    @Test func repairingRuleClimbsOnlyItsOwnLadder() throws {
        var world = try world { $0.respond = .repair(.emergencyDeploy) }
        #expect(world.cycle(.missing).words == ["opened", "repair"])
        world.policy.rules[0].ladder = Ladder([Rung(after: .zero, step: .notify)])
        #expect(world.cycle(.missing).words == ["rung 1: notify", "repair"])
    }

    @Test func repairOfARungWaitsUntilItsSignalsHaveSettled() throws {
        // The rule's own signal is always known; the tier's signal was unknown for some cycles.
        let rule = Rule(
            name: "errors", when: Condition(.lambdaErrorRate, .greater, 10, text: "…"), respond: .escalate)
        var world = try World(rule)
        world.policy.ladder = Ladder([Rung(after: .zero, step: .emergencyDeploy)])
        func observe(_ table: InstanceStatus) -> Observation {
            var probeResult = world.observe(table)
            probeResult.readings.append(.known(.lambdaErrorRate, 50, samples: 100))
            return probeResult
        }
        let blind = observe(.unknown(Unknown(.throttled, "")))
        #expect(world.cycle(blind).words == ["opened", "rung 1: emergency-deploy"])
        _ = world.cycle(blind)
        let reported = (0..<4).map { _ in world.cycle(observe(.missing)).words }
        #expect(reported == [["held back: settle"], [], ["repair"], ["repair"]])
    }

    @Test func rungOfANewLadderWaitsForItsAge() throws {
        var world = try world()
        for _ in 0..<3 { _ = world.cycle(.missing) }
        #expect(world.watch.incidents.first?.rung == 2)
        // The configuration is reloaded: the second rung is another one now, with a higher age.
        world.policy.ladder = Ladder([
            Rung(after: .zero, step: .diagnose), Rung(after: .seconds(600), step: .emergencyDeploy),
        ])
        var reported = (0..<7).flatMap { _ in world.cycle(.missing).words }
        #expect(reported == [] && world.watch.incidents.first?.age == .seconds(540))
        reported = world.cycle(.missing).words
        #expect(reported == ["repair"])
    }

    @Test func standardLadderMatchesTheRunbook() {
        #expect(Ladder.standard.rungs.map(\.step) == [.diagnose, .notify, .shed, .emergencyDeploy])
        #expect(Ladder.standard.rungs.map(\.after) == [0, 300, 900, 1800].map { .seconds($0) })
        #expect(Rung.Step.allCases.map(\.repair) == [nil, nil, .removeAlarms, .emergencyDeploy])
    }

    /// The repairer accepts from the watcher only what the watcher may propose.
    @Test func ruleMayRequestOnlyItsResponseAndItsRungs() throws {
        let tiers = [Tier(name: "a", addresses: []), Tier(name: "b", addresses: [])]
        func rule(_ name: String, _ signal: Signal, _ respond: Response = .escalate, _ ladder: Ladder? = nil)
            -> Rule
        {
            Rule(
                name: name, when: Condition(signal, .greater, 0, text: "…"), respond: respond, ladder: ladder)
        }
        let policy = Policy(
            stack: "s", mode: .act,
            rules: [
                rule("climbs", .lambdaErrorRate), rule("told", .lambdaErrorRate, .escalate, Ladder([])),
                rule("lost", .missing(ofTier: "b"), .repair(.emergencyDeploy)),
                rule("noise", .alarmsFiring, .repair(.removeAlarms)), rule("blind", .stateReadable),
            ], tiers: tiers, guardrails: GuardrailSettings())
        func asks(_ rule: String, _ kind: RepairKind, _ tier: String?) -> Bool {
            policy.refusal(of: kind, tier: tier, for: rule) == nil
        }
        #expect(asks("climbs", .emergencyDeploy, "a") && asks("climbs", .emergencyDeploy, nil))
        #expect(!asks("climbs", .emergencyDeploy, "b") && !asks("climbs", .removeAlarms, nil))
        #expect(asks("climbs", .removeAlarms, "b"))
        for kind in [RepairKind.emergencyDeploy, .removeAlarms, .rollback] {
            for tier in [nil, "a", "b"] {
                #expect(!asks("told", kind, tier) && !asks("blind", kind, tier) && !asks("none", kind, tier))
            }
        }
        #expect(asks("lost", .emergencyDeploy, "b") && !asks("lost", .emergencyDeploy, nil))
        #expect(asks("noise", .removeAlarms, nil) && !asks("noise", .removeAlarms, "b"))
        #expect(!asks("noise", .emergencyDeploy, "a") && !asks("climbs", .rollback, "a"))
    }
}
