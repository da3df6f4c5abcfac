import Testing

@testable import Decisions

/// What the rungs of an open incident request in each cycle.
@Suite struct ConsiderTests {
    private static let collector = Address(type: "aws_lambda_function", name: "collector")
    private static let monitor = Address(type: "aws_cloudwatch_metric_alarm", name: "monitor")
    private static let extra = Address(type: "aws_cloudwatch_metric_alarm", name: "extra")

    /// Four tiers, and an incident of a rate whose ladder has a rung with this step at the age 0.
    private func world(_ step: Rung.Step) throws -> World {
        var world = try World(Rule(name: "errors", when: Condition(.lambdaErrorRate, .greater, 10, text: "")))
        world.policy.tiers += [
            Tier(name: "service", addresses: [try Pattern("aws_lambda_function.*")]),
            Tier(name: "monitoring", addresses: [try Pattern("\(Self.monitor)")], expendable: true),
            Tier(name: "extras", addresses: [try Pattern("\(Self.extra)")], expendable: true),
        ]
        world.policy.ladder = Ladder([Rung(after: .zero, step: .notify), Rung(after: .zero, step: step)])
        return world
    }

    private func observe(
        _ world: World, table: InstanceStatus = .healthy, function: InstanceStatus = .healthy,
        loud: [Address] = [], muted: [Address] = [], rate: Double? = 50
    ) -> Observation {
        var probeResult = world.observe(table)
        probeResult.instances.append(InstanceReport(Self.collector, function))
        probeResult.readings.append(
            rate.map { .known(.lambdaErrorRate, $0) } ?? .unknown(.lambdaErrorRate, Unknown(.throttled, "")))
        probeResult.readings.append(
            .known(.missing(ofTier: "service"), function == .missing ? 1 : 0))
        probeResult.alarms = (loud + muted).map {
            AlarmReport(
                address: $0, name: $0.name, region: "us-east-1", state: .ok, changed: nil,
                actionsEnabled: loud.contains($0))
        }
        return probeResult
    }

    private func proposals(_ effects: [Effect]) -> [Proposal] {
        effects.compactMap {
            if case .repair(let proposal) = $0 { return proposal }
            return nil
        }
    }

    @Test func tiersAreShedFromTheLastOneAtATime() throws {
        var world = try world(.shed)
        let all = [Self.monitor, Self.extra, World.alarm]
        #expect(world.cycle(observe(world, loud: all)).words == ["opened", "rung 1: notify"])
        var asked = proposals(world.cycle(observe(world, loud: all)))
        #expect(asked.map(\.tier) == ["extras"] && asked.map(\.addresses) == [[Self.extra]])
        #expect(asked.map(\.kind) == [.removeAlarms] && asked.map(\.rung) == [2])
        asked = proposals(
            world.cycle(observe(world, loud: [Self.monitor, World.alarm], muted: [Self.extra])))
        #expect(asked.map(\.tier) == ["monitoring"] && asked.map(\.addresses) == [[Self.monitor]])
        // An alarm in no expendable tier is never shed.
        let quiet = observe(world, loud: [World.alarm], muted: [Self.monitor, Self.extra])
        #expect(world.cycle(quiet).words == [])
        world.policy.tiers[3].expendable = false
        #expect(proposals(world.cycle(observe(world, loud: all))).map(\.tier) == ["monitoring"])
    }

    @Test func mutedAlarmThatMayBeDestroyedIsStillShed() throws {
        var world = try world(.shed)
        world.policy.guardrails.destroy = [try Pattern("\(Self.extra)")]
        let quiet = observe(world, muted: [Self.monitor, Self.extra])
        _ = world.cycle(quiet)
        #expect(proposals(world.cycle(quiet)).map(\.addresses) == [[Self.extra]])
        world.policy.guardrails.protect = [try Pattern("aws_cloudwatch_metric_alarm.*")]
        #expect(world.cycle(quiet).words == [])
    }

    /// No plan could destroy an alarm that is not in the state. When it is muted, nothing is left to do, and the next tier is shed.
    @Test func mutedAlarmNotInTheStateCountsAsShed() throws {
        var world = try world(.shed)
        world.policy.guardrails.destroy = [try Pattern("\(Self.extra)")]
        var quiet = observe(world, loud: [Self.monitor], muted: [Self.extra])
        quiet.remembered = [Self.extra]
        _ = world.cycle(quiet)
        #expect(proposals(world.cycle(quiet)).map(\.addresses) == [[Self.monitor]])
    }

    @Test func emergencyDeployRungRestoresTheFirstTier() throws {
        var world = try world(.emergencyDeploy)
        let lost = observe(world, table: .missing, function: .missing)
        _ = world.cycle(lost)
        let asked = proposals(world.cycle(lost))
        #expect(asked.map(\.tier) == ["foundation"] && asked.map(\.addresses) == [[World.events]])
        #expect(asked.map(\.kind) == [.emergencyDeploy] && asked.map(\.rung) == [2])
        #expect(asked.first?.state == StateVersion(lineage: "l", serial: 1))
        // If nothing in it is missing, nothing is requested.
        #expect(world.cycle(observe(world, function: .missing)).words == [])
        // Without tiers it is not known what must exist.
        world.policy.tiers = []
        #expect(world.cycle(lost).words == [])
    }

