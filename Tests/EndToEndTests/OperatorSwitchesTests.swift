import Commands
import Decisions
import Foundation
import Ledger
import TestSupport
import Testing

/// The operators' switches, set with the real program on a ledger and a repair book as the service writes them.
@Suite struct OperatorSwitchesTests {
    private static let configuration = """
        interval: 1s
        ledger: @STATE@/ledger.sqlite
        stacks:
          - name: s
            directory: @STATE@
            tiers: [{name: foundation, addresses: ["aws_dynamodb_table.*"]}, {name: rest, addresses: ["aws_iam_role.*"]}]
            rules: [{name: lost, when: tier.foundation.missing > 0}]
          - name: other
            directory: @STATE@
        """

    struct Place: Sendable {
        var directory: String
        var file: String { directory + "/terrier.yaml" }
        var ledger: String { directory + "/ledger.sqlite" }
        var book: String { directory + "/repairs.sqlite" }

        func terrier(_ arguments: String..., as user: [String: String] = ["SUDO_USER": "kim"]) async throws
            -> Program
        {
            try await Program.run(
                arguments + ["--config", file], environment: Lab.environment.merging(user) { $1 })
        }

        func writeConfiguration() throws {
            try OperatorSwitchesTests.configuration.replacing("@STATE@", with: directory).write(
                toFile: file, atomically: true, encoding: .utf8)
        }

        /// Writes the ledger as the service would: with two incidents, one of them closed.
        ///
        /// - Parameter odd: the id of a third incident, which is open.
        func writeLedger(odd: String? = nil) async throws {
            let ledger = try await Ledger.open(ledger)
            func incident(_ number: Int) -> Incident {
                Incident(
                    id: "s-\(number)", rule: "lost", severity: .critical, openedAt: Timestamp(seconds: 1000),
                    age: .seconds(400), addresses: [], reading: "tier.foundation.missing = 1", rung: 2)
            }
            var watch = Watch()
            watch.rules["lost", default: .init()].incident = incident(2)
            try await ledger.record(
                CycleRecord(
                    stack: "s", at: Timestamp(seconds: 2000), state: nil, readings: [], watch: watch,
                    alarms: "",
                    opened: [incident(1), incident(2)]
                        + (odd.map { id in
                            var odd = incident(3)
                            odd.id = id
                            return [odd]
                        } ?? []), closed: [(incident(1), .cleared)],
                    keepReadings: .seconds(60)))
            await ledger.close()
        }

        /// Writes the given number of failed repairs of a kind to the book.
        func addFailedRepairs(_ count: Int, _ kind: RepairKind = .emergencyDeploy, stack: String = "s")
            async throws
        {
            let book = try await RepairBook.open(book)
            for number in 1...count {
                let at = Moment(
                    wall: Timestamp(seconds: Int64(2000 + number)), boot: "b", uptime: .seconds(number))
                let admission = try await book.begin(
                    RepairBeginning(
                        stack: stack, kind: kind, rule: nil, incident: nil, tier: nil, addresses: [],
                        apply: true,
                        requestedBy: "test", why: nil, configuration: "c", at: at))
                try await book.end(admission, outcome: .failed, reason: "no", serialAfter: nil, at: at)
            }
        }

        func storedSwitches() async throws -> [StoredSwitch] {
            try await Ledger.openReading(ledger).storedSwitches(of: nil)
        }
    }

