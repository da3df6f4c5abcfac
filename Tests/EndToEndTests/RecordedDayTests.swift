import Demo
import Foundation
import TestSupport
import Testing

/// What the service recorded of the sample stack, asked afterwards.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct RecordedDayTests {
    private static let alarm = "liveinsight-lambda-errors-dev"

    @Test func aDayOfTheDemoIsRehearsedAsItWas() async throws {
        try await Lab.with { lab in
            try await record(lab)
            let ledger = try Data(contentsOf: URL(fileURLWithPath: lab.ledger))

            let told = try await Program.run(["rehearse", "--history", "1d", "--config", lab.configuration])
            #expect(told.code == 0, "\(told.errorOutput)")
            let lines = told.output.split(separator: "\n").map(String.init)
            let places = [
                "missing      aws_dynamodb_table.events: the state has it, AWS does not",
                "tripped      foundation-lost, critical: tier.foundation.missing = 1: aws_dynamodb_table.events",
                "repair       emergency-deploy for foundation-lost: aws_dynamodb_table.events",
                "closed       incident liveinsight-dev-1 of foundation-lost",
                "tripped      alarm-storm, warning: alarms.flapping = 1",
                "repair       remove-alarms for alarm-storm: aws_cloudwatch_metric_alarm.lambda_errors",
                "; nothing was touched",
            ].map { text in lines.firstIndex { $0.contains(text) } ?? -1 }
            #expect(!places.contains(-1), "\(places)\n\(told.output)")
            #expect(places == places.sorted(), "\(places)\n\(told.output)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: lab.ledger)) == ledger)

            // Another rule would have waited: the record is the same, what would have been done is not.
            try lab.configure(("for: 2 cycles", "for: 30m"))
            let patient = try await Program.run([
                "rehearse", "--history", "1d", "--config", lab.configuration,
            ])
            #expect(patient.code == 0, "\(patient.errorOutput)")
            #expect(!patient.output.contains("foundation-lost"), "\(patient.output)")
            #expect(patient.output.contains("repair       remove-alarms"), "\(patient.output)")
        }
    }

    /// A table lost and brought back, an alarm that flaps until it is gone.
    private func record(_ lab: Lab) async throws {
        try await RunningService.with(lab.configuration) { service in
            try await service.waitFor("healthy: 19 resources")
            try await lab.changes.deleteTable(Lab.events)
            try await service.waitFor("emergency-deploy done: verified")
            try await service.waitFor("incident liveinsight-dev-1 closed")
            let flapping = Task {
                for turn in 0... {
                    try await lab.changes.setAlarm(Self.alarm, to: turn.isMultiple(of: 2) ? "ALARM" : "OK")
                    try await Task.sleep(for: .seconds(2))
                }
            }
            defer { flapping.cancel() }
            try await service.waitFor("remove-alarms done: verified", within: .seconds(120))
            try await service.waitFor("incident liveinsight-dev-2 closed")
        }
    }

    @Test func whatARepairDestroyedIsNoNewsForCheckEither() async throws {
        try await Lab.with { lab in
            try lab.configure(("when: cost.estimated > 50 USD", "when: resources.removed > 0"))
            try await RunningService.with(lab.configuration) { service in
                _ = try await service.waitFor("healthy: 19 resources")
            }
            let removal = try await Program.run([
                "repair", "remove-alarms", "liveinsight-dev", "--address",
                "aws_cloudwatch_metric_alarm.lambda_errors", "--why", "it says nothing new", "--config",
                lab.configuration,
            ])
            #expect(removal.code == 0, "\(removal.output)\(removal.errorOutput)")
            let checked = try await Program.run(["check", "--config", lab.configuration])
            #expect(checked.code == 0, "\(checked.output)")
            #expect(checked.output.contains("18 resources"), "\(checked.output)")
        }
    }
}
