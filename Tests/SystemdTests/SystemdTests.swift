import Foundation
import Testing

@testable import Systemd

@Suite struct SystemdTests {
    @Test(arguments: [
        (ServiceNotifier.State.ready, "READY=1"), (.stopping, "STOPPING=1"),
        (.status("2 stacks\nhealthy"), "STATUS=2 stacks healthy"), (.watchdog, "WATCHDOG=1"),
        (.extendTimeout(.seconds(60)), "EXTEND_TIMEOUT_USEC=60000000"),
        (.extendTimeout(.milliseconds(1500)), "EXTEND_TIMEOUT_USEC=1500000"),
    ])
    func statesAreFormattedAsAssignments(row: (ServiceNotifier.State, String)) {
        #expect(row.0.assignment == row.1)
    }

    @Test func reloadContainsItsStartTime() throws {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let lines = ServiceNotifier.State.reloading.assignment.split(separator: "\n")
        #expect(lines.first == "RELOADING=1" && lines.count == 2)
        let parts = try #require(lines.last).split(separator: "=")
        #expect(parts.first == "MONOTONIC_USEC")
        let passed = try #require(parts.last.flatMap { Int($0) }) / 1_000_000 - now.tv_sec
        #expect((0...5).contains(passed))
    }

    @Test(arguments: [
        ("TERRIER_STACK", true), ("MESSAGE_ID", true), ("A1", true), ("_PID", false), ("1A", false),
        ("lower", false),
        ("", false), ("WITH-DASH", false), (String(repeating: "A", count: 64), true),
        (String(repeating: "A", count: 65), false),
    ])
    func fieldNamesAreCheckedByJournaldsRules(row: (String, Bool)) {
        #expect(Journal.isFieldName(row.0) == row.1)
    }

    @Test func standardErrorIsTheJournalOnlyIfDeviceAndInodeMatch() {
        var status = stat()
        fstat(STDERR_FILENO, &status)
        #expect(Journal.isStandardError(["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"]))
        #expect(!Journal.isStandardError(["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino + 1)"]))
        #expect(!Journal.isStandardError(["JOURNAL_STREAM": "nonsense"]))
        #expect(!Journal.isStandardError([:]))
    }
}
