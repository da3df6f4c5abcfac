import Testing

@testable import Decisions

@Suite struct DecideTests {
    let throttled = InstanceStatus.unknown(Unknown(.throttled, "DescribeTable"))

    @Test func ruleTripsAndClearsAfterItsPeriod() throws {
        var rule = World.lost
        rule.hold = .cycles(2)
        var world = try World(rule)
        #expect(world.cycle(.missing).words == [])
        #expect(world.cycle(.missing).words == ["opened", "repair"])
        #expect(world.cycle(.healthy).words == [])
        #expect(world.cycle(.healthy).words == ["closed: cleared"])
        #expect(world.watch.incidents == [])
    }

    @Test func durationCountsFromTheFirstCycleOfTheCondition() throws {
        var rule = World.lost
        rule.hold = .duration(.seconds(120))
        var world = try World(rule)
        #expect(world.cycle(.missing).words == [])
        #expect(world.cycle(.missing).words == [])
        #expect(world.cycle(.missing).words == ["opened", "repair"])
    }

    @Test func unknownNeitherTripsNorClearsNorRepairs() throws {
        var rule = World.lost
        rule.hold = .cycles(2)
        var world = try World(rule)
        #expect(world.cycle(throttled).words == [])
        #expect(world.cycle(throttled).words == [])
        #expect(world.cycle(.missing).words == [])
        #expect(world.cycle(throttled).words == [])
        // The second known cycle trips; the repair waits until the readings have settled.
        #expect(world.cycle(.missing).words == ["opened", "held back: settle"])
        #expect(world.cycle(throttled).words == [])
        #expect(world.watch.incidents.count == 1)
    }

    @Test func ageCountsOnlyKnownTimeOfTheCondition() throws {
        var world = try World(World.lost)
        _ = world.cycle(.missing)
        _ = world.cycle(.missing)
        _ = world.cycle(throttled)
        _ = world.cycle(.missing)
        #expect(world.watch.incidents.first?.age == .seconds(120))
    }

    @Test func repairsWaitForSettleCyclesAfterUnknownReadings() throws {
        var world = try World(World.lost)
        #expect(world.cycle(throttled).words == [])
        #expect(world.cycle(.missing).words == ["opened", "held back: settle"])
        #expect(world.cycle(.missing).words == [])
        #expect(world.cycle(.missing).words == ["repair"])
    }

    @Test func observeModeRehearsesUnderTheSameGuardrails() throws {
        var world = try World(World.lost, mode: .observe)
        #expect(world.cycle(.missing).words == ["opened", "rehearse"])
        world.book.sinceLast = .seconds(60)
        #expect(world.cycle(.missing).words == ["held back: cooldown"])
        #expect(world.cycle(.missing).words == [])
        world.book.sinceLast = .seconds(600)
        #expect(world.cycle(.missing).words == ["rehearse"])
    }

    @Test func everyGuardrailThatRefusesIsNamed() throws {
        var world = try World(World.lost)
        world.book = .init(sinceLast: .seconds(1), withinBudget: 2)
        var probeResult = world.observe(.missing)
        probeResult.account = .other(account: "2", expected: "1")
        probeResult.snapshot = nil
        let holder = LockHolder(
            id: "x", operation: "OperationTypeApply", who: "a@b", created: "now", createdAt: nil)
        probeResult.lock = .held(holder)
        probeResult.instances = probeResult.instances.map { InstanceReport($0.address, .missing) }
        #expect(
            world.cycle(probeResult).words == [
                "opened", "held back: account, state, distrust, lock, cooldown, budget",
            ])
    }

    @Test func whileARepairRunsNothingIsRequestedOrReported() throws {
        var world = try World(World.lost)
        world.book.running = "r1"
        #expect(world.cycle(.missing).words == ["opened"])
        world.book.running = nil
        #expect(world.cycle(.missing).words == ["repair"])
    }

    @Test func nearlyAllInstancesBadAtOnceRefusesRepairs() throws {
        var world = try World(World.lost)
        var probeResult = world.observe(.missing)
        for index in probeResult.instances.indices.dropLast(2) {
            probeResult.instances[index].status = .missing
        }
        #expect(world.cycle(probeResult).words == ["opened", "repair"])  // 8 of 10: not above 80 %
        probeResult.instances[8].status = .unhealthy("FAILED")
        #expect(world.cycle(probeResult).words == ["held back: distrust"])
    }

    @Test func rulesOnTheWatchingItselfNeverRepair() throws {
        var rule = World.lost
        rule.when = Condition(.awsCredentials, .equal, 0, text: "…")
        var world = try World(rule)
        var probeResult = world.observe(.missing)
        probeResult.readings[1] = .known(.awsCredentials, 0)
        #expect(world.cycle(probeResult).words == ["opened"])
    }

    @Test func addressesGoneFromTheStateAreNeverTargets() throws {
        var rule = World.lost
        rule.when = Condition(.resourcesRemoved, .greater, 0, text: "…")
        var world = try World(rule)
        var probeResult = world.observe(.healthy)
        probeResult.instances.removeFirst()
        probeResult.removed = [World.events]
        probeResult.readings.append(.known(.resourcesRemoved, 1))
        #expect(world.cycle(probeResult).words == ["opened"])
        #expect(world.watch.incidents.first?.addresses == [])
    }

    @Test func onlyMissingInstancesOfTheTierAreTargets() throws {
        var world = try World(World.lost)
        var probeResult = world.observe(.missing)
        probeResult.instances[3].status = .missing
        guard case .repair(let proposal)? = world.cycle(probeResult).last else {
            Issue.record("no repair was asked for")
            return
        }
        #expect(proposal.addresses == [World.events])
        #expect(proposal.tier == "foundation")
    }

    @Test func onlyOneRepairOfAStackIsRequestedAtATime() throws {
        var world = try World(World.lost)
        var second = World.lost
        second.name = "again"
        world.policy.rules.append(second)
        #expect(world.cycle(.missing).words == ["opened", "opened", "repair"])
    }

    @Test func incidentOfARemovedRuleIsClosed() throws {
        var world = try World(World.lost)
        _ = world.cycle(.missing)
        world.policy.rules = []
        #expect(world.cycle(.missing).words == ["closed: rule removed"])
        #expect(world.watch.rules.isEmpty)
    }

    @Test func rateOfTooFewRequestsDoesNotTrip() throws {
        var rule = Rule(name: "errors", when: Condition(.lambdaErrorRate, .greater, 10, text: "…"))
        rule.atLeast = 20
        #expect(rule.holds(for: .known(.lambdaErrorRate, 100, samples: 1)) == false)
        #expect(rule.holds(for: .known(.lambdaErrorRate, 100, samples: 20)) == true)
        #expect(rule.holds(for: .unknown(.lambdaErrorRate, Unknown(.denied, ""))) == nil)
    }

    @Test func onlyFlappingAlarmsAreTargetsForFlapping() throws {
        var rule = World.lost
        rule.when = Condition(.alarmsFlapping, .greater, 0, text: "…")
        rule.respond = .repair(.removeAlarms)
        var world = try World(rule)
        var probeResult = world.observe()
        probeResult.readings.append(.known(.alarmsFlapping, 1))
        let quiet = Address(type: "aws_cloudwatch_metric_alarm", name: "quiet")
        probeResult.alarms = [
            AlarmReport(
                address: World.alarm, name: "e", region: "us-east-1", state: .ok, changed: nil,
                actionsEnabled: true,
                flapping: true),
            AlarmReport(
                address: quiet, name: "q", region: "us-east-1", state: .alarm, changed: nil,
                actionsEnabled: true),
        ]
        guard case .repair(let proposal)? = world.cycle(probeResult).last else {
            Issue.record("no repair was asked for")
            return
        }
        #expect(proposal.addresses == [World.alarm])
        probeResult.alarms[0].actionsEnabled = false  // muted, and not to be destroyed: nothing is left to do
        #expect(world.cycle(probeResult).words == [])
        world.policy.guardrails.destroy = [try Pattern("\(World.alarm)")]
        #expect(world.policy.targets(of: .removeAlarms, for: rule, in: probeResult) == [World.alarm])
        probeResult.remembered = [World.alarm]  // not in the state: no plan could destroy it
        #expect(world.policy.targets(of: .removeAlarms, for: rule, in: probeResult) == [])
    }
}

