import Commands
import Foundation
import TestSupport
import Testing

/// A signal interrupts a command that only reads: the command leaves no file and no process, and ends by that signal.
@Suite struct InterruptionTests {
    struct Place: Sendable {
        var directory: String
        var file: String { directory + "/terrier.yaml" }
        var temporary: String { directory + "/tmp" }
        /// A script that runs instead of Terraform and as the notify command: it writes its process id, then sleeps for 600 s.
        var hanging: String { directory + "/hanging" }
        var credentials: String { directory + "/credentials" }

        init(_ directory: String) throws {
            self.directory = directory
            try FileManager.default.createDirectory(
                atPath: directory + "/stack", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
            try """
            #!/bin/bash
            [ -z "$AWS_SHARED_CREDENTIALS_FILE" ] || cp "$AWS_SHARED_CREDENTIALS_FILE" \(credentials)
            echo $$ > \(directory)/pid.new; mv \(directory)/pid.new \(directory)/pid
            exec sleep 600
            """.write(toFile: hanging, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hanging)
            try """
            ledger: \(directory)/var/ledger.sqlite
            notify: [{command: [\(hanging)]}]
            stacks:
              - {name: s, directory: \(directory)/stack, binary: \(hanging), region: us-east-1, endpoint: "http://127.0.0.1:1"}
            """.write(toFile: file, atomically: true, encoding: .utf8)
        }

        /// Waits for the hanging process, and returns its id.
        func pid() async throws -> Int32 {
            for _ in 0..<600 {
                if let text = try? String(contentsOfFile: directory + "/pid", encoding: .utf8),
                    let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
                {
                    return pid
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw SupportFault("no hanging process was started")
        }

        /// Runs a command until it hangs, then sends it the given signals one after another.
        func interrupt(
            _ command: Command, with signals: Int32...
        ) async throws -> (CommandResult.Status, child: Int32) {
            async let ended = Commands.run(command)
            let child = try await pid()
            let commands = processes(with: Machine.terrier, file)
            #expect(commands.count == 1)
            for number in signals {
                for pid in commands { kill(pid, number) }
                try await Task.sleep(for: .milliseconds(500))
            }
            return (try await ended.status, child)
        }

        func command(_ executable: String, _ arguments: [String]) -> Command {
            var environment = Lab.environment
            environment["TMPDIR"] = temporary
            return Command(executable, arguments, environment: environment, deadline: .seconds(60))
        }

        var leftBehind: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: temporary) }
        }
    }

    @Test(arguments: [
        (["check"], SIGINT), (["check", "--plan"], SIGTERM), (["policy"], SIGHUP),
        (["notify", "--test"], SIGINT),
    ])
    func interruptedCommandLeavesNothing(row: ([String], Int32)) async throws {
        try await Machine.withDirectory { directory in
            let place = try Place(directory)
            let command = place.command(Machine.terrier, row.0 + ["--config", place.file])
            let (status, child) = try await place.interrupt(command, with: row.1)
            #expect(status == .signalled(row.1))
            #expect(kill(child, 0) != 0 && errno == ESRCH, "the child process still runs")
            #expect(try place.leftBehind == [])
            if row.0[0] != "notify" {
                let keys = try String(contentsOfFile: place.credentials, encoding: .utf8)
                #expect(keys.contains("aws_secret_access_key"), "no credentials file was written")
            }
        }
    }

    @Test func signalIgnoredByTheParentStaysIgnored() async throws {
        try await Machine.withDirectory { directory in
            let place = try Place(directory)
            let command = place.command(
                "/bin/bash",
                ["-c", "trap '' HUP; exec \"$@\"", "bash", Machine.terrier, "check", "--config", place.file])
            let (status, _) = try await place.interrupt(command, with: SIGHUP, SIGTERM)
            #expect(status == .signalled(SIGTERM))
            #expect(try place.leftBehind == [])
        }
    }
}
