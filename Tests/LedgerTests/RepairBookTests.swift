import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

@Suite struct RepairBookTests {
    static let start = Timestamp(seconds: 1_772_334_000)

    static func moment(_ seconds: Int) -> Moment {
        Moment(wall: start + .seconds(seconds), boot: "b", uptime: .seconds(10_000 + seconds))
    }

    private func beginning(_ n: Int, stack: String = "s", kind: RepairKind = .emergencyDeploy)
        -> RepairBeginning
    {
        .init(
            stack: stack, kind: kind, rule: "r", incident: "s-1", tier: "f",
            addresses: [Address(type: "a", name: "b")],
            apply: true, requestedBy: "test", why: nil, configuration: "c", at: Self.moment(60 * n))
    }

    @Test(.enabled(if: getuid() == 0, "needs root"))
    func filesThatRootCreatesBelongToTheDirectoryOwner() async throws {
        try await Machine.withDirectory { directory in
            #expect(chown(directory, 65_534, 65_534) == 0)
            let book = try await RepairBook.open(directory + "/repairs.sqlite")
            _ = try await book.begin(beginning(1))
            for file in try FileManager.default.contentsOfDirectory(atPath: directory) {
                var status = stat()
                #expect(stat("\(directory)/\(file)", &status) == 0)
                #expect(status.st_uid == 65_534 && status.st_gid == 65_534, "\(file)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 4)
        }
    }

    /// The directory's owner may have put a link to another user's file there: root changes the owner of no such file.
    @Test(.enabled(if: getuid() == 0, "needs root"))
    func rootFollowsNoForeignLinksAndChangesNoOtherOwner() async throws {
        try await Machine.withDirectory { directory in
            let (state, victim) = (directory + "/state", directory + "/victim")
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: victim, contents: nil))
            #expect(chown(state, 65_534, 65_534) == 0)
            func link(_ name: String) {
                #expect(symlink(victim, "\(state)/\(name)") == 0)
                #expect(lchown("\(state)/\(name)", 65_534, 65_534) == 0)
            }
            link(".repair-s.lock")
            let book = try await RepairBook.open(state + "/repairs.sqlite")
            await #expect(throws: LedgerFault.self) { try await book.begin(beginning(1)) }
            link("ledger.sqlite")
            await #expect(throws: LedgerFault.self) { try await Ledger.open(state + "/ledger.sqlite") }
            var status = stat()
            #expect(stat(victim, &status) == 0 && status.st_uid == 0 && status.st_size == 0)
            // A link that root or the user itself made is accepted, because it is a way to store a database elsewhere.
            #expect(symlink(directory + "/elsewhere.sqlite", state + "/moved.sqlite") == 0)
            try await Ledger.open(directory + "/elsewhere.sqlite").close()
            try await Ledger.open(state + "/moved.sqlite").close()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func pipeIsRejectedWithoutBlocking() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/ledger.sqlite"
            #expect(mkfifo(path, 0o600) == 0)
            await #expect(throws: LedgerFault.self) { try await Ledger.openReading(path) }
            await #expect(throws: LedgerFault.self) { try await RepairBook.openReading(path) }
        }
    }

    private func with(_ body: (RepairBook, String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/repairs.sqlite"
            try await body(try await RepairBook.open(path), path)
        }
    }

    @Test(arguments: [RepairOutcome.refused, .wouldApply])
    func onlyUnchangingRepairsArePruned(outcome: RepairOutcome) async throws {
        try await with { book, _ in
            do {
                let first = try await book.begin(beginning(0))
                try await book.step(first.id, "guardrails", detail: "d", at: Self.start)
                try await book.end(first, outcome: .failed, reason: "", serialAfter: nil, at: Self.moment(1))
            }
            try await book.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO repairs (id, number, stack, kind, addresses, apply, requested_by, configuration, started_at,
                            started_ms, outcome)
                        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 620)
                        SELECT 'x' || i, 3000000000 + i, iif(i % 31 = 0, 'other', 's'), 'unmute', '', 1, '', '', '', 0, :outcome
                        FROM n;
                        INSERT INTO repair_steps (repair, step, detail, at) SELECT id, '', '', '' FROM repairs
                        WHERE outcome = :outcome;
                        INSERT INTO repair_snapshots (repair, lineage, serial, resources, bytes, sha256, at, body)
                        SELECT id, 'l', 1, 0, 0, '', '', '' FROM repairs WHERE outcome = :outcome
                        """, arguments: ["outcome": outcome.rawValue])
            }
            _ = try await book.begin(beginning(2))
            let counts = try await book.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT stack, coalesce(outcome, 'runs') AS outcome, count(*) AS number,
                            (SELECT count(*) FROM repair_steps) AS steps,
                            (SELECT count(*) FROM repair_snapshots) AS snapshots
                        FROM repairs GROUP BY 1, 2 ORDER BY 1, 2
                        """
                ).map {
                    "\($0["stack"] as String) \($0["outcome"] as String) \($0["number"] as Int) \($0["steps"] as Int) \($0["snapshots"] as Int)"
                }
            }
            #expect(
                Set(counts) == [
                    "other \(outcome.rawValue) 20 521 520", "s failed 1 521 520",
                    "s \(outcome.rawValue) 500 521 520",
                    "s runs 1 521 520",
                ])
            // This stack has 600 repairs: 620 numbers without every 31st. The 100 oldest were deleted.
            let oldest = try await book.read { database in
                try Int.fetchOne(
                    database,
                    sql: "SELECT min(number) FROM repairs WHERE stack = 's' AND outcome = ?",
                    arguments: [outcome.rawValue])
            }
            #expect(oldest == 3_000_000_000 + 620 - 516)
        }
    }

    @Test func onlyOneRepairOfAStackRunsAcrossProcesses() async throws {
        try await with { book, path in
            let first = try await book.begin(beginning(0))
            let other = try await RepairBook.open(path)
            await #expect(throws: LedgerFault.self) { try await other.begin(beginning(1)) }
            #expect(try await other.running("s") == first.id)
            try await book.end(first, outcome: .repaired, reason: "", serialAfter: 2, at: Self.moment(60))
        }
    }

    @Test func stepsAndSnapshotAreDurableBeforeTheChange() async throws {
        try await with { book, path in
            let admission = try await book.begin(beginning(0))
            let identity = SnapshotIdentity(lineage: "l", serial: 7, resources: 1, bytes: 5, sha256: "x")
            try await book.storeSnapshot(admission.id, identity, body: Array("state".utf8), at: Self.start)
            try await book.step(admission.id, "apply", detail: "create a.b", at: Self.start)
            let reader = try #require(try await RepairBook.openReading(path))
            let repair = try #require(try await reader.repair(admission.id))
            #expect(
                repair.serialBefore == 7 && repair.steps == ["apply: create a.b"] && repair.outcome == nil)
        }
    }

    /// The fault says to move a damaged book away, and a new one is created. An operator's reset for the old book does not apply
    /// to the failures in the new one.
    @Test func resetForAnOldBookClosesNoBreakerOfANewBook() async throws {
        try await Machine.withDirectory { directory in
            func failTwice(_ book: RepairBook, from n: Int) async throws {
                for n in n..<n + 2 { _ = try await book.carryOut(beginning(n), .notVerified) }
            }
            func breaker(_ book: RepairBook, _ through: Int64) async throws -> Breaker? {
                try await book.asked(Self.moment(6000), resets: [.emergencyDeploy: through]).breaker
            }
            let old = try await RepairBook.open(directory + "/repairs.sqlite")
            try await failTwice(old, from: 0)
            let through = try #require(try await old.newestNumber(of: "s"))
            #expect(try await breaker(old, through) == nil)
            let new = try await RepairBook.open(directory + "/new.sqlite")
            try await failTwice(new, from: 10)
            #expect(try await breaker(new, through)?.failures == 2)
        }
    }

    @Test func missingBookIsNotAFault() async throws {
        #expect(try await RepairBook.openReading("/no/such/repairs.sqlite") == nil)
    }
}
