import Decisions
import Notifications
import Settings
import Testing

@testable import Rehearsal

/// A configuration with a stack like the sample stack.
let rehearsed = """
    interval: 60s
    mode: act
    stacks:
      - name: shop
        directory: /srv/shop
        account: "123456789012"
        region: us-east-1
        tiers:
          - {name: foundation, addresses: [aws_dynamodb_table.events, aws_dynamodb_table.sessions, aws_iam_role.role]}
          - {name: monitoring, addresses: [aws_cloudwatch_metric_alarm.errors], expendable: true}
        rules:
          - {name: foundation-lost, when: tier.foundation.missing > 0, for: 2 cycles, severity: critical, respond: emergency-deploy}
          - {name: lambda-errors, when: lambda.error_rate > 10%, at_least: 20 requests, for: 5m}
          - {name: storm, when: alarms.flapping > 0, respond: remove-alarms}
        guardrails: {cooldown: 10m, budget: 2 per 1h, settle: 3 cycles}
    """

/// Runs a scenario with the given events.
func timeline(_ events: String, lasts: String = "2h", configuration text: String = rehearsed) throws
    -> Timeline
{
    let configuration = try parse(text, file: "t.yaml")
    let settings = try #require(configuration.stacks.first)
    let scenario = try parseScenario("lasts: \(lasts)\nevents: [\(events)]", file: "s.yaml")
    return try ScenarioRehearsal(
        scenario, of: settings, in: configuration, world: RehearsedWorld(settings.policy)
    ).run()
}

extension Timeline {
    var kinds: [Kind] { entries.map(\.kind) }

    func first(_ kind: Kind) -> Entry? { entries.first { $0.kind == kind } }
}

@Suite struct RehearseScenarioTests {
    @Test func lostTableIsRepairedAndItsIncidentCloses() throws {
        let timeline = try timeline("{at: 10m, lose: [aws_dynamodb_table.events]}")
        #expect(
            timeline.kinds == [.begins, .world, .missing, .tripped, .repair, .planned, .repaired, .closed])
        #expect(
            timeline.first(.repair)?.what == "emergency-deploy for foundation-lost: aws_dynamodb_table.events"
        )
        #expect(timeline.first(.planned)?.what.contains("create aws_dynamodb_table.events") == true)
        #expect(
            timeline.summary.hasSuffix(" cycles, 1 incident, 1 repair (1 repaired); nothing was touched"))
    }

    @Test func sameScenarioGivesTheSameTimeline() throws {
        let events = "{at: 10m, lose: [aws_dynamodb_table.*]}, {at: 30m, throttle: dynamodb for 5m}"
        #expect(try timeline(events).lines == timeline(events).lines)
    }

    @Test func nothingIsRepairedWhileTheServiceIsThrottled() throws {
        let timeline = try timeline(
            "{at: 10m, throttle: dynamodb for 40m}, {at: 12m, lose: [aws_dynamodb_table.events]}")
        let known = try #require(timeline.first(.known)?.at)
        #expect(timeline.first(.unknown)?.what.contains("throttled: dynamodb") == true)
        #expect(timeline.first(.tripped).map { $0.at >= known } == true)
        #expect(timeline.first(.heldBack)?.what.contains("settle: ") == true)
        #expect(timeline.entries.filter { $0.kind == .repair }.allSatisfy { $0.at > known })
        #expect(timeline.first(.repaired) != nil)
    }

    @Test func failingAppliesOpenTheBreakerAndThereIsNoThirdRepair() throws {
        let timeline = try timeline(
            "{at: 10m, apply_fails: 3h}, {at: 11m, lose: [aws_dynamodb_table.events]}", lasts: "3h")
        #expect(timeline.kinds.count { $0 == .repair } == 2)
        #expect(timeline.kinds.count { $0 == .failed } == 2)
        #expect(timeline.first(.breaker)?.what.contains("emergency-deploy") == true)
    }

    @Test func pauseAndLockHoldRepairsBack() throws {
        let paused = try timeline("{at: 10m, pause: 30m}, {at: 11m, lose: [aws_dynamodb_table.events]}")
        #expect(paused.first(.heldBack)?.what.contains("pause: ") == true)
        #expect(paused.first(.repaired).map { $0.at >= paused.entries[0].at + .seconds(2400) } == true)
        let locked = try timeline("{at: 10m, lock: 30m}, {at: 11m, lose: [aws_dynamodb_table.events]}")
        #expect(locked.first(.heldBack)?.what.contains("lock: ") == true)
        #expect(locked.first(.repaired).map { $0.at >= locked.entries[0].at + .seconds(2400) } == true)
    }

    @Test func incidentClimbsTheLadderUntilItIsAcknowledged() throws {
        let timeline = try timeline(
            "{at: 10m, error_rate: 25%}, {at: 27m, ack}, {at: 1h, error_rate: 0%}")
        #expect(timeline.kinds.count { $0 == .climbed } == 2)
        #expect(timeline.first(.taken) != nil)
        #expect(timeline.first(.closed) != nil)
    }

    @Test func flappingAlarmIsMuted() throws {
        let timeline = try timeline("{at: 10m, flap: aws_cloudwatch_metric_alarm.errors for 40m}")
        #expect(timeline.first(.repair)?.what.hasPrefix("remove-alarms for storm") == true)
        #expect(timeline.first(.repaired) != nil)
    }

    @Test func modeObserveShowsWhatItWouldApply() throws {
        let timeline = try timeline(
            "{at: 10m, lose: [aws_dynamodb_table.events]}",
            configuration: rehearsed.replacing("mode: act", with: "mode: observe"))
        #expect(timeline.first(.wouldApply)?.what.contains("create aws_dynamodb_table.events") == true)
        #expect(timeline.first(.repaired) == nil)
    }

    @Test func repeatedEntriesAreFolded() throws {
        let timeline = try timeline(
            "{at: 9m, backup: aws_dynamodb_table.events}, {at: 10m, lose: [aws_dynamodb_table.events]}",
            lasts: "6h")
        #expect(timeline.kinds.count { $0 == .refused } > 5)
        #expect(timeline.lines.count { $0.contains("  refused ") } == 2)
        #expect(timeline.lines.contains { $0.contains("the same") && $0.contains("times more, until") })
    }

    @Test func unknownAddressIsAFaultWithLineAndColumn() throws {
        let thrown = #expect(throws: SettingsFaults.self) {
            try timeline(
                "{at: 1m, lose: [aws_dynamodb_table.evnts]}, {at: 2m, flap: aws_iam_role.role for 1m}")
        }
        #expect(
            thrown?.faults.map { "\($0.line):\($0.column) \($0.message)" } == [
                "2:25 'aws_dynamodb_table.evnts' matches nothing in the addresses that the configuration spells out, "
                    + "as no state has been believed yet of shop; correct it",
                "2:69 aws_iam_role.role is not an alarm; name one, as in aws_cloudwatch_metric_alarm.NAME",
            ])
    }
}
