import Commands
import Demo
import Foundation
import TestSupport
import Testing

/// Bad input and bad responses: each gives one clear line, both databases stay intact, and no repair starts.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform, .python), "needs Terraform and python3"))
struct FaultTests {
    private static let configuration = """
        interval: 1s
        mode: act
        ledger: @STATE@/ledger.sqlite
        stacks:
          - name: s
            directory: @DIRECTORY@
            binary: @BINARY@
            account: "123456789012"
            region: us-east-1
            endpoint: @ENDPOINT@
            tiers: [{name: foundation, addresses: ["aws_dynamodb_table.*"]}]
            rules:
              - {name: lost, when: tier.foundation.missing > 0, severity: critical, respond: emergency-deploy}
              - {name: shrunk, when: resources.drop > 10%, respond: emergency-deploy}
            guardrails: {settle: 0 cycles, cooldown: 0s}
        """

    /// A state with one table, as a local backend stores it.
    private static let state = """
        {"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"11111111-2222-3333-4444-555555555555","outputs":{},"resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"events","provider":"provider[\\"registry.terraform.io/hashicorp/aws\\"]",
        "instances":[{"schema_version":1,"attributes":{"name":"e","id":"e","password":"hunter2","arn":"arn:aws:dynamodb:us-east-1:123456789012:table/e"}}]}]}
        """

    struct Place: Sendable {
        var directory: String
        var stack: String { directory + "/stack" }
        var file: String { directory + "/terrier.yaml" }

        func write(_ text: String, to name: String) throws {
            try text.write(toFile: stack + "/" + name, atomically: true, encoding: .utf8)
        }

        func configure(endpoint: String, binary: String = "terraform", directory: String? = nil) throws {
            var text = FaultTests.configuration
            for (mark, value) in [
                ("@STATE@", self.directory + "/var"), ("@DIRECTORY@", directory ?? stack),
                ("@BINARY@", binary),
                ("@ENDPOINT@", endpoint),
            ] {
                text = text.replacing(mark, with: value)
            }
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }

        /// Writes a script that runs instead of Terraform.
        func fakeTerraform(_ script: String) throws -> String {
            let path = directory + "/fake-terraform"
            try "#!/bin/bash\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return path
        }
    }