    @Test func tierIsRestoredWithTheTiersBeforeIt() throws {
        var rule = World.lost
        rule.when = Condition(.missing(ofTier: "service"), .greater, 0, text: "")
        var world = try world(.notify)
        world.policy.rules = [rule]
        let asked = proposals(world.cycle(observe(world, table: .missing, function: .missing)))
        #expect(asked.map(\.tier) == ["service"])
        #expect(asked.map(\.addresses) == [[World.events, Self.collector]])
        let tiers = world.policy.tiers
        #expect(world.policy.tiers(upTo: tiers[0]).map(\.name) == ["foundation"])
        #expect(world.policy.tiers(upTo: tiers[2]).map(\.name) == ["foundation", "service", "monitoring"])
        #expect(world.policy.tiers(upTo: Tier(name: "none", addresses: [])).isEmpty)
    }

    @Test func repairOfARungIsConsideredInEveryCycle() throws {
        var world = try world(.emergencyDeploy)
        let lost = observe(world, table: .missing)
        world.operators.pause = "kim: work"
        _ = world.cycle(lost)
        #expect(world.cycle(lost).words == ["rung 2: emergency-deploy", "held back: pause"])
        #expect(world.cycle(lost).words == [])
        world.window = .closed("Fri")
        #expect(world.cycle(lost).words == ["held back: pause, window"])
        world.operators.pause = nil
        #expect(world.cycle(lost).words == ["held back: window"])
        world.window = .open
        #expect(world.cycle(lost).words == ["repair"])
        // It needs a known reading of this cycle in which the condition is true.
        #expect(world.cycle(observe(world, table: .missing, rate: nil)).words == [])
        world.policy.rules[0].clear = Clearance(
            when: Condition(.lambdaErrorRate, .less, 5, text: ""), hold: .cycles(1))
        world.watch.settling = [:]
        #expect(world.cycle(observe(world, table: .missing, rate: 8)).words == [])
        #expect(world.cycle(lost).words == ["repair"])
    }

    @Test func onlyOneRepairOfAStackIsRequestedInACycle() throws {
        var world = try world(.emergencyDeploy)
        world.policy.rules[0].respond = .repair(.removeAlarms)
        world.policy.rules[0].when = Condition(.alarmsFiring, .greater, 0, text: "")
        world.policy.rules[0].ladder = Ladder([Rung(after: .zero, step: .emergencyDeploy)])
        world.policy.rules.append(World.lost)
        var lost = observe(world, table: .missing, loud: [Self.extra])
        lost.alarms[0].state = .alarm
        lost.readings.append(.known(.alarmsFiring, 1))
        let effects = world.cycle(lost)
        #expect(effects.words == ["opened", "opened", "rung 1: emergency-deploy", "repair"])
        #expect(proposals(effects).map(\.kind) == [.removeAlarms])
        // If the first rule's repair is refused, the next rule's repair may start.
        world.policy.guardrails.budget = .init(repairs: 1, within: .seconds(3600))
        let facts = CycleFacts(
            observation: lost, elapsed: .seconds(60), book: [.removeAlarms: .init(withinBudget: 1)])
        let (_, next) = decide(world.watch, facts, policy: world.policy)
        #expect(next.words == ["repair", "held back: budget"])
        #expect(proposals(next).map(\.rung) == [1])
    }

    /// A rule's period, and the number of cycles that it takes to trip, and to be fresh again.
    @Test(arguments: [
        (EvaluationPeriod.cycles(1), 1), (.cycles(2), 2), (.cycles(3), 3), (.duration(.seconds(120)), 3),
        (.share(2, of: 3), 2), (.share(3, of: 5), 3),
    ])
    func changedStateRestartsTheRulesPeriod(row: (hold: EvaluationPeriod, cycles: Int)) throws {
        var rule = World.lost
        rule.hold = row.hold
        var world = try World(rule)
        let quiet = Array(repeating: [String](), count: row.cycles - 1)
        let tripping = (0..<row.cycles).map { _ in world.cycle(.missing).words }
        #expect(tripping == quiet + [["opened", "repair"]])
        for (lineage, serial) in [("l", UInt64(2)), ("m", 2)] {
            let anew = (0..<row.cycles).map { _ in
                var probeResult = world.observe(.missing)
                probeResult.snapshot?.lineage = lineage
                probeResult.snapshot?.serial = serial
                return world.cycle(probeResult).words
            }
            let held = row.cycles > 1 ? [["held back: freshness"]] + quiet.dropFirst() : []
            #expect(anew == held + [["repair"]], "\(lineage) \(serial)")
        }
    }

    @Test func unreadStateCountsAsUnchanged() throws {
        var rule = World.lost
        rule.hold = .cycles(2)
        var world = try World(rule)
        _ = world.cycle(.missing)
        _ = world.cycle(.missing)
        var blind = world.observe(.missing)
        blind.snapshot = nil
        #expect(world.cycle(blind).words == ["held back: state"])
        #expect(world.cycle(.missing).words == ["repair"])
        // A state that changed between two readable cycles has changed.
        #expect(world.cycle(blind).words == ["held back: state"])
        var moved = world.observe(.missing)
        moved.snapshot?.serial = 2
        #expect(world.cycle(moved).words == ["held back: freshness"])
    }

    @Test func freshnessCountsTheConditionAndNotTheTrip() throws {
        var rule = World.lost
        rule.hold = .cycles(2)
        rule.clear = Clearance(when: Condition(rule.when.signal, .less, 0, text: ""), hold: .cycles(1))
        var world = try World(rule)
        for status in [InstanceStatus.missing, .missing, .healthy] { _ = world.cycle(status) }
        // The rule is still tripped, but an interruption of the condition restarts the count for freshness.
        #expect(world.cycle(.missing).words == ["held back: freshness"])
        #expect(world.cycle(.missing).words == ["repair"])
    }
}
