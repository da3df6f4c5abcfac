import Decisions
import Foundation
import Terraform
import Testing

@testable import Probes

@Suite struct AlarmHistoryTests {
    static let address = Address(type: "aws_cloudwatch_metric_alarm", name: "a")

    private func report(_ state: AlarmReport.State, changed: Int64 = 0) -> AlarmReport {
        AlarmReport(
            address: Self.address, name: "a", region: "us-east-1", state: state,
            changed: Timestamp(seconds: changed),
            actionsEnabled: true)
    }

    /// Feeds one report for each row (seconds since the beginning, state, last change); returns whether the alarm flaps after each.
    private func probeResults(_ probeResults: (Int64, AlarmReport.State, Int64)...) -> [Bool] {
        var history = AlarmHistory()
        return probeResults.map {
            history.take([report($0.1, changed: $0.2)], at: Timestamp(seconds: $0.0))[0].flapping
        }
    }

    @Test func fourChangesWithinTenMinutesFlap() {
        #expect(
            probeResults((0, .ok, 0), (60, .alarm, 60), (120, .ok, 120), (180, .alarm, 180), (240, .ok, 240))
                == [
                    false, false, false, false, true,
                ])
    }

    @Test func sameChangesOverALongerTimeDoNotFlap() {
        #expect(
            probeResults(
                (0, .ok, 0), (300, .alarm, 300), (600, .ok, 600), (900, .alarm, 900), (1200, .ok, 1200)
            ) == Array(repeating: false, count: 5))
    }

    @Test func alarmThatStaysInAlarmDoesNotFlap() {
        #expect(probeResults((0, .alarm, 0), (60, .alarm, 0), (120, .alarm, 0)) == [false, false, false])
    }

    @Test func changeAndChangeBackBetweenCyclesCountsTwice() {
        #expect(probeResults((0, .ok, 0), (60, .ok, 50), (120, .ok, 110)) == [false, false, true])
    }

    @Test func clockSetBackDoesNotMakeAlarmsFlapForever() {
        let day: Int64 = 86_400
        #expect(
            probeResults(
                (day, .ok, 0), (day + 60, .alarm, 60), (day + 120, .ok, 120), (day + 180, .alarm, 180),
                (day + 240, .ok, 240), (0, .ok, 240), (60, .ok, 240)
            ) == [false, false, false, false, true, false, false])
    }

    @Test func flappingEndsAfterQuietCycles() {
        #expect(
            probeResults((0, .ok, 0), (60, .ok, 50), (120, .ok, 110), (800, .ok, 110)) == [
                false, false, true, false,
            ])
    }

    @Test func historyIsKeptAsTextAndDropsAlarmsGoneFromState() {
        var history = AlarmHistory()
        _ = history.take([report(.ok)], at: Timestamp(seconds: 0))
        _ = history.take([report(.alarm, changed: 60)], at: Timestamp(seconds: 60))
        #expect(AlarmHistory(text: history.text) == history && history != AlarmHistory())
        // A text that cannot be decoded gives an empty history.
        #expect(AlarmHistory(text: String(history.text.dropLast())) == AlarmHistory())
        history.keep(only: [])
        #expect(history == AlarmHistory())
    }
}

@Suite struct MetricsTests {
    static let subject = MetricSubject(
        instance: StateInstance(
            address: Address(type: "aws_lambda_function", name: "f"), configuration: .init("aws"),
            attributes: .init()),
        name: "f", namespace: "n", dimensions: [:], requests: ["R"], errors: ["E"])

    @Test(arguments: [
        ([], [], 0.0, 0), ([0], [3], 0, 0), ([10, 10], [5], 25, 20), ([1], [2], 100, 1),
    ])
    func rateIsErrorsDividedByRequests(row: ([Double], [Double], Double, Int)) {
        let reading = Rate.reading(.lambdaErrorRate, Self.subject, requests: row.0, errors: row.1)
        #expect(reading.value == row.2 && reading.samples == row.3)
        #expect((reading.about == .names(["f"])) == (row.2 > 0))
    }
}
