import Foundation
import TestSupport
import Testing

/// A service that keeps copies of its snapshots in a bucket, and a new machine that gets them back.
@Suite(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto")) struct ArchiveTests {
    @Test func snapshotsOutliveTheMachineAndABucketWithoutVersionsIsNamedOnce() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module("m", backend: BackendLab.s3("live.tfstate"))
            try await lab.apply(module)
            func configuration(_ machine: String) throws -> String {
                let file = "\(lab.directory)/\(machine).yaml"
                try """
                interval: 1s
                ledger: \(lab.directory)/\(machine)/ledger.sqlite
                archive: s3://\(BackendLab.bucket)/copies
                stacks:
                  - {name: s, directory: \(module), account: "123456789012", region: us-east-1, endpoint: \(lab.endpoint)}

                """.write(toFile: file, atomically: true, encoding: .utf8)
                return file
            }
            let environment = lab.environment()
            let (old, new) = (try configuration("old"), try configuration("new"))
            let warning = "the backend's bucket \(BackendLab.bucket) has no versioning"
            try await RunningService.with(old, environment: environment) { service in
                try await service.waitFor(" stored: 2 resources, ")
                try await service.waitFor(warning)
            }
            var fetched = try await Program.run(
                ["snapshots", "fetch", "--json", "--config", new], environment: environment)
            try await RunningService.with(old, environment: environment) { service in
                // The service copies when it starts; there is no event for it.
                for _ in 0..<60 where !fetched.output.contains("\"fetched\" : 1") {
                    try await Task.sleep(for: .milliseconds(500))
                    fetched = try await Program.run(
                        ["snapshots", "fetch", "--json", "--config", new], environment: environment)
                    #expect(fetched.code == 0, "\(fetched.errorOutput)")
                }
                #expect(await !service.lines.contains { $0.contains(warning) })
            }
            #expect(fetched.output.contains("\"believed_serial\" : "), "\(fetched.output)")
            let again = try await Program.run(
                ["snapshots", "fetch", "s", "--config", new], environment: environment)
            #expect(again.output == "s: 0 of 1 archived snapshots fetched, 1 were there\n")
            for file in [old, new] {
                let verified = try await Program.run(["snapshots", "verify", "--config", file])
                #expect(verified.output == "1 of 1 snapshots are whole\n", "\(verified.errorOutput)")
            }
            let copy = "\(lab.directory)/copy.tfstate"
            _ = try await Program.run(["snapshots", "export", "1", "--output", copy, "--config", new])
            #expect(try String(contentsOfFile: copy, encoding: .utf8) == (try await lab.text("live.tfstate")))
            let status = try await Program.run(["status", "--config", old], environment: environment)
            #expect(status.output.contains("the bucket \(BackendLab.bucket) does not keep earlier versions"))
            #expect(
                status.output.contains("archive s3://\(BackendLab.bucket)/copies: every snapshot is copied"))
        }
    }

    @Test func fetchWithoutAnArchiveSaysWhichKeyIsMissing() async throws {
        try await Machine.withDirectory { directory in
            let file = directory + "/terrier.yaml"
            try """
            ledger: \(directory)/ledger.sqlite
            stacks:
              - {name: s, directory: \(directory)}

            """.write(toFile: file, atomically: true, encoding: .utf8)
            let fetched = try await Program.run(["snapshots", "fetch", "--config", file])
            #expect(fetched.code == 78 && fetched.errorOutput.contains("the configuration has no 'archive:'"))
        }
    }
}
