import Demo
import Foundation
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct CheckTests {
    @Test func theSampleStackIsHealthyThenItsTableIsGoneThenAWSIsGone() async throws {
        try await Lab.with { lab in
            let healthy = try await check(lab)
            #expect(healthy.code == 0, "\(healthy.text)")
            #expect(healthy.stack["verdict"] as? String == "healthy")
            #expect(healthy.stack["mode"] as? String == "act")
            #expect(healthy.missing == [])
            let snapshot = try #require(healthy.stack["snapshot"] as? [String: Any])
            #expect(snapshot["resources"] as? Int == 19)
            #expect((snapshot["sha256"] as? String)?.count == 64)
            #expect(healthy.value("resources.count") as? Int == 19)
            #expect(healthy.value("state.readable") as? Bool == true)
            #expect(healthy.value("aws.credentials") as? Bool == true)
            #expect(healthy.value("lambda.error_rate") as? Double == 0)
            #expect(healthy.unknown("plan.creates")?.hasPrefix("not asked") == true)

            try await lab.weather.deleteTable(Lab.events)
            let lost = try await check(lab)
            #expect(lost.code == 2, "\(lost.text)")
            #expect(lost.missing == ["aws_dynamodb_table.events"])
            let tripped = try #require((lost.stack["tripped"] as? [[String: Any]])?.first)
            #expect(tripped["rule"] as? String == "foundation-lost")
            #expect(tripped["severity"] as? String == "critical")
            #expect(tripped["respond"] as? String == "emergency-deploy")

            await lab.emulator.stop()
            let dark = try await check(lab)
            #expect(dark.code == 3, "\(dark.text)")
            #expect(dark.missing == [])
            #expect(dark.unknown("tier.foundation.missing")?.hasPrefix("unreachable") == true)
            #expect(dark.value("resources.count") as? Int == 19)
        }
    }

    @Test func inAnotherAccountNothingIsMissingAndNothingIsKnown() async throws {
        try await Lab.with { lab in
            try await lab.weather.deleteTable(Lab.events)
            try lab.configure(("account: \"123456789012\"", "account: \"999999999999\""))
            let checked = try await check(lab)
            #expect(checked.code == 3, "\(checked.text)")
            #expect(checked.missing == [])
            for signal in [
                "tier.foundation.missing", "resources.missing", "aws.unhealthy", "lambda.error_rate",
                "api.4xx_rate",
                "api.5xx_rate", "cost.estimated", "alarms.firing", "alarms.flapping",
            ] {
                #expect(checked.unknown(signal)?.hasPrefix("wrong account") == true, "\(signal)")
            }
            #expect(checked.value("aws.credentials") as? Bool == false)
            // The service does no better: nothing is repaired in an account that is not the stack's.
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("unknown: 19 resources")
                try await Task.sleep(for: .seconds(8))
            }
            #expect(!FileManager.default.fileExists(atPath: lab.repairBook))
        }
    }

    @Test func theWeatherIsReadFromMetricsAndAlarms() async throws {
        try await Lab.with { lab in
            try await lab.weather.putInvocations(50, errors: 20, ofFunction: "liveinsight-event-collector")
            try await lab.weather.setAlarm("liveinsight-billing-dev", to: "ALARM")
            let checked = try await check(lab, "--plan")
            #expect(checked.value("lambda.error_rate") as? Double == 40, "\(checked.text)")
            #expect(checked.value("alarms.firing") as? Int == 1)
            #expect(checked.value("plan.creates") as? Int == 0)
            #expect(checked.value("plan.error") as? Bool == false)
            #expect(checked.code == 1)
        }
    }

    struct Checked {
        var code: Int32
        var text: String
        var stack: [String: Any]
        var missing: [String] { stack["missing"] as? [String] ?? ["no list"] }
        func reading(_ signal: String) -> [String: Any]? {
            (stack["readings"] as? [[String: Any]])?.first { $0["signal"] as? String == signal }
        }
        func value(_ signal: String) -> Any? { reading(signal)?["value"] }
        func unknown(_ signal: String) -> String? { reading(signal)?["unknown"] as? String }
    }

    private func check(_ lab: Lab, _ more: String...) async throws -> Checked {
        let program = try await Program.run(["check", "--json", "--config", lab.configuration] + more)
        let stacks = try #require(try program.document()["stacks"] as? [[String: Any]])
        return Checked(
            code: program.code, text: program.output + program.errorOutput, stack: try #require(stacks.first))
    }
}
