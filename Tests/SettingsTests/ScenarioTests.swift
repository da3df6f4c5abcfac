import Decisions
import Testing

@testable import Settings

@Suite struct ScenarioTests {
    private func faults(_ lines: [String]) -> [String] {
        do throws(SettingsFaults) {
            _ = try parseScenario(lines.joined(separator: "\n"), file: "s.yaml")
            return []
        } catch {
            return error.faults.map { "\($0.line):\($0.column) \($0.message)" }
        }
    }

    @Test func everyKindOfEventIsRead() throws {
        let scenario = try parseScenario(
            """
            stack: shop
            begins: 2026-03-06T17:30:00Z
            lasts: 2h
            events:
              - {at: 20m, restore: [aws_iam_role.r]}
              - {at: 10m, lose: ["aws_dynamodb_table.*"]}
              - {at: 30m, unwell: [aws_iam_role.r]}
              - {at: 31m, error_rate: 25%}
              - {at: 32m, flap: aws_cloudwatch_metric_alarm.a for 40m}
              - {at: 33m, throttle: dynamodb for 5m}
              - {at: 34m, outage: 10m}
              - {at: 35m, lock: 20m}
              - {at: 36m, change_by_hand: aws_iam_role.r}
              - {at: 37m, backup: aws_dynamodb_table.t}
              - {at: 38m, pause: 30m}
              - {at: 39m, ack}
              - {at: 40m, reset: true}
              - {at: 41m, clock: -30m}
              - {at: 42m, restart}
              - {at: 43m, kill}
            """, file: "s.yaml")
        #expect(scenario.stack == "shop")
        #expect(scenario.begins?.description == "2026-03-06T17:30:00Z")
        #expect(scenario.lasts == .seconds(7200))
        let role = try Address("aws_iam_role.r")
        #expect(
            scenario.events.map(\.what) == [
                .lose([try Pattern("aws_dynamodb_table.*")]), .restore([try Pattern("aws_iam_role.r")]),
                .unwell([try Pattern("aws_iam_role.r")]), .errorRate(25),
                .flap(try Address("aws_cloudwatch_metric_alarm.a"), .seconds(2400)),
                .throttle(.dynamodb, .seconds(300)), .trouble(.outage, .seconds(600)), .lock(.seconds(1200)),
                .changeByHand(role), .backup(try Address("aws_dynamodb_table.t")), .pause(.seconds(1800)),
                .acknowledge, .reset, .clock(.seconds(-1800)), .restart, .kill,
            ])
        #expect(scenario.events.first?.at == .seconds(600))
    }

    static let table: [(lines: [String], fault: String)] = [
        (["lasts: 2h"], "1:1 the scenario lacks 'events'; add it"),
        (["events: [{at: 1m, ack}]"], "1:1 the scenario lacks 'lasts'; add it"),
        (["lasts: 2h", "events: []"], "2:9 the scenario has no events"),
        (["lasts: 40d", "events: [{at: 1m, ack}]"], "1:8 the scenario lasts 40d; at most 30d"),
        (["lasts: 2h", "begins: soon", "events: [{at: 1m, ack}]"], "2:9 begins 'soon' is not a time"),
        (
            ["lasts: 2h", "events: [{at: 1m}]"],
            "2:10 the event does not say what happens; add one of lose, restore"
        ),
        (
            ["lasts: 2h", "events: [{at: 1m, ack, kill}]"],
            "2:10 an event is one thing that happens; make ack and kill separate events"
        ),
        (
            ["lasts: 2h", "events: [{at: 1m, loose: [a.b]}]"],
            "2:19 unknown key 'loose' in an event; did you mean 'lose'?"
        ),
        (["lasts: 2h", "events: [{lose: [a.b]}]"], "2:10 an event lacks 'at'; add it"),
        (
            ["lasts: 2h", "events: [{at: 3h, ack}]"],
            "2:15 the event is at 3h, after the end of the scenario, which lasts 2h"
        ),
        (["lasts: 2h", "events: [{at: 1m, lose: []}]"], "2:25 lose has no addresses"),
        (
            ["lasts: 2h", "events: [{at: 1m, error_rate: 25}]"],
            "2:31 error_rate '25' is not a share of 0% to 100%"
        ),
        (["lasts: 2h", "events: [{at: 1m, flap: a.b}]"], "2:25 flap 'a.b' needs a name and a duration"),
        (
            ["lasts: 2h", "events: [{at: 1m, throttle: dynamo for 5m}]"],
            "2:29 there is no service 'dynamo'; did you mean 'dynamodb'?"
        ),
        (["lasts: 2h", "events: [{at: 1m, clock: 2h}]"], "2:26 clock '2h' is not a step of the clock"),
        (
            ["lasts: 2h", "events: [{at: 1m, ack: false}]"],
            "2:24 'ack: false' does nothing; remove the event"
        ),
        (["lasts: 2h", "events: [{at: 1m, outage: long}]"], "2:27 outage 'long' is not a duration"),
        (
            ["lasts: 2h", "events: [{at: 1m, throttle: iam for 5m}, {at: 2m, throttle: logs for 5m}]"],
            "2:61 iam is still throttled then, and only one service can be throttled at a time; begin it later"
        ),
    ]

    @Test(arguments: table.indices) func invalidScenarioIsReportedWithItsPosition(_ row: Int) {
        let (lines, fault) = Self.table[row]
        let found = faults(lines)
        #expect(found.count == 1 && found[0].hasPrefix(fault), "\(found)")
    }
}