    private func with(_ body: (Place) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let place = Place(directory: directory)
            try place.writeConfiguration()
            try await body(place)
        }
    }

    @Test func withoutALedgerNoSwitchIsSet() async throws {
        try await with { place in
            for arguments in [
                ["pause", "--why", "w"], ["resume"], ["ack", "s-1", "--why", "w"],
                ["incidents", "close", "s-1", "--why", "w"], ["reset", "s", "--why", "w"],
            ] {
                let program = try await Program.run(arguments + ["--config", place.file])
                #expect(program.code == 1, "\(arguments)")
                #expect(
                    program.errorOutput
                        == "error: \(place.ledger): there is no database yet, because the service has not run; start it first\n"
                )
            }
            #expect(!FileManager.default.fileExists(atPath: place.ledger))
        }
    }

    /// The watcher's user writes the ledger, and the terminal often belongs to root.
    @Test(.enabled(if: Requirement.has(.sqlite3), "needs sqlite3"))
    func controlCharactersInTheLedgerAreNotPrinted() async throws {
        try await with { place in
            try await place.writeLedger()
            #expect(try await place.terrier("pause", "s", "--why", "moving 표").code == 0)
            let forged = try await Program.shell(
                "sqlite3 '\(place.ledger)' \"UPDATE switches SET why = why || char(27, 93, 48, 59, 7, 8238, 13)\""
            )
            try #require(forged.code == 0, "\(forged.errorOutput)")
            let status = try await place.terrier("status")
            #expect(status.output.contains("moving 표\u{FFFD}]0;\u{FFFD}"), "\(status.output)")
            #expect(
                !status.output.unicodeScalars.contains {
                    "\u{1B}\u{07}\u{202E}\r".unicodeScalars.contains($0)
                })
        }
    }

    @Test(arguments: [
        (["pause"], "--why is missing"), (["pause", "--why", "  "], "--why is empty"),
        (["pause", "--why", String(repeating: "x", count: 301)], "--why has 301 characters"),
        (["pause", "--why", "a\nb"], "--why contains control characters"),
        (["pause", "--why", "a\u{1B}[31mb"], "--why contains control characters"),
        (["pause", "--why", "a\u{202E}b"], "--why contains control characters"),
        (["pause", "--why", "w", "--for", "2 hours"], "--for '2 hours' is no duration"),
        (["pause", "--why", "w", "--for", "0s"], "--for '0s' is no duration"),
        (["pause", "nobody", "--why", "w"], "the configuration has no stack 'nobody'"),
        (["ack", "s-2"], "--why is missing"), (["ack", "s-9", "--why", "w"], "there is no incident s-9"),
        (["ack", "s-1", "--why", "w"], "incident s-1 is closed since 1970-01-01T00:33:20Z: cleared"),
        (["incidents", "close", "s-1", "--why", "w"], "incident s-1 is closed since"),
        (["reset", "s", "emergency", "--why", "w"], "there is no repair 'emergency'; the kinds are"),
        (["reset", "nobody", "--why", "w"], "the configuration has no stack 'nobody'"),
        (["reset", "s"], "--why is missing"),
        (["repair", "rollback", "s", "--why", "w"], "rollback needs --to"),
        (["repair", "rollback", "s", "--tier", "rest", "--why", "w"], "rollback needs --to, and no --tier"),
        (
            ["repair", "rollback", "s", "--to", "fundation", "--why", "w"],
            "the stack has the tiers foundation, rest"
        ),
        (["repair", "rollback", "s", "--to", "foundation"], "rollback needs --why"),
        (
            ["repair", "rollback", "s", "--to", "foundation", "--why", "a\tb"],
            "--why contains control characters"
        ),
        (["repair", "emergency-deploy", "s", "--to", "rest"], "--to is for rollback"),
    ])
    func badInputGivesOneLineAndWritesNothing(row: ([String], String)) async throws {
        try await with { place in
            try await place.writeLedger()
            let program = try await Program.run(row.0 + ["--config", place.file])
            #expect([1, 64, 78].contains(program.code), "\(program.code)")
            #expect(
                program.errorOutput.hasPrefix("error: ") && program.errorOutput.contains(row.1),
                "\(program.errorOutput)")
            #expect(program.errorOutput.split(separator: "\n").count == 1)
            #expect(program.output.isEmpty)
            #expect(try await place.storedSwitches().isEmpty)
        }
    }

    @Test func pauseLastsUntilResumeWhichListsOtherPauses() async throws {
        try await with { place in
            try await place.writeLedger()
            let all = try await place.terrier("pause", "--why", "AWS has an outage", "--for", "1h 30m")
            #expect(all.code == 0 && all.output.contains("repairs of all stacks are paused by kim since"))
            #expect(all.output.contains(" until ") && all.output.contains(": AWS has an outage"))
            let one = try await place.terrier(
                "pause", "s", "--why", "migration", "--json", as: ["SUDO_USER": ""])
            let document = try one.document()
            #expect(document["paused"] as? Bool == true && document["stack"] as? String == "s")
            let pauses = try #require(document["pauses"] as? [[String: Any]])
            #expect(pauses.map { $0["of"] as? String } == ["all", "stack"])
            #expect(pauses.last?["who"] as? String == NSUserName() && pauses.last?["until"] == nil)
            try "moved by hand until Friday\nmore".write(
                toFile: place.directory + "/paused", atomically: true, encoding: .utf8)

            let status = try await place.terrier("status")
            #expect(status.code == 0, "\(status.errorOutput)")
            let lines = status.output.split(separator: "\n")
            #expect(lines.count { $0.contains("repairs of all stacks are paused by kim") } == 2)
            #expect(lines.count { $0.contains("repairs of s are paused by \(NSUserName())") } == 1)
            #expect(
                lines.count {
                    $0.contains("paused by the file \(place.directory)/paused: moved by hand until Friday")
                } == 2)

            let resumed = try await place.terrier("resume", "s")
            #expect(resumed.code == 0 && resumed.output.hasPrefix("the pause of s is ended\n"))
            #expect(resumed.output.contains("still: repairs of all stacks are paused by kim"))
            #expect(resumed.output.contains("still: repairs of all stacks are paused by the file"))
            try FileManager.default.removeItem(atPath: place.directory + "/paused")
            let again = try await place.terrier("resume", "s", "--json").document()
            #expect(again["paused"] as? Bool == true)
            #expect(try await place.terrier("resume").output == "the pause of all stacks together is ended\n")
            #expect(try await place.terrier("resume").output == "there was no pause of all stacks together\n")
            #expect(try await place.storedSwitches().isEmpty)
        }
    }

    @Test func expiredPauseHasNoEffect() async throws {
        try await with { place in
            try await place.writeLedger()
            let paused = try await place.terrier("pause", "s", "--why", "w", "--for", "1s")
            #expect(paused.output.contains("repairs of s are paused"))
            try await Task.sleep(for: .milliseconds(1100))
            #expect(try await !place.terrier("status").output.contains("paused"))
        }
    }

    /// Another SQLite tool removes the side files of a database when it closes it, and the group may not create them again.
    @Test(.enabled(if: Requirement.has(.systemd, .sqlite3), "needs root, setpriv and sqlite3"))
    func groupReadsALedgerWithoutSideFiles() async throws {
        try await with { place in
            try await place.writeLedger()
            let status = try await Program.shell(
                """
                cd '\(place.directory)' && sqlite3 ledger.sqlite 'SELECT count(*) FROM incidents' >/dev/null
                ls ledger.sqlite-* 2>/dev/null; chown -R 12345:0 . && chmod 750 . && chmod 640 *
                exec setpriv --bounding-set=-dac_override,-dac_read_search '\(Machine.terrier)' incidents list --config '\(place.file)'
                """)
            #expect(
                status.code == 0 && status.output.hasPrefix("s-2 "), "\(status.output)\(status.errorOutput)")
        }
    }

    @Test func openIncidentIsAcknowledgedOnce() async throws {
        try await with { place in
            try await place.writeLedger()
            let taken = try await place.terrier("ack", "s-2", "--why", "on it")
            #expect(taken.code == 0 && taken.output.hasPrefix("incident s-2 is acknowledged (kim: on it)"))
            let entry = try #require(try await place.storedSwitches().first)
            #expect(entry.kind == .acknowledge && entry.subject == "s-2" && entry.stack == "s")
            #expect(entry.who == "kim" && entry.why == "on it" && !entry.at.boot.isEmpty)
            let again = try await place.terrier("ack", "s-2", "--why", "me too", as: ["SUDO_USER": "lee"])
            #expect(again.code == 0 && again.output.contains("is already acknowledged (kim: on it)"))
            #expect(try await place.storedSwitches().count == 1)
            let closed = try await place.terrier("incidents", "close", "s-2", "--why", "given up", "--json")
            #expect(try closed.document()["closed"] as? String == "kim: given up")
            #expect(try await place.storedSwitches().map(\.kind) == [.acknowledge, .close])
            // An incident that is being closed cannot be acknowledged.
            #expect(try await place.terrier("ack", "s-2", "--why", "w").output.contains("(kim: given up)"))
        }
    }

    @Test func statusShowsTheOpenIncidentAmongManyClosed() async throws {
        try await with { place in
            try await place.writeLedger()
            let ledger = try await Ledger.open(place.ledger)
            let open = try await ledger.stackRecord(of: "s").watch
            let closed = (3..<120).map { number in
                Incident(
                    id: "s-\(number)", rule: "other", severity: .warning,
                    openedAt: Timestamp(seconds: Int64(3000 + number)), age: .zero, addresses: [],
                    reading: "so")
            }
            try await ledger.record(
                CycleRecord(
                    stack: "s", at: Timestamp(seconds: 9000), state: nil, readings: [], watch: open,
                    alarms: "", opened: closed, closed: closed.map { ($0, .cleared) },
                    keepReadings: .seconds(60)))
            await ledger.close()
            let status = try await place.terrier("status")
            #expect(status.output.contains("incident s-2, critical, lost"), "\(status.output)")
        }
    }

    @Test func statusShowsTheAgeAndRungOfAnIncident() async throws {
        try await with { place in
            try await place.writeLedger()
            let status = try await place.terrier("status")
            #expect(
                status.output.contains(
                    "  incident s-2, critical, lost: tier.foundation.missing = 1\n    age 6m 40s, rung 2 of 4 (notify)\n"
                ),
                "\(status.output)")
            let stacks = try #require(
                try await place.terrier("status", "--json").document()["stacks"] as? [[String: Any]])
            let incident = try #require((stacks.first?["incidents"] as? [[String: Any]])?.first)
            let rung = try #require(incident["rung"] as? [String: Any])
            #expect(
                rung["climbed"] as? Int == 2 && rung["of"] as? Int == 4 && rung["step"] as? String == "notify"
            )
            #expect(incident["age_seconds"] as? Double == 400 && incident["acknowledged"] == nil)
        }
    }

    @Test func runningRepairDoesNotCountAsFailed() async throws {
        try await with { place in
            try await place.writeLedger()
            try await place.addFailedRepairs(1)
            let book = try await RepairBook.open(place.book)
            let at = Moment(wall: Timestamp(seconds: 3000), boot: "b", uptime: .seconds(3000))
            let running = try await book.begin(
                RepairBeginning(
                    stack: "s", kind: .emergencyDeploy, rule: nil, incident: nil, tier: nil, addresses: [],
                    apply: true, requestedBy: "test", why: nil, configuration: "c", at: at))
            #expect(try await place.terrier("reset", "s", "--why", "w").output.hasPrefix("no breaker of s"))
            #expect(try await !place.terrier("status").output.contains("breaker of"))
            try await book.end(running, outcome: .failed, reason: "no", serialAfter: nil, at: at)
            #expect(try await place.terrier("status").output.contains("breaker of emergency-deploy open"))
        }
    }

    @Test func resetClosesOnlyOpenBreakers() async throws {
        try await with { place in
            try await place.writeLedger()
            #expect(
                try await place.terrier("reset", "s", "--why", "w").output
                    == "no breaker of s is open; nothing was written\n")
            try await place.addFailedRepairs(1)
            #expect(
                try await place.terrier("reset", "s", "--why", "w").output.hasPrefix(
                    "no breaker of s is open"))
            try await place.addFailedRepairs(1)
            try await place.addFailedRepairs(2, .removeAlarms)
            try await place.addFailedRepairs(2, stack: "other")
            #expect(try await place.storedSwitches().isEmpty)

            let status = try await place.terrier("status").output
            #expect(
                status.contains(
                    "  breaker of emergency-deploy open since 1970-01-01T00:33:21Z: it failed 2 times in a row, last in "
                ),
                "\(status)")
            #expect(status.contains("'terrier reset s remove-alarms --why …' closes it"))

            let reset = try await place.terrier("reset", "s", "emergency-deploy", "--why", "renewed")
            #expect(reset.code == 0)
            #expect(
                reset.output.hasPrefix(
                    "the breaker of emergency-deploy is closed; it was open: emergency-deploy failed 2"))
            let entry = try #require(try await place.storedSwitches().first)
            // The reset counts through the newest repair of the stack, whatever its kind.
            let book = try #require(try await RepairBook.openReading(place.book))
            let numbers = try await book.past(of: "s", leavingOut: nil).map(\.number)
            #expect(numbers.count == 4 && numbers == numbers.sorted())
            #expect(entry.kind == .reset && entry.subject == "emergency-deploy")
            #expect(entry.through == numbers.last)
            let left = try await place.terrier("reset", "s", "--why", "w", "--json").document()
            let closed = try #require(left["closed"] as? [[String: Any]])
            #expect(closed.map { $0["kind"] as? String } == ["remove-alarms"])
            #expect(closed.first?["failures"] as? Int == 2)
            #expect(try await place.terrier("status").output.contains("terrier reset other emergency-deploy"))
            // Failures after the reset are counted from zero.
            try await place.addFailedRepairs(1)
            #expect(try await place.terrier("reset", "s", "--why", "w").output.hasPrefix("no breaker"))
            try await place.addFailedRepairs(1)
            #expect(
                try await place.terrier("reset", "s", "--why", "w").output.hasPrefix(
                    "the breaker of emergency-deploy is closed"))
        }
    }
}