@Suite struct JudgementTests {
    @Test func criticalIsWorseThanUnknownAndUnknownThanWarning() throws {
        var world = try World(World.lost)
        #expect(world.policy.judge(world.observe()).verdict == .healthy)
        var unsaved = world.observe()
        unsaved.unsavedState = UnsavedState(file: "/srv/s/errored.tfstate", serial: 8)
        #expect(world.policy.judge(unsaved).verdict == .warning)
        #expect(world.policy.judge(world.observe(.missing)).verdict == .critical)
        #expect(world.policy.judge(world.observe(.unknown(Unknown(.denied, "")))).verdict == .unknown)
        var blind = world.observe(.missing)
        blind.account = .unknown(Unknown(.unreachable, ""))
        #expect(world.policy.judge(blind).verdict == .critical)
        world.policy.rules[0].severity = .warning
        #expect(world.policy.judge(world.observe(.missing)).verdict == .warning)
        #expect(world.policy.judge(blind).verdict == .unknown)
    }

    @Test func signalThatWasNotQueriedIsNotUnknown() throws {
        var world = try World(Rule(name: "p", when: Condition(.planCreates, .greater, 0, text: "…")))
        var probeResult = world.observe()
        probeResult.readings.append(.unknown(.planCreates, Unknown(.notAsked, "")))
        #expect(world.policy.judge(probeResult).verdict == .healthy)
        probeResult.readings[3] = .unknown(.planCreates, Unknown(.timedOut, ""))
        #expect(world.policy.judge(probeResult).verdict == .unknown)
        world.policy.rules = []
        #expect(world.policy.judge(probeResult).verdict == .healthy)
    }

    @Test func openBreakerIsAWarningAndUnreadableBreakersAreUnknown() throws {
        var world = try World(World.lost)
        let breaker = Breaker(kind: .rollback, failures: 2, repair: "r", since: Timestamp(seconds: 0))
        let checkResult = world.policy.judge(world.observe(), breakers: [breaker])
        #expect(checkResult.verdict == .warning && checkResult.breakers == [breaker])
        #expect(world.policy.judge(world.observe(), breakers: nil).verdict == .unknown)
        #expect(world.policy.judge(world.observe(), breakers: []).verdict == .healthy)
        // What is worse stays so.
        let unknown = InstanceStatus.unknown(Unknown(.denied, ""))
        #expect(world.policy.judge(world.observe(unknown), breakers: [breaker]).verdict == .unknown)
        #expect(world.policy.judge(world.observe(.missing), breakers: [breaker]).verdict == .critical)
        #expect(world.policy.judge(world.observe(.missing), breakers: nil).verdict == .critical)
        world.policy.rules[0].severity = .info
        #expect(world.policy.judge(world.observe(.missing), breakers: [breaker]).verdict == .warning)
    }

    @Test func worstVerdictOfSeveralStacksWins() {
        #expect(Verdict.worst([.warning, .unknown, .healthy]) == .unknown)
        #expect(Verdict.worst([.unknown, .critical]) == .critical)
        #expect(Verdict.worst([]) == .healthy)
    }
}
