import Decisions
import Foundation
import Ledger
import Terraform
import TestSupport
import Testing

/// What `validate` and `status` print about tiers, compared with a state in the ledger.
@Suite struct TierTests {
    private static let configuration = """
        ledger: @LEDGER@
        stacks:
          - name: s
            directory: /srv/s
            tiers:
              - name: foundation
                addresses: [aws_iam_role.r, "aws_dynamodb_table.*"]
              - name: service
                addresses: ["aws_lambda_*.*", "*.both"]
        """

    private static let state = """
        {"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"11111111-2222-3333-4444-555555555555","resources":[
        {"mode":"managed","type":"aws_iam_role","name":"r","instances":[{"attributes":{"password":"hunter2"}}]},
        {"mode":"managed","type":"aws_iam_role_policy","name":"p","instances":[{"attributes":{},"dependencies":["aws_iam_role.r"]}]},
        {"mode":"managed","type":"aws_dynamodb_table","name":"both","instances":[{"attributes":{}}]},
        {"mode":"managed","type":"aws_sqs_queue","name":"alone","instances":[{"attributes":{}}]}]}
        """

    private func with(_ body: (String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let file = directory + "/terrier.yaml"
            try Self.configuration.replacing("@LEDGER@", with: directory + "/var/ledger.sqlite").write(
                toFile: file, atomically: true, encoding: .utf8)
            let ledger = try await Ledger.open(directory + "/var/ledger.sqlite")
            let state = try State(parsing: Array(Self.state.utf8), stack: "s")
            let now = Timestamp(seconds: 1_772_334_000)
            let believed = BelievedState(
                identity: state.identity, addresses: state.managed.map(\.address), seen: now)
            var cycle = CycleRecord(
                stack: "s", at: now, state: (believed, state.raw),
                readings: [
                    .known(.missing(ofTier: "foundation"), 1),
                    Reading(.missing(ofTier: "service"), .unknown(Unknown(.denied, "dynamodb"))),
                ],
                watch: Watch(), alarms: "{}", opened: [], closed: [], keepReadings: .seconds(3600))
            cycle.sights = Sights()
            try await ledger.record(cycle)
            await ledger.close()
            try await body(file)
        }
    }

    @Test func validateWarnsAboutTiersThatDoNotFitTheState() async throws {
        try await with { file in
            let program = try await Program.run(["validate", "--config", file])
            #expect(program.code == 0)
            #expect(program.output == "\(file): no faults, 1 stack\n")
            let state = "the newest believed state of s (serial 7)"
            #expect(
                program.errorOutput.split(separator: "\n").map(String.init) == [
                    "warning: \(file):7:21: aws_iam_role_policy.p is in no tier, and depends on aws_iam_role.r of tier 'foundation', in \(state); add it to a tier",
                    "warning: \(file):9:21: 'aws_lambda_*.*' of tier 'service' matches nothing in \(state); correct it, or remove it",
                    "warning: \(file):9:39: '*.both' of tier 'service' covers addresses of tier 'foundation' in \(state): aws_dynamodb_table.both; narrow one of them",
                ])
            let json = try await Program.run(["validate", "--json", "--config", file])
            #expect(json.code == 0 && json.errorOutput.isEmpty)
            let warnings = try #require(try json.document()["warnings"] as? [[String: Any]])
            #expect(warnings.map { $0["line"] as? Int } == [7, 9, 9])
            #expect(warnings.map { $0["column"] as? Int } == [21, 21, 39])
            #expect((try json.document()["faults"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func withoutAStateValidatePrintsNoWarning() async throws {
        try await Machine.withDirectory { directory in
            let file = directory + "/terrier.yaml"
            try Self.configuration.replacing("@LEDGER@", with: directory + "/ledger.sqlite").write(
                toFile: file, atomically: true, encoding: .utf8)
            let quiet = try await Program.run(["validate", "--config", file])
            #expect(quiet.code == 0 && quiet.errorOutput.isEmpty)
            try "no database, and long enough to be looked at".write(
                toFile: directory + "/ledger.sqlite", atomically: true, encoding: .utf8)
            let note = try await Program.run(["validate", "--config", file])
            #expect(note.code == 0)
            #expect(note.errorOutput.hasPrefix("note: the tiers are not compared with a state: "))
            #expect(note.errorOutput.contains("ledger.sqlite: this is not a SQLite database"))
        }
    }

    @Test func statusShowsMissingAddressesAndOpenEndsOfTiers() async throws {
        try await with { file in
            let program = try await Program.run(["status", "--config", file])
            #expect(program.code == 0, "\(program.errorOutput)")
            let lines = program.output.split(separator: "\n").map(String.init)
            #expect(lines.contains("  tier foundation: 1 of 2 addresses missing"), "\(program.output)")
            #expect(
                lines.contains { $0.hasPrefix("  tier service: 1 address, unknown how many are missing (") })
            #expect(lines.contains("  dependency aws_iam_role_policy.p: in no tier, needs aws_iam_role.r"))
            let json = try await Program.run(["status", "--json", "--config", file])
            let stack = try #require((try json.document()["stacks"] as? [[String: Any]])?.first)
            let tiers = try #require(stack["tiers"] as? [[String: Any]])
            #expect(tiers.map { $0["complete"] as? Bool } == [false, false])
            #expect(tiers.map { $0["missing"] as? Int } == [1, nil])
            #expect((stack["open_ends"] as? [Any])?.count == 1)
        }
    }
}
