import Decisions
import Testing

@testable import Repairs

@Suite struct AlarmActionCallTests {
    private func alarm(_ name: String, _ region: String, _ provider: String? = nil) -> AlarmReport {
        AlarmReport(
            address: Address(type: "aws_cloudwatch_metric_alarm", name: name), name: name, region: region,
            provider: provider, state: .alarm, changed: nil, actionsEnabled: true)
    }

    /// Each account is called with its own credentials.
    @Test func eachProviderGetsACallOfItsOwn() {
        let calls = AlarmActionCall.calls(for: [
            alarm("a", "us-east-1", "aws.hub"), alarm("b", "us-east-1"), alarm("c", "us-east-1", "aws.hub"),
        ])
        #expect(
            calls == [
                AlarmActionCall(region: "us-east-1", names: ["b"]),
                AlarmActionCall(provider: "aws.hub", region: "us-east-1", names: ["a", "c"]),
            ])
    }

    @Test func eachRegionGetsACallOfItsOwn() {
        let calls = AlarmActionCall.calls(for: [
            alarm("billing", "us-east-1"), alarm("errors", "ap-northeast-2"), alarm("latency", "us-east-1"),
        ])
        #expect(
            calls == [
                AlarmActionCall(region: "ap-northeast-2", names: ["errors"]),
                AlarmActionCall(region: "us-east-1", names: ["billing", "latency"]),
            ])
    }

    @Test func noCallNamesMoreAlarmsThanCloudWatchTakes() {
        let calls = AlarmActionCall.calls(for: (0..<250).map { alarm("a\($0)", "us-east-1") })
        #expect(calls.map(\.names.count) == [100, 100, 50])
        #expect(calls.flatMap(\.names) == (0..<250).map { "a\($0)" })
    }
}
