import Demo
import Foundation
import TestSupport
import Testing

/// Rehearses and checks what the service recorded of the sample stack.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct RecordedDayTests {
    private static let alarm = "liveinsight-lambda-errors-dev"

    @Test func recordedDayOfTheDemoIsRehearsed() async throws {
        try await Lab.with { lab in
            try await record(lab)
            let ledger = try Data(contentsOf: URL(fileURLWithPath: lab.ledger))

            let rehearsed = try await Program.run([
                "rehearse", "--history", "1d", "--config", lab.configuration,
            ])
            #expect(rehearsed.code == 0, "\(rehearsed.errorOutput)")
            let lines = rehearsed.output.split(separator: "\n").map(String.init)
            let places = [
                "missing      aws_dynamodb_table.events: the state has it, AWS does not",
                "tripped      foundation-lost, critical: tier.foundation.missing = 1: aws_dynamodb_table.events",
                "repair       emergency-deploy for foundation-lost: aws_dynamodb_table.events",
                "closed       incident liveinsight-dev-1 of foundation-lost",
                "tripped      alarm-storm, warning: alarms.flapping = 1",
                "repair       remove-alarms for alarm-storm: aws_cloudwatch_metric_alarm.lambda_errors",
                "; nothing was touched",
            ].map { text in lines.firstIndex { $0.contains(text) } ?? -1 }
            #expect(!places.contains(-1), "\(places)\n\(rehearsed.output)")
            #expect(places == places.sorted(), "\(places)\n\(rehearsed.output)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: lab.ledger)) == ledger)

            // With a longer `for:` the rule does not trip on the same record.
            try lab.configure(("for: 2 cycles", "for: 30m"))
            let withLongerHold = try await Program.run([
                "rehearse", "--history", "1d", "--config", lab.configuration,
            ])
            #expect(withLongerHold.code == 0, "\(withLongerHold.errorOutput)")
            #expect(!withLongerHold.output.contains("foundation-lost"), "\(withLongerHold.output)")
            #expect(withLongerHold.output.contains("repair       remove-alarms"), "\(withLongerHold.output)")
        }
    }

    /// Records a table that is lost and recreated, and an alarm that flaps until it is deleted.
    private func record(_ lab: Lab) async throws {
        try await RunningService.with(lab.configuration) { service in
            try await service.waitFor("healthy: 19 resources")
            try await lab.changes.deleteTable(Lab.events)
            try await service.waitFor("emergency-deploy done: verified")
            try await service.waitFor("incident liveinsight-dev-1 closed")
            let flapping = Task {
                for number in 0... {
                    try await lab.changes.setAlarm(Self.alarm, to: number.isMultiple(of: 2) ? "ALARM" : "OK")
                    try await Task.sleep(for: .seconds(2))
                }
            }
            defer { flapping.cancel() }
            try await service.waitFor("remove-alarms done: verified")
            try await service.waitFor("incident liveinsight-dev-2 closed")
        }
    }

    @Test func checkDoesNotReportWhatARepairDestroyed() async throws {
        try await Lab.with { lab in
            try lab.configure(("when: cost.estimated > 50 USD", "when: resources.removed > 0"))
            try await RunningService.with(lab.configuration) { service in
                _ = try await service.waitFor("healthy: 19 resources")
            }
            let removal = try await Program.run([
                "repair", "remove-alarms", "liveinsight-dev", "--address",
                "aws_cloudwatch_metric_alarm.lambda_errors", "--why", "it is not needed", "--config",
                lab.configuration,
            ])
            #expect(removal.code == 0, "\(removal.output)\(removal.errorOutput)")
            let checked = try await Program.run(["check", "--config", lab.configuration])
            #expect(checked.code == 0, "\(checked.output)")
            #expect(checked.output.contains("18 resources"), "\(checked.output)")
        }
    }
}
