import Foundation
import TestSupport
import Testing

/// The stored states of a stack that is changed while the service watches.
@Suite(.enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct SnapshotsTests {
    /// A script stores the state before it changes something, while the service runs. A lost state is no snapshot.
    private func labelBesideTheService(_ file: String, _ module: String) async throws {
        func snapshot() async throws -> Program {
            try await Program.run(["snapshot", "s", "--label", "before it", "--config", file])
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: module + "/terraform.tfstate"))
        let taken = try await snapshot()
        #expect(taken.code == 0, "\(taken.errorOutput)")
        #expect(
            taken.output.contains(
                /^snapshot \d+ of s: serial \d+, label before it$/.anchorsMatchLineEndings()))
        let state = URL(fileURLWithPath: module + "/terraform.tfstate")
        #expect(try Data(contentsOf: state) == before)
        try Data().write(to: state)
        let lost = try await snapshot()
        try before.write(to: state)
        #expect(lost.code == 1 && lost.output == "")
        #expect(lost.errorOutput.hasPrefix("error: no snapshot of s was stored: "), "\(lost.errorOutput)")
        #expect(lost.errorOutput.split(separator: "\n").count == 1, "\(lost.errorOutput)")
    }

    /// What the dry run says is what the pruning does, and why the rest is kept.
    private func prune(_ file: String, newest: Int) async throws {
        func prune(_ arguments: String...) async throws -> [String: Any] {
            let pruned = try await Program.run(
                ["snapshots", "prune", "--json"] + arguments + ["--config", file])
            return try #require((try pruned.document()["stacks"] as? [[String: Any]])?.first)
        }
        let (dry, done) = (try await prune("--dry-run"), try await prune("s"))
        #expect(dry["removed"] as? [Int] == done["removed"] as? [Int])
        #expect(dry["removed"] as? [Int] == [])
        let kept = try #require(done["kept"] as? [[String: Any]])
        let reasons = kept.first { $0["id"] as? Int == newest }?["reasons"] as? [String]
        #expect(reasons?.prefix(2) == ["believed", "label before it"], "\(kept)")
    }

    @Test func differencesAreNamedAndDamageIsFound() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: "")
            try await lab.apply(module)
            let file = lab.directory + "/terrier.yaml"
            let ledger = lab.directory + "/var/ledger.sqlite"
            try """
            interval: 1s
            ledger: \(ledger)
            stacks:
              - {name: s, directory: \(module), account: "123456789012", region: us-east-1, endpoint: \(lab.endpoint)}

            """.write(toFile: file, atomically: true, encoding: .utf8)
            try await RunningService.with(file) { service in
                try await service.waitFor(" stored: 2 resources, ")
                let code = try String(contentsOfFile: module + "/main.tf", encoding: .utf8)
                try code.replacing("count = 2", with: "count = 3")
                    .replacing("input = terraform.workspace", with: "input = \"of-a-test\"")
                    .write(toFile: module + "/main.tf", atomically: true, encoding: .utf8)
                try await lab.apply(module)
                // Terraform writes the state several times, and not each is seen.
                try await service.waitFor(" stored: 3 resources, ")
                try await labelBesideTheService(file, module)
            }
            func snapshots(_ arguments: String...) async throws -> Program {
                try await Program.run(["snapshots"] + arguments + ["--config", file])
            }
            let listed =
                try await snapshots("list", "s", "--json").document()["snapshots"] as? [[String: Any]]
            let newest = try #require(listed?.first?["id"] as? Int)
            let diff = try await snapshots("diff", "1", "\(newest)")
            for line in [
                "added", "terraform_data.each[2]", "changed", "terraform_data.each[0]: input, output",
            ] {
                #expect(diff.output.contains(line), "\(diff.output) \(diff.errorOutput)")
            }
            #expect(!diff.output.contains("of-a-test"))
            #expect(try await snapshots("diff", "s").code == 0)
            #expect(try await snapshots("diff", "1").code == 1)

            #expect(listed?.first?["label"] as? String == "before it")
            #expect(listed?.first?["types"] as? [String: Int] == ["terraform_data": 3])
            #expect((listed?.first?["terraform_version"] as? String)?.hasPrefix("1.") == true)
            try await prune(file, newest: newest)
            let count = listed?.count ?? 0
            let whole = try await snapshots("verify")
            #expect(whole.code == 0 && whole.output.contains("\(count) of \(count) snapshots are whole"))
            let damage = try await Program.shell(
                """
                python3 - <<'END'
                import sqlite3
                ledger = sqlite3.connect("\(ledger)")
                ledger.execute("UPDATE snapshots SET sha256 = '00' WHERE id = 1")
                ledger.execute("UPDATE snapshot_bodies SET body = x'00' WHERE snapshot = \(newest)")
                ledger.commit()
                END
                """)
            #expect(damage.errorOutput == "")
            // The rest of the status is printed nevertheless.
            let status = try await Program.run(["status", "--config", file])
            #expect(status.code == 0, "\(status.errorOutput)")
            #expect(status.output.contains("  snapshot \(newest) is damaged and is not returned: "))
            #expect(status.output.contains("  no open incident"), "\(status.output)")
            let damaged = try await snapshots("verify", "s")
            #expect(damaged.code == 1, "\(damaged.output)")
            #expect(
                damaged.errorOutput.contains("snapshot 1 of s: its hash is another"), "\(damaged.errorOutput)"
            )
        }
    }
}
