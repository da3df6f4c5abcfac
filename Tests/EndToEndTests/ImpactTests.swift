import Foundation
import TestSupport
import Testing

/// `terrier impact` with the real Terraform, on stacks without a provider.
@Suite(.enabled(if: Requirement.has(.terraform), "needs Terraform"))
struct ImpactTests {
    private struct Place {
        var directory: String
        var module: String { directory + "/module" }
        var file: String { directory + "/terrier.yaml" }
        var state: String { module + "/terraform.tfstate" }

        func write(_ code: String) throws {
            try code.write(toFile: module + "/main.tf", atomically: true, encoding: .utf8)
        }

        func impact(_ arguments: String...) async throws -> Program { try await impact(arguments) }

        func impact(_ arguments: [String]) async throws -> Program {
            var environment = Lab.environment
            environment["TMPDIR"] = directory
            return try await Program.run(
                ["impact", "s", "--config", file] + arguments, environment: environment)
        }

        /// The directories of plans that are left.
        func left() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: directory).filter {
                $0.hasPrefix("terrier-impact")
            }
        }

        func mode(_ path: String) throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return attributes[.posixPermissions] as? Int ?? 0
        }
    }

    private static let code = """
        variable "word" { default = "one" }
        resource "terraform_data" "each" {
          count            = 3
          input            = var.word
          triggers_replace = "t"
        }

        """

    private static func with(_ body: (Place) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let place = Place(directory: directory)
            try FileManager.default.createDirectory(
                atPath: place.module + "/.terraform/providers", withIntermediateDirectories: true)
            try place.write(Self.code)
            let applied = try await Program.shell(
                "cd '\(place.module)' && terraform init && terraform apply -auto-approve")
            #expect(applied.code == 0, "\(applied.errorOutput)")
            try """
            interval: 1s
            ledger: \(directory)/var/ledger.sqlite
            stacks:
              - {name: s, directory: \(place.module), guardrails: {protect: ["terraform_data.each[2]"]}}

            """.write(toFile: place.file, atomically: true, encoding: .utf8)
            try await body(place)
        }
    }

    /// Without a ledger the state is copied to a file.
    @Test func planIsKeptForThePersonAndTheCommandAppliesIt() async throws {
        try await Self.with { place in
            let none = try await place.impact()
            #expect(none.code == 0 && none.output.contains("s: nothing is deleted or replaced: no changes"))
            for directory in try place.left() {
                try FileManager.default.removeItem(atPath: "\(place.directory)/\(directory)")
            }

            let updated = try await place.impact("--", "-var", "word=pw-of-a-person")
            #expect(updated.code == 1 && updated.output.contains("3 to update"), "\(updated.output)")
            #expect(updated.output.contains("in protect") && updated.output.contains("changes input, output"))
            #expect(!(updated.output + updated.errorOutput).contains("pw-of-a-person"))
            // Not on a terminal.
            #expect(!updated.output.contains("\u{1B}"))
            let left = try #require(try place.left().first)
            let directory = "\(place.directory)/\(left)"
            #expect(try place.mode(directory) == 0o700 && place.mode(directory + "/plan") == 0o600)
            let copy = try #require(
                try FileManager.default.contentsOfDirectory(atPath: directory).first {
                    $0.hasSuffix(".tfstate")
                })
            #expect(try place.mode("\(directory)/\(copy)") == 0o600)
            #expect(
                FileManager.default.contentsEqual(atPath: "\(directory)/\(copy)", andPath: place.state))
            #expect(updated.output.contains("and not to the ledger: "))

            let command = try #require(
                updated.output.split(separator: "\n").first { $0.contains(" -chdir=") })
            let applied = try await Program.shell(String(command))
            #expect(applied.code == 0, "\(applied.errorOutput)")
            #expect(try String(contentsOfFile: place.state, encoding: .utf8).contains("pw-of-a-person"))
            // The state is another one now.
            #expect(try await Program.shell(String(command)).code == 1)
        }
    }

    @Test func replacementsDeletionsAndFaultsHaveTheirExitCodes() async throws {
        try await Self.with { place in
            try place.write(Self.code.replacing("\"t\"", with: "\"u\"").replacing("= 3", with: "= 2"))
            let replaced = try await place.impact("--json", "--", "-refresh=false")
            #expect(replaced.code == 1, "\(replaced.errorOutput)")
            let document = try replaced.document()
            #expect(document["verdict"] as? String == "attention")
            let changes = try #require(document["changes"] as? [[String: Any]])
            #expect(changes.compactMap { $0["action"] as? String } == ["replace", "replace", "delete"])
            #expect(changes[0]["forcing"] as? [String] == ["triggers_replace"])
            #expect(changes[2]["reason"] as? String == "count is smaller")
            #expect(changes[2]["protected"] as? Bool == true)
            #expect((document["plan"] as? [String: Any])?["apply"] is String)

            let count = try place.left().count
            for arguments in [["-out=x"], ["-lock=true"], ["-parallelism=1"], ["x"]] {
                let refused = try await place.impact(["--"] + arguments)
                #expect(refused.code == 64 && refused.errorOutput.split(separator: "\n").count == 1)
            }
            try place.write("resource {}")
            let failed = try await place.impact("--json")
            #expect(failed.code == 3)
            #expect(try failed.document()["verdict"] as? String == "unknown")
            // The copy of the state stays, the plan does not.
            let copy = try #require(try failed.document()["copy"] as? String)
            #expect(FileManager.default.fileExists(atPath: copy))
            #expect(
                !FileManager.default.fileExists(
                    atPath: (copy as NSString).deletingLastPathComponent + "/plan"))
            #expect(try place.left().count == count + 1)
        }
    }

    @Test func planOfALostStateIsCalledThat() async throws {
        try await Self.with { place in
            try await RunningService.with(place.file) { service in
                _ = try await service.waitFor(" stored: 3 resources, ")
            }
            // The service has stored it.
            let known = try await place.impact("--json")
            #expect(try known.document()["snapshot"] as? Int == 1)
            let end = try #require(try known.document()["snapshot_kept_until"] as? String)
            let listed = try await Program.run(["snapshots", "list", "s", "--config", place.file])
            #expect(end.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil)
            #expect(listed.output.contains("impact 20"), "\(listed.output)")
            // An older apply put an empty state of another lineage in the place.
            try
                #"{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[]}"#
                .write(toFile: place.state, atomically: true, encoding: .utf8)
            let emptied = try await place.impact()
            #expect(emptied.code == 2)
            for words in [
                "s: the state is lost: the plan would create 3 of the 3 resources a second time",
                "terrier repair restore-state s --dry-run", "not to the ledger: it is not believed: ",
            ] { #expect(emptied.output.contains(words), "\(emptied.output)") }
            #expect(!emptied.output.contains("-chdir="))

            try FileManager.default.removeItem(atPath: place.state)
            let gone = try await place.impact("--json")
            #expect(gone.code == 2)
            let lost = try #require(try gone.document()["lost_state"] as? [String: Any])
            #expect(lost["resources"] as? Int == 3 && lost["created_again"] == nil)
            // A look makes nothing.
            #expect(!FileManager.default.fileExists(atPath: place.state))
        }
    }
}
