import Decisions
import Foundation
import Ledger
import Terraform
import TestSupport
import Testing

/// `terrier policy` without AWS and without Terraform.
@Suite struct PolicyCommandTests {
    private static let state = """
        {"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"11111111-2222-3333-4444-555555555555","resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"t","instances":[{"attributes":{"name":"t","password":"hunter2",
         "arn":"arn:aws:dynamodb:eu-west-1:123456789012:table/t"}}]},
        {"mode":"managed","type":"aws_backup_vault","name":"q","instances":[{"attributes":{}}]}]}
        """

    /// A configuration with two stacks whose directories do not exist.
    private func with(_ body: (_ file: String, _ ledger: String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let (file, ledger) = (directory + "/terrier.yaml", directory + "/var/ledger.sqlite")
            try """
            ledger: \(ledger)
            stacks:
              - {name: one, directory: \(directory)/one}
              - {name: two, directory: \(directory)/two}
            """.write(toFile: file, atomically: true, encoding: .utf8)
            try await body(file, ledger)
        }
    }

    /// Stores a believed state as the service does.
    private func believe(_ stack: String, in path: String) async throws {
        let ledger = try await Ledger.open(path)
        let state = try State(parsing: Array(Self.state.utf8), stack: stack)
        let now = Timestamp(seconds: 1_772_334_000)
        let believed = BelievedState(
            identity: state.identity, addresses: state.managed.map(\.address), seen: now)
        try await ledger.record(
            CycleRecord(
                stack: stack, at: now, state: (believed, state.raw), readings: [], watch: Watch(),
                alarms: "{}",
                opened: [], closed: [], keepReadings: .seconds(3600)))
        await ledger.close()
    }

    @Test func policyIsMadeFromTheBelievedState() async throws {
        try await with { file, ledger in
            try await believe("one", in: ledger)
            let program = try await Program.run(["policy", "watcher", "one", "--config", file])
            #expect(program.code == 0)
            let policy = try PrintedPolicy(program.output)
            #expect(policy.version == "2012-10-17")
            #expect(
                policy.entries.map(\.description).contains(
                    "dynamodb:DescribeTable on arn:aws:dynamodb:eu-west-1:123456789012:table/t"))
            #expect(
                program.errorOutput
                    == "warning: one: of aws_backup_vault both policies have only Terrier's own read: add what the provider needs to refresh and to change aws_backup_vault.q\n"
            )
            #expect(!program.output.contains("hunter2"))
        }
    }

    @Test func bothPoliciesArePrintedWithoutARole() async throws {
        try await with { file, ledger in
            try await believe("one", in: ledger)
            let both = try await Program.run(["policy", "one", "--config", file]).document()
            #expect(both.keys.sorted() == ["repairer", "watcher"])
        }
    }

    @Test func noPolicyIsPrintedIfAStackHasNoState() async throws {
        try await with { file, ledger in
            try await believe("one", in: ledger)
            let program = try await Program.run(["policy", "watcher", "--config", file])
            #expect(program.code == 1)
            #expect(program.output.isEmpty)
            let lines = program.errorOutput.split(separator: "\n")
            #expect(lines.count == 1)
            #expect(
                lines.first?.hasPrefix("error: ") == true
                    && lines.first?.contains("/two: no such directory") == true)
        }
    }

    @Test func faultsOfTheConfigurationExitWith78() async throws {
        try await with { file, _ in
            try "stacks: []\nmodee: act".write(toFile: file, atomically: true, encoding: .utf8)
            let program = try await Program.run(["policy", "--config", file])
            #expect(program.code == 78)
            #expect(program.output.isEmpty)
            let stranger = try await Program.run(["policy", "repairer", "three", "--config", file])
            #expect(stranger.code == 78)
        }
    }
}