    private func with(_ body: (Place) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let place = Place(directory: directory)
            try FileManager.default.createDirectory(atPath: place.stack, withIntermediateDirectories: true)
            try place.write(Self.state, to: "terraform.tfstate")
            try place.configure(endpoint: "http://127.0.0.1:1")
            try await body(place)
        }
    }

    /// Runs `check` once: the result is unknown, nothing is missing, the fault is printed in one line, and no secret is printed.
    private func expectUnknown(
        _ place: Place, printing words: String, environment: [String: String] = Lab.environment
    ) async throws {
        let program = try await Program.run(
            ["check", "--json", "--config", place.file], environment: environment)
        #expect(program.code == 3, "\(program.output) \(program.errorOutput)")
        let stack = try #require((try program.document()["stacks"] as? [[String: Any]])?.first)
        #expect((stack["missing"] as? [String])?.isEmpty == true)
        #expect(program.output.contains(words), "\(program.output)")
        #expect(!(program.output + program.errorOutput).contains("hunter2"))
    }

    /// Runs the service for a few cycles: no repair begins, and the ledger can be read afterwards.
    private func expectNoRepair(_ place: Place, environment: [String: String] = Lab.environment) async throws
    {
        try await RunningService.with(place.file, environment: environment) { service in
            try await service.waitFor("unknown:")
            try await service.waitForCycles(3, of: "s", in: place.directory + "/var/ledger.sqlite")
            #expect(await !service.said("begins"))
            #expect(await !service.lines.joined().contains("hunter2"))
        }
        #expect(!FileManager.default.fileExists(atPath: place.directory + "/var/repairs.sqlite"))
        let status = try await Program.run(["status", "--json", "--config", place.file])
        #expect(status.code == 0, "\(status.errorOutput)")
    }

    @Test func missingConfigurationIsReported() async throws {
        for arguments in [
            ["check"], ["run"], ["validate"], ["status"], ["snapshots", "list"], ["incidents", "list"],
        ] {
            let program = try await Program.run(arguments + ["--config", "/no/such/terrier.yaml"])
            #expect(program.code == 78)
            #expect(
                program.errorOutput
                    == "error: /no/such/terrier.yaml: there is no such file; write it, or name another with --config\n"
            )
        }
    }

    @Test func faultsOfTheConfigurationAreReportedAsJSON() async throws {
        try await with { place in
            try place.configure(endpoint: "http://127.0.0.1:1")
            let text = try String(contentsOfFile: place.file, encoding: .utf8)
            try (text + "\nnonsense: 1\n").write(toFile: place.file, atomically: true, encoding: .utf8)
            let program = try await Program.run(["validate", "--json", "--config", place.file])
            #expect(program.code == 78)
            let faults = try #require(try program.document()["faults"] as? [[String: Any]])
            #expect(
                faults.contains { ($0["message"] as? String)?.contains("unknown key 'nonsense'") == true })
        }
    }

    @Test func missingDirectoryMakesTheStateUnknown() async throws {
        try await with { place in
            try place.configure(endpoint: "http://127.0.0.1:1", directory: "/no/such/directory")
            try await expectUnknown(place, printing: "/no/such/directory: no such directory")
            // The reason is printed once for the signals that depend on the state, and again after a known value.
            let text = try await Program.run(["check", "--config", place.file]).output
            #expect(text.contains("resources.count            unknown (as above)"), "\(text)")
            #expect(text.contains("aws.unhealthy              unknown (failed: /no/such"), "\(text)")
        }
    }

    @Test func missingStateIsUnknownAndStartsNoRepair() async throws {
        try await with { place in
            try FileManager.default.removeItem(atPath: place.stack + "/terraform.tfstate")
            try await expectUnknown(place, printing: "returns no state")
            try await expectNoRepair(place)
        }
    }

    @Test func unsavedStateIsNamedByEveryLook() async throws {
        try await with { place in
            try place.write(
                #"{"version":4,"serial":8,"lineage":"11111111","resources":[{"mode":"managed","type":"aws_sqs_queue","name":"second","instances":[{"attributes":{"policy":"hunter2"}}]}]}"#,
                to: "errored.tfstate")
            try await expectUnknown(place, printing: "aws_sqs_queue.second")
            let program = try await Program.run(["check", "--json", "--config", place.file])
            let stack = try #require((try program.document()["stacks"] as? [[String: Any]])?.first)
            let unsaved = try #require(stack["unsaved_state"] as? [String: Any])
            #expect(unsaved["more"] as? [String] == ["aws_sqs_queue.second"])
            #expect(unsaved["serial"] as? Int == 8 && unsaved["backend_serial"] as? Int == 7)
            _ = try await RunningService.with(place.file) { service in
                try await service.waitFor("errored.tfstate: an apply could not save its state")
            }
            let status = try await Program.run(["status", "--config", place.file])
            #expect(status.output.contains("aws_sqs_queue.second"), "\(status.output)")
        }
    }

    @Test func directoryWithoutCodeIsNamedByValidateAndCheck() async throws {
        try await with { place in
            let directory = place.stack + "-terragrunt"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            try "terraform {}".write(
                toFile: directory + "/terragrunt.hcl", atomically: true, encoding: .utf8)
            try place.configure(endpoint: "http://127.0.0.1:1", directory: directory)
            let words = "\(directory): no Terraform code here, only terragrunt.hcl"
            try await expectUnknown(place, printing: words)
            let validate = try await Program.run(["validate", "--config", place.file])
            #expect(validate.code == 0 && validate.errorOutput.contains(words), "\(validate.errorOutput)")
            let json = try await Program.run(["validate", "--json", "--config", place.file])
            let directories = try #require(try json.document()["directories"] as? [String])
            #expect(directories.count == 1 && directories[0].contains(words))
        }
    }

    @Test func missingTerraformMakesTheStateUnknown() async throws {
        try await with { place in
            try place.configure(endpoint: "http://127.0.0.1:1", binary: "no-such-terraform")
            try await expectUnknown(place, printing: "no-such-terraform: not found; install Terraform")
        }
    }

    @Test func backendThatIsNotInitialisedIsReported() async throws {
        try await with { place in
            try place.write(
                "terraform {\n  backend \"s3\" {\n    bucket = \"b\"\n    key = \"k\"\n    region = \"us-east-1\"\n  }\n}",
                to: "main.tf")
            try await expectUnknown(place, printing: "run 'terraform init' in \(place.stack)")
        }
    }

    @Test(arguments: [
        ("{\"version\":4,\"serial\":7,", "torn or corrupt"), ("not JSON at all", "torn or corrupt"),
        ("", "no state"),
        ("{\"version\":99,\"serial\":1,\"lineage\":\"l\"}", "torn or corrupt"),
    ])
    func invalidStateIsUnknown(row: (String, String)) async throws {
        try await with { place in
            try place.write(row.0, to: "terraform.tfstate")
            try await expectUnknown(place, printing: row.1)
        }
    }

    @Test(arguments: [
        ("echo '{\"version\":3,\"serial\":1,\"lineage\":\"l\",\"modules\":[]}'", "format version 3"),
        ("echo '<html>'", "not complete JSON"), ("kill -9 $$", "killed by signal 9"),
        ("head -c 1073741824 /dev/zero | tr '\\0' ' '", "more than the limit"),
        ("echo hunter2 >&2; exit 1", "state pull of s failed"),
    ])
    func unusableOutputOfTerraformIsUnknown(row: (String, String)) async throws {
        try await with { place in
            try place.configure(endpoint: "http://127.0.0.1:1", binary: try place.fakeTerraform(row.0))
            let program = try await Program.run(["check", "--json", "--config", place.file])
            #expect(program.code == 3)
            #expect(program.output.contains(row.1), "\(program.output)")
        }
    }

    @Test func stateWithAnotherLineageOrLowerSerialIsNotBelieved() async throws {
        try await with { place in
            try await RunningService.with(place.file) { service in
                try await service.waitFor("snapshot of serial 7 stored")
                try place.write(
                    Self.state.replacing("\"serial\":7", with: "\"serial\":6"), to: "terraform.tfstate")
                try await service.waitFor("went back from serial 7 to 6")
                try place.write(Self.state.replacing("11111111", with: "99999999"), to: "terraform.tfstate")
                try await service.waitFor("another lineage")
                // The state is lost: an apply without a state would create every resource a second time.
                try FileManager.default.removeItem(atPath: place.stack + "/terraform.tfstate")
                try await service.waitFor("returns no state")
                try await service.waitForCycles(2, of: "s", in: place.directory + "/var/ledger.sqlite")
                #expect(await !service.said("begins"))
            }
            let list = try await Program.run(["snapshots", "list", "--json", "--config", place.file])
            #expect((try list.document()["snapshots"] as? [[String: Any]])?.count == 1)
            let forget = try await Program.run(["snapshots", "forget", "s", "--config", place.file])
            #expect(forget.code == 0 && forget.output.contains("the next state will be believed"))
        }
    }

    @Test(arguments: [
        (FaultServer.Fault.throttled, "throttled"), (.html, "server error"), (.denied, "denied"),
        (.silent, "timed out"),
        (.xmlFromTheEdge, "denied"), (.garbage, "unreachable"), (.unknownNotFound, "not parsed"),
    ])
    func badResponsesOfAWSAreUnknown(row: (FaultServer.Fault, String)) async throws {
        try await with { place in
            try await FaultServer.with(row.0) { server in
                try place.configure(endpoint: server.url)
                try await expectUnknown(place, printing: "\"unknown\" : \"\(row.1)")
            }
        }
    }

    @Test func unreachableAWSStartsNoRepair() async throws {
        try await with { place in
            try await expectUnknown(place, printing: "\"unknown\" : \"unreachable")
            try await expectNoRepair(place)
        }
    }

    @Test func missingCredentialsStartNoRepair() async throws {
        try await with { place in
            var environment = Lab.environment
            environment["AWS_ACCESS_KEY_ID"] = nil
            try await expectUnknown(place, printing: "no credentials", environment: environment)
            try await expectNoRepair(place, environment: environment)
        }
    }

    @Test func databaseOfANewerVersionIsNotChanged() async throws {
        try await with { place in
            try await RunningService.with(place.file) { service in
                _ = try await service.waitFor("snapshot of serial 7 stored")
            }
            let path = place.directory + "/var/ledger.sqlite"
            let result = try await Commands.run(
                Command(
                    "sqlite3", [path, "INSERT INTO grdb_migrations VALUES ('99')"],
                    environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                    deadline: .seconds(10)))
            #expect(result.succeeded)
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let program = try await Program.run(["run", "--config", place.file])
            #expect(program.code == 1)
            #expect(program.errorOutput.hasPrefix("error: \(path): written by a newer version of terrier"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        }
    }

    @Test func fullDiskIsReportedAndStartsNoRepair() async throws {
        try await with { place in
            // A file system of 300 kB, in a separate mount namespace for the service.
            let script = """
                mkdir -p \(place.directory)/var && mount -t tmpfs -o size=300k tmpfs \(place.directory)/var
                head -c 200000 /dev/zero >\(place.directory)/var/filler 2>/dev/null
                said=\(place.directory)/said
                until_said() { for i in {1..300}; do if grep -q "$1" $said; then return; fi; sleep 0.1; done; }
                timeout 90 \(Machine.terrier) run --config \(place.file) >$said 2>&1 & pid=$!
                until_said 'snapshot of serial 7'
                head -c 300000 /dev/zero >\(place.directory)/var/more 2>/dev/null
                sed -i 's/"serial":7/"serial":8/' \(place.stack)/terraform.tfstate
                until_said 'disk is full'
                kill -TERM $pid; wait $pid
                cat $said
                rm \(place.directory)/var/filler \(place.directory)/var/more
                sqlite3 \(place.directory)/var/ledger.sqlite 'PRAGMA integrity_check'
                ls \(place.directory)/var
                """
            let result = try await Commands.run(
                Command(
                    "unshare", ["-m", "bash", "-c", script], environment: Lab.environment,
                    deadline: .seconds(150)))
            let output = String(decoding: result.output + result.errorOutput, as: UTF8.self)
            #expect(output.contains("disk is full"), "\(output)")
            #expect(output.contains("ok\n"), "\(output)")
            #expect(!output.contains("repairs.sqlite") && !output.contains("begins"), "\(output)")
        }
    }

    @Test func invalidRepairRequestIsRefused() async throws {
        try await with { place in
            for (input, why) in [
                ("", "not a repair request"), ("{}", "not a repair request"),
                ("nonsense", "not a repair request"),
                (String(repeating: "x", count: 2 << 20), "the request is longer than 1 MiB"),
            ] {
                let program = try await Program.run(["repairer", "--config", place.file], input: input)
                #expect(
                    program.code == 64 && program.errorOutput.hasPrefix("error: standard input: \(why)"),
                    "\(program.errorOutput)")
            }
            let foreign =
                #"{"version":3,"stack":"other","kind":"emergency-deploy","rule":"r","addresses":[],"apply":true,"requestedBy":"x","configuration":"y","askedAt":{"boot":"b","wall":0,"uptime":[0,0]}}"#
            let refused = try await Program.run(["repairer", "--config", place.file], input: foreign)
            #expect(refused.code == 4 && refused.output.contains("no stack 'other'"))
            let old = try await Program.run(
                ["repairer", "--config", place.file], input: foreign.replacing("\"other\"", with: "\"s\""))
            #expect(old.code == 4 && old.output.contains("reload terrier first"), "\(old.output)")
            #expect(old.output.contains("ago: send a new request"), "\(old.output)")
            // Without a configuration the repairer does nothing, and exits with 78 like every command.
            let unconfigured = try await Program.run(
                ["repairer", "--config", "/no/such/terrier.yaml"], input: foreign)
            #expect(unconfigured.code == 78, "\(unconfigured.errorOutput)")
            #expect(unconfigured.errorOutput.hasPrefix("error: /no/such/terrier.yaml: there is no such file"))
            #expect(unconfigured.output.contains("the configuration has faults"))
            // A request that does not come from a person cannot claim the rights of one.
            for claim in [#""why":"I am a person""#, #""why":"","incident":"s-1""#] {
                let claimed = foreign.replacing("\"other\"", with: "\"s\"")
                    .replacing("\"kind\"", with: claim + ",\"kind\"")
                let rejected = try await Program.run(["repairer", "--config", place.file], input: claimed)
                #expect(
                    rejected.code == 64 && rejected.output.contains("only a person may give a reason"),
                    "\(rejected.output)")
                #expect(rejected.output.contains("\"repair\":\"none\""))
            }
        }
    }
}
