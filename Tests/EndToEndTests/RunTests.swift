import Demo
import Foundation
import Ledger
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct RunTests {
    @Test func lostTableIsRecreatedAndTheIncidentRecordsTheRepair() async throws {
        try await Lab.with { lab in
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try await lab.changes.deleteTable(Lab.events)
                try await service.waitFor("incident liveinsight-dev-1 opened", "foundation-lost")
                try await service.waitFor("emergency-deploy done: verified", "aws_dynamodb_table.events")
                #expect(try await lab.hasEvents())
                try await service.waitFor("aws_dynamodb_table.events had no backup and was recreated EMPTY")
                try await service.waitFor("incident liveinsight-dev-1 closed", "cleared")
            }
            let ledger = try await Ledger.openReading(lab.ledger)
            let incident = try #require(try await ledger.incident("liveinsight-dev-1"))
            #expect(incident.addresses == ["aws_dynamodb_table.events"])
            #expect(incident.closedAt != nil && incident.closedWhy == "cleared")
            let action = try #require(incident.actions.first)
            #expect(action.outcome == "repaired")
            #expect(
                action.actions == [
                    "create aws_dynamodb_table.events",
                    "update aws_iam_role_policy.lambda_policy, a consequence of aws_dynamodb_table.events",
                ]
            )
            let (before, after) = (try #require(action.serialBefore), try #require(action.serialAfter))
            #expect(after > before)
            #expect(action.endedAt != nil)
            let book = try #require(try await RepairBook.openReading(lab.repairBook))
            let repair = try #require(try await book.repairs().first)
            // A lock is recorded when it is seen.
            #expect(
                repair.steps.map { $0.prefix { $0 != ":" } }.filter { $0 != "lock" } == [
                    // The table by a read, the policy by a plan.
                    "guardrails", "snapshot", "plan", "inspect", "apply", "verify", "verify",
                ])
            #expect(repair.serialBefore == before && repair.serialAfter == after)
        }
    }

    /// The plan of the whole tier would revert it; the one of the table alone does not.
    @Test func hotfixIsNotRevertedAndOnlyTheTableIsCreated() async throws {
        try await Lab.with { lab in
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try await lab.changes.trust("edgelambda.amazonaws.com", role: Lab.role)
                try await lab.changes.deleteTable(Lab.events)
                let line = try await service.waitFor(
                    "emergency-deploy done: verified: aws_dynamodb_table.events")
                #expect(
                    line.contains(
                        "left for a person: aws_iam_role.lambda_role would be updated (assume_role_policy), which was changed outside Terraform: assume_role_policy"
                    ), "\(line)")
                #expect(
                    line.contains("; allow: {update: [\"aws_iam_role.lambda_role\"]} admits it"), "\(line)")
                try await service.waitFor("incident liveinsight-dev-1 closed")
            }
            #expect(try await lab.hasEvents())
            #expect(try await lab.changes.trustPolicy(ofRole: Lab.role).contains("edgelambda.amazonaws.com"))
            let ledger = try await Ledger.openReading(lab.ledger)
            let incident = try #require(try await ledger.incident("liveinsight-dev-1"))
            #expect(incident.closedAt != nil)
            #expect(incident.actions.first?.outcome == "repaired")
            #expect(incident.actions.first?.actions == ["create aws_dynamodb_table.events"])
        }
    }

    @Test func modeObserveLogsWhatItWouldApply() async throws {
        try await Lab.with { lab in
            try lab.configure(("mode: act", "mode: observe"))
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try await lab.changes.deleteTable(Lab.events)
                let line = try await service.waitFor("would have applied")
                #expect(line.contains("create aws_dynamodb_table.events"))
                try await service.waitForCycles(2, in: lab.ledger)
            }
            #expect(try await !lab.hasEvents())
        }
    }

    @Test func tableWithABackupIsLeftForAPerson() async throws {
        try await Lab.with { lab in
            try await lab.changes.createBackup(ofTable: Lab.events)
            try await lab.changes.deleteTable(Lab.events)
            try await RunningService.with(lab.configuration) { service in
                let line = try await service.waitFor("emergency-deploy refused, nothing was changed")
                #expect(line.contains("backups: aws_dynamodb_table.events has 1 backup(s)"))
            }
            #expect(try await !lab.hasEvents())
        }
    }

    @Test func resourceRemovedFromTheStateIsReportedAndNotRebuilt() async throws {
        try await Lab.with { lab in
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try await lab.stack.terraform(
                    ["destroy", "-target=aws_dynamodb_table.events", "-auto-approve", "-no-color"],
                    deadline: .seconds(300))
                try await service.waitFor("aws_dynamodb_table.events is gone from the state")
                try await service.waitForCycles(3, in: lab.ledger)
            }
            #expect(try await !lab.hasEvents())
            #expect(!FileManager.default.fileExists(atPath: lab.repairBook))
        }
    }

    @Test func killedRepairerHasUnknownOutcomeAndTheNextOneRepairs() async throws {
        try await Lab.with { lab in
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try await lab.changes.deleteTable(Lab.events)
                try await service.waitFor("planning 4 targets")
                for pid in processes(with: "repairer", lab.configuration) { kill(pid, SIGKILL) }
                try await service.waitFor("ended without reporting an outcome")
                try await service.waitFor("emergency-deploy done: verified")
            }
            #expect(try await lab.hasEvents())
            let book = try #require(try await RepairBook.openReading(lab.repairBook))
            #expect(try await book.repairs().map(\.outcome).contains("unknown"))
        }
    }

    @Test func reloadWithFaultsKeepsTheRunningConfiguration() async throws {
        try await Lab.with { lab in
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                try lab.configure(("cooldown: 5s", "coldown: 5s"))
                try await service.signal(SIGHUP, configuration: lab.configuration)
                let line = try await service.waitFor("the running one stays")
                #expect(line.contains("unknown key 'coldown'") && line.contains("did you mean 'cooldown'"))
                let before = await service.count
                try lab.configure(("severity: critical", "severity: warning"))
                try await service.signal(SIGHUP, configuration: lab.configuration)
                try await service.waitFor("configuration read again", from: before)
                try await lab.changes.deleteTable(Lab.events)
                let opened = try await service.waitFor("incident", "opened", "foundation-lost", from: before)
                #expect(opened.hasPrefix("warning"))
                try await service.waitFor("emergency-deploy done: verified")
            }
        }
    }

    @Test func statusAndSnapshotsAreShownAndExported() async throws {
        try await Lab.with { lab in
            try await RunningService.with(lab.configuration) { service in
                try await service.waitFor("healthy: 19 resources")
                let status = try await Program.run(["status", "--config", lab.configuration])
                #expect(status.code == 0 && status.output.contains("19 resources"), "\(status.errorOutput)")
            }
            let list = try await Program.run(["snapshots", "list", "--json", "--config", lab.configuration])
            let snapshots = try #require(try list.document()["snapshots"] as? [[String: Any]])
            #expect(snapshots.count == 1)
            let file = lab.directory + "/exported.tfstate"
            let exported = try await Program.run(
                ["snapshots", "export", "1", "--output", file, "--config", lab.configuration])
            #expect(exported.code == 0, "\(exported.errorOutput)")
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.contains("\"lineage\""))
            let again = try await Program.run(
                ["snapshots", "export", "1", "--output", file, "--config", lab.configuration])
            #expect(again.code == 1 && again.errorOutput.contains("already exists"))
        }
    }
}
