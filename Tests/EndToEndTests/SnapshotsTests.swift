import Foundation
import TestSupport
import Testing

/// The stored states of a stack that is changed while the service watches.
@Suite(.enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct SnapshotsTests {
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

            let count = listed?.count ?? 0
            let whole = try await snapshots("verify")
            #expect(whole.code == 0 && whole.output.contains("\(count) of \(count) snapshots are whole"))
            let damage = try await Program.shell(
                """
                python3 - <<'END'
                import sqlite3
                ledger = sqlite3.connect("\(ledger)")
                ledger.execute("UPDATE snapshots SET sha256 = '00' WHERE id = 1")
                ledger.commit()
                END
                """)
            #expect(damage.errorOutput == "")
            let damaged = try await snapshots("verify", "s")
            #expect(damaged.code == 1, "\(damaged.output)")
            #expect(
                damaged.errorOutput.contains("snapshot 1 of s: its hash is another"), "\(damaged.errorOutput)"
            )
        }
    }
}
