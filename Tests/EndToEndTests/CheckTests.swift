import Decisions
import Demo
import Foundation
import Ledger
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct CheckTests {
    @Test func checkReportsHealthyThenTheLostTableThenUnreachableAWS() async throws {
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

            try await lab.changes.deleteTable(Lab.events)
            let lost = try await check(lab)
            #expect(lost.code == 2, "\(lost.text)")
            #expect(lost.missing == ["aws_dynamodb_table.events"])
            let tripped = try #require((lost.stack["tripped"] as? [[String: Any]])?.first)
            #expect(tripped["rule"] as? String == "foundation-lost")
            #expect(tripped["severity"] as? String == "critical")
            #expect(tripped["respond"] as? String == "emergency-deploy")

            await lab.emulator.stop()
            let unreachable = try await check(lab)
            #expect(unreachable.code == 3, "\(unreachable.text)")
            #expect(unreachable.missing == [])
            #expect(unreachable.unknown("tier.foundation.missing")?.hasPrefix("unreachable") == true)
            #expect(unreachable.value("resources.count") as? Int == 19)
        }
    }

    @Test func openBreakerIsAWarningUntilItIsReset() async throws {
        try await Lab.with { lab in
            #expect(try await check(lab).breakers?.count == 0)
            let book = try await RepairBook.open(lab.repairBook)
            var last = ""
            for number in 1...2 {
                let at = Moment(wall: Timestamp(seconds: Int64(1000 + number)), boot: "b", uptime: .zero)
                let admission = try await book.begin(
                    RepairBeginning(
                        stack: "liveinsight-dev", kind: .emergencyDeploy, rule: nil, incident: nil, tier: nil,
                        addresses: [], apply: true, requestedBy: "test", why: nil, configuration: "c", at: at)
                )
                try await book.end(admission, outcome: .notVerified, reason: "no", serialAfter: nil, at: at)
                last = admission.id
            }
            let open = try await check(lab)
            #expect(open.code == 1 && open.stack["verdict"] as? String == "warning", "\(open.text)")
            let breaker = try #require(open.breakers?.first)
            #expect(breaker["kind"] as? String == "emergency-deploy" && breaker["failures"] as? Int == 2)
            #expect(
                breaker["since"] as? String == "1970-01-01T00:16:42Z" && breaker["repair"] as? String == last)
            let text = try await Program.run(["check", "--config", lab.configuration])
            #expect(text.output.contains("breaker of emergency-deploy open since 1970-01-01T00:16:42Z"))

            await (try await Ledger.open(lab.ledger)).close()
            let reset = try await Program.run(
                ["reset", "liveinsight-dev", "--why", "seen to", "--config", lab.configuration])
            #expect(reset.code == 0, "\(reset.errorOutput)")
            let closed = try await check(lab)
            #expect(closed.code == 0 && closed.breakers?.count == 0, "\(closed.text)")

            // If the book cannot be read, no breaker is reported as closed.
            for end in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: lab.repairBook + end) }
            try "no database".write(toFile: lab.repairBook, atomically: true, encoding: .utf8)
            let unreadable = try await check(lab)
            #expect(
                unreadable.code == 3 && unreadable.breakers == nil && unreadable.stack["breakers"] is NSNull,
                "\(unreadable.text)"
            )
        }
    }

    @Test func inAnotherAccountAllReadingsAreUnknown() async throws {
        try await Lab.with { lab in
            try await lab.changes.deleteTable(Lab.events)
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
            // The service repairs nothing either in an account that is not the stack's.
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("unknown: 0 of 19 asked")
                try await service.waitForCycles(4, in: lab.ledger)
            }
            #expect(!FileManager.default.fileExists(atPath: lab.repairBook))
        }
    }

    @Test func errorRatesAndAlarmsAreReadFromCloudWatch() async throws {
        try await Lab.with { lab in
            try await lab.changes.putInvocations(50, errors: 20, ofFunction: "liveinsight-event-collector")
            try await lab.changes.setAlarm("liveinsight-billing-dev", to: "ALARM")
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
        var breakers: [[String: Any]]? { stack["breakers"] as? [[String: Any]] }
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
