import Demo
import Foundation
import TestSupport
import Testing

/// The runbook's scenarios, each from what goes wrong to the command that docs/when-this-happens.md names for it.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct RunbookTests {
    /// A table gets another key: Terraform replaces it, and what is in it is gone unless there is a backup.
    @Test func schemaChange() async throws {
        try await Lab.with { lab in
            try await lab.changes.createBackup(ofTable: Lab.events)
            let code = lab.stack.directory + "/main.tf"
            let before = try String(contentsOfFile: code, encoding: .utf8)
            try before.replacing("range_key    = \"timestamp\"", with: "range_key    = \"received\"")
                .replacing("name = \"timestamp\"", with: "name = \"received\"")
                .write(toFile: code, atomically: true, encoding: .utf8)
            let run = try await Program.run(
                ["impact", "liveinsight-dev", "--json", "--config", lab.configuration, "--"]
                    + ["-target=aws_dynamodb_table.events"])
            #expect(run.code == 2, "\(run.output) \(run.errorOutput)")
            let document = try run.document()
            let changes = try #require(document["changes"] as? [[String: Any]])
            let first = try #require(changes.first)
            #expect(first["address"] as? String == "aws_dynamodb_table.events")
            #expect(first["action"] as? String == "replace" && first["loses_data"] as? Bool == true)
            #expect((first["forcing"] as? [String])?.contains("range_key") == true)
            #expect(first["tier"] as? String == "foundation" && first["protected"] as? Bool == true)
            let backups = try #require(first["backups"] as? [String: Any])
            let newest = try #require(backups["newest"] as? [String: Any])
            #expect(backups["count"] as? Int == 1 && newest["name"] as? String == "backup before")
            let restore = try #require(newest["restore"] as? String)
            #expect(
                restore.contains(
                    "restore-table-from-backup --target-table-name \(Lab.events) --backup-arn arn:"))
            #expect((newest["does_not_restore"] as? String)?.contains("TTL") == true)
            // No ledger yet: the state is in a file of this user.
            let copy = try #require(document["copy"] as? String)
            #expect(
                FileManager.default.contentsEqual(
                    atPath: copy, andPath: lab.stack.directory + "/terraform.tfstate"))
            #expect(try await lab.hasEvents())

            let plan = try #require(document["plan"] as? [String: Any])
            let apply = try #require(plan["apply"] as? String)
            let applied = try await Program.shell(
                "AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing \(apply)")
            #expect(applied.code == 0, "\(applied.errorOutput)")
            let state = try String(
                contentsOfFile: lab.stack.directory + "/terraform.tfstate", encoding: .utf8)
            #expect(state.contains("\"range_key\": \"received\""))
            try FileManager.default.removeItem(atPath: try #require(plan["directory"] as? String))
        }
    }
}
