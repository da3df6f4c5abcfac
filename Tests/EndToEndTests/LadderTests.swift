import AWS
import Decisions
import Demo
import Foundation
import Ledger
import TestSupport
import Testing

/// The ladder, the operators' switches, the breaker and the guardrails, on the sample stack with real Terraform.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct LadderTests {
    private static let function = "liveinsight-event-collector"
    private static let group = "/aws/lambda/liveinsight-event-collector"
    private static let sessions = "liveinsight-sessions-dev"
    private static let errors = "liveinsight-lambda-errors-dev"
    private static let alarms = [errors, "liveinsight-billing-dev"]

    /// Configures the demo so that the rule on the first tier climbs a ladder, all alarms may be destroyed, and budgets are large.
    private func configure(_ lab: Lab, ladder: String, _ more: (String, String)...) throws {
        let all =
            [
                ("respond: emergency-deploy", "escalation: [\(ladder)]"),
                (
                    "destroy: [aws_cloudwatch_metric_alarm.lambda_errors]",
                    "destroy: [\"aws_cloudwatch_metric_alarm.*\"]"
                ),
                ("budget: 2 per 1h", "budget: 20 per 1h\n      stack_budget: 20 per 1h"),
                ("cooldown: 5s", "cooldown: 2s"),
            ] + more
        try lab.configure(all)
    }

    private func alarmsLeft(_ lab: Lab) async throws -> [String] {
        try await lab.aws.describeAlarms(Self.alarms, region: Lab.region).map(\.name).sorted()
    }

    private func hasTable(_ name: String, _ lab: Lab) async throws -> Bool {
        do throws(AWSFault) {
            return try await lab.aws.describeTable(name, region: Lab.region).status == "ACTIVE"
        } catch {
            guard error.kind == .notThere else { throw error }
            return false
        }
    }

    private func terrier(_ lab: Lab, _ arguments: String...) async throws -> Program {
        let program = try await Program.run(arguments + ["--config", lab.configuration])
        #expect(program.code == 0, "\(arguments): \(program.output) \(program.errorOutput)")
        return program
    }

    /// The index of the first line with each text, or -1. The indexes rise if the texts were printed in this order.
    private func places(_ texts: [String], in lines: [String]) -> [Int] {
        texts.map { text in lines.firstIndex { $0.contains(text) } ?? -1 }
    }

    @Test func rungsAreClimbedInOrderUntilAPauseOrAnAcknowledgement() async throws {
        try await Lab.with { lab in
            try configure(
                lab,
                ladder:
                    "{after: 0s, do: diagnose}, {after: 2s, do: notify}, {after: 4s, do: shed}, {after: 10s, do: emergency-deploy}"
            )
            try await lab.changes.log(
                ["START", "[ERROR] Traceback: no table, password=hunter2"], ofFunction: Self.function)
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try await climb(lab, service)
                try await acknowledge(lab, service)
            }
        }
    }

    /// Pauses by command and by file, then resumes: four rungs are climbed, two repairs succeed.
    private func climb(_ lab: Lab, _ service: RunningService) async throws {
        let pauseFile = lab.directory + "/paused"
        _ = try await terrier(lab, "pause", "liveinsight-dev", "--why", "a migration")
        try "by configuration management".write(toFile: pauseFile, atomically: true, encoding: .utf8)
        try await lab.changes.deleteTable(Lab.events)
        try await service.waitFor("incident liveinsight-dev-1 is", "rung 3: shed")
        let held = try await service.waitFor("remove-alarms held back by pause: repairs are paused")
        #expect(held.contains("a migration"))
        let resumed = try await terrier(lab, "resume", "liveinsight-dev")
        #expect(resumed.output.contains("still: repairs of all stacks are paused by the file \(pauseFile)"))
        try await service.waitForCycles(2, in: lab.ledger)
        #expect(await !service.said("begins"))
        #expect(try await alarmsLeft(lab).count == 2)
        // The diagnosis makes its plan before any repair changes something.
        try await service.waitFor("incident liveinsight-dev-1 diagnosed")
        try FileManager.default.removeItem(atPath: pauseFile)

        try await service.waitFor("remove-alarms done")
        #expect(try await alarmsLeft(lab) == [])
        try await service.waitFor("emergency-deploy done: verified", "aws_dynamodb_table.events")
        #expect(try await lab.hasEvents())
        try await service.waitFor("incident liveinsight-dev-1 closed", "cleared")
        let order = places(
            [
                "rung 1: diagnose", "rung 2: notify", "rung 3: shed", "remove-alarms done",
                "emergency-deploy for rule",
            ],
            in: await service.lines)
        #expect(order == order.sorted() && order.first != -1, "\(order)")
        #expect(await service.lines.count { $0.contains("rung 4: emergency-deploy") } == 1)
        for text in ["rung 5", "hunter2", "Traceback"] { #expect(await !service.said(text), "\(text)") }
        try await expectDiagnosis(lab)
    }

    private func expectDiagnosis(_ lab: Lab) async throws {
        let text = try await terrier(lab, "incidents", "show", "liveinsight-dev-1").output
        for line in [
            "create aws_dynamodb_table.events", "missing: aws_dynamodb_table.events",
            "nobody holds the state lock",
            "aws_cloudwatch_log_group.event_collector: there",
            "[ERROR] Traceback: no table, password=[redacted]",
            "rung 4 of 4 (emergency-deploy)",
        ] {
            #expect(text.contains(line), "\(line) in \(text)")
        }
        #expect(!text.contains("hunter2"))
        let shown = try await terrier(lab, "incidents", "show", "liveinsight-dev-1", "--json").document()
        let diagnoses = try #require(shown["diagnoses"] as? [[String: Any]])
        let findings = diagnoses.compactMap { $0["findings"] as? [[String: Any]] }
            .map { $0.map { $0["what"] as? String } }
        #expect(findings.contains(["CloudTrail"]))
        #expect(
            findings.first { $0 != ["CloudTrail"] } == [
                "plan", "resources", "lock", "log groups", "logs of aws_lambda_function.event_collector",
            ])
    }

    /// Two tiers are lost. A person acknowledges the incident and repairs by hand: the first tier is repaired before the second.
    private func acknowledge(_ lab: Lab, _ service: RunningService) async throws {
        let before = await service.count
        try await lab.changes.deleteTable(Lab.events)
        try await lab.changes.deleteTable(Self.sessions)
        try await lab.changes.deleteLogGroup(Self.group)
        try await service.waitFor("incident liveinsight-dev-2 opened", from: before)
        _ = try await terrier(lab, "ack", "liveinsight-dev-2", "--why", "on it")
        try await service.waitFor("incident liveinsight-dev-2 was acknowledged by", "on it", from: before)
        // Longer than the time of the last rung.
        try await service.waitForCycles(7, in: lab.ledger)
        let said = await service.lines.dropFirst(before)
        #expect(
            !said.contains { $0.contains("begins") || $0.contains("rung 4") },
            "\(said.joined(separator: "\n"))")
        #expect(try await !lab.hasEvents())
        #expect(try await terrier(lab, "status").output.contains("acknowledged by \(NSUserName()): on it"))

        let repaired = try await terrier(
            lab, "repair", "emergency-deploy", "liveinsight-dev", "--tier", "service", "--why", "by hand")
        let steps = repaired.output.split(separator: "\n").map(String.init)
        let order = places(
            [
                "applying: create aws_dynamodb_table.", "asking AWS for what was changed",
                "applying: create aws_cloudwatch_log_group.event_collector", "repaired: verified",
            ], in: steps)
        #expect(order == order.sorted() && !order.contains(-1), "\(repaired.output)")
        #expect(steps.count { $0.contains("applying: ") } == 2)
        #expect(try await lab.hasEvents())
        #expect(try await hasTable(Self.sessions, lab))
        let groups = try await lab.aws.describeLogGroups(prefix: Self.group, region: Lab.region)
        #expect(groups == [Self.group])
        try await service.waitFor("incident liveinsight-dev-2 closed", "cleared", from: before)
    }

    @Test func twoFailedRepairsOpenTheBreakerUntilAReset() async throws {
        try await Lab.with { lab in
            try configure(
                lab, ladder: "{after: 1h, do: notify}",
                ("when: alarms.flapping > 0", "when: alarms.firing > 0"))
            // Terraform can plan and cannot apply: the provisioner before the delete fails until a file exists.
            let main = lab.stack.directory + "/main.tf"
            let code = try String(contentsOfFile: main, encoding: .utf8)
            let head = "resource \"aws_cloudwatch_metric_alarm\" \"lambda_errors\" {"
            try #require(code.contains(head))
            let condition = "provisioner \"local-exec\" {\n when = destroy\n command = \"test -e fixed\"\n }"
            try code.replacing(head, with: "\(head)\n \(condition)").write(
                toFile: main, atomically: true, encoding: .utf8)
            try await lab.changes.setAlarm(Self.errors, to: "ALARM")
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("remove-alarms: plan inspected and admitted")
                try await service.waitFor("remove-alarms failed")
                try await service.waitFor("breaker open: remove-alarms failed 2 times in a row")
                try await service.waitFor("remove-alarms held back by breaker")
                let before = await service.count
                try "".write(toFile: lab.stack.directory + "/fixed", atomically: true, encoding: .utf8)
                try await service.waitForCycles(3, in: lab.ledger)
                #expect(await !service.lines.dropFirst(before).contains { $0.contains("begins") })
                #expect(try await alarmsLeft(lab).count == 2)
                try await expectOpen(lab)

                let reset = try await terrier(
                    lab, "reset", "liveinsight-dev", "remove-alarms", "--why", "the provider is fixed")
                #expect(reset.output.hasPrefix("the breaker of remove-alarms is closed"))
                try await service.waitFor("remove-alarms done", from: before)
                #expect(try await alarmsLeft(lab) == ["liveinsight-billing-dev"])
            }
            let book = try #require(try await RepairBook.openReading(lab.repairBook))
            let outcomes = try await book.repairs().filter { $0.requestedBy == "terrier run" }.map(\.outcome)
            #expect(outcomes == ["repaired", "not-verified", "not-verified"])
            try await rollBack(lab)
        }
    }

    /// The open breaker is in the output and exit code of check, and in status. It also refuses a repair by a person.
    private func expectOpen(_ lab: Lab) async throws {
        let check = try await Program.run(["check", "--json", "--config", lab.configuration])
        #expect(check.code == 1, "\(check.output)")
        #expect(check.output.contains("\"breakers\" : [") && check.output.contains("\"failures\" : 2"))
        #expect(try await terrier(lab, "status").output.contains("breaker of remove-alarms open since"))
        let byHand = try await Program.run([
            "repair", "remove-alarms", "liveinsight-dev", "--address",
            "aws_cloudwatch_metric_alarm.lambda_errors",
            "--why", "now", "--config", lab.configuration,
        ])
        #expect(
            byHand.code == 4 && byHand.output.contains("breaker: remove-alarms failed 2 times"),
            "\(byHand.output)")
    }

    /// Rolls back to the service tier: deletes what is left of the tier after it, and nothing else.
    private func rollBack(_ lab: Lab) async throws {
        let arguments = [
            "liveinsight-dev", "--to", "service", "--why", "the alarms are not needed", "--config",
            lab.configuration,
        ]
        let rehearsed = try await Program.run(["repair", "rollback", "--dry-run"] + arguments)
        #expect(rehearsed.code == 0, "\(rehearsed.output)")
        #expect(rehearsed.output.contains("would have applied: delete aws_cloudwatch_metric_alarm.billing\n"))
        #expect(try await alarmsLeft(lab) == ["liveinsight-billing-dev"])
        let rolled = try await Program.run(["repair", "rollback"] + arguments)
        #expect(rolled.code == 0, "\(rolled.output) \(rolled.errorOutput)")
        #expect(try await alarmsLeft(lab) == [])
        #expect(try await lab.hasEvents())
        // The resources after the first tier are not in `destroy:`, so nothing is deleted.
        let refused = try await Program.run([
            "repair", "rollback", "liveinsight-dev", "--to", "foundation", "--why", "w", "--config",
            lab.configuration,
        ])
        #expect(refused.code == 4 && refused.output.contains("'destroy:' does not list"), "\(refused.output)")
    }

    @Test func flappingRulesAndUnknownSignalsStartNoRepair() async throws {
        try await Lab.with { lab in
            try await flap(lab)
            try await lab.changes.deleteTable(Lab.events)
            try await FaultServer.with(.throttled) { server in
                try await expectNoRepairOnUnknown(
                    lab, "throttled", ("endpoint: @ENDPOINT@", "endpoint: \(server.url)"))
            }
            try await expectNoRepairOnUnknown(
                lab, "wrong account", ("account: \"123456789012\"", "account: \"999999999999\""))
            await lab.emulator.stop()
            try await expectNoRepairOnUnknown(lab, "unreachable")
        }
    }

    /// A rule trips and clears until it is reported as flapping, once. It then stays tripped for longer than the `after` of the
    /// shedding rung, and nothing is shed.
    private func flap(_ lab: Lab) async throws {
        try configure(
            lab, ladder: "{after: 1h, do: notify}", ("interval: 2s", "interval: 1s"),
            (
                "when: alarms.flapping > 0\n        respond: remove-alarms",
                "when: alarms.firing > 0\n        escalation: [{after: 8s, do: shed}]"
            ))
        try await RunningService.with(lab.configuration) { service in
            try await service.waitFor("healthy: 19 resources")
            for number in 1...8 {
                try await lab.changes.setAlarm(Self.errors, to: "ALARM")
                try await service.waitForAny(
                    "incident liveinsight-dev-\(number) opened", "rule alarm-storm flaps")
                if await service.said("rule alarm-storm flaps") { break }
                try await lab.changes.setAlarm(Self.errors, to: "OK")
                try await service.waitForAny(
                    "incident liveinsight-dev-\(number) closed", "rule alarm-storm flaps")
            }
            try await lab.changes.setAlarm(Self.errors, to: "ALARM")
            try await service.waitForCycles(11, in: lab.ledger)
            let said = await service.lines
            #expect(
                said.count { $0.contains("rule alarm-storm flaps") } == 1, "\(said.joined(separator: "\n"))")
            #expect(!said.contains { $0.contains("begins") || $0.contains(": shed") })
        }
        #expect(try await alarmsLeft(lab).count == 2)
        #expect(!FileManager.default.fileExists(atPath: lab.repairBook))
    }

    /// A table is lost while its signal is unknown: no repair begins for some cycles.
    private func expectNoRepairOnUnknown(_ lab: Lab, _ words: String, _ changes: (String, String)...)
        async throws
    {
        try lab.configure([("interval: 2s", "interval: 1s"), ("for: 2 cycles", "for: 1 cycle")] + changes)
        try await RunningService.with(lab.configuration) { service in
            let reason = "unknown (\(words)"
            try await service.waitFor(reason)
            try await service.waitForCycles(4, in: lab.ledger)
            #expect(
                await service.lines.contains {
                    $0.contains(reason) && $0.contains("tier.foundation.missing")
                }, "\(words)")
            #expect(await !service.said("begins"), "\(words)")
        }
        #expect(!FileManager.default.fileExists(atPath: lab.repairBook), "\(words)")
    }
}
