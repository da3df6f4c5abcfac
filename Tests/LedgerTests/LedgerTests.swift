import Commands
import Decisions
import Foundation
import GRDB
import Hashes
import TestSupport
import Testing

@testable import Ledger

@Suite struct LedgerTests {
    static let start = Timestamp(seconds: 1_772_334_000)

    private func cycle(
        _ n: Int, serial: UInt64 = 1, body: String = "{}", readings: Readings = [], opened: [Incident] = [],
        closed: [(incident: Incident, why: ClosingReason)] = [], watch: Watch = Watch()
    ) -> CycleRecord {
        let at = Self.start + .seconds(60 * n)
        let identity = SnapshotIdentity(
            lineage: "l", serial: serial, resources: 2, bytes: body.utf8.count,
            sha256: SHA256.hexadecimal(Array(body.utf8)))
        let addresses = [Address(type: "a", name: "b"), Address(type: "a", name: "c", key: .name("x y"))]
        return CycleRecord(
            stack: "s", at: at,
            state: (BelievedState(identity: identity, addresses: addresses, seen: at), Array(body.utf8)),
            readings: readings, watch: watch, alarms: "{}", opened: opened, closed: closed,
            keepReadings: .seconds(3600))
    }

    private func with(_ body: (Ledger, String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/var/ledger.sqlite"
            try await body(try await Ledger.open(path), path)
        }
    }

    private func sqlite(_ path: String, _ query: String) async throws -> String {
        let result = try await run(
            Command(
                "/usr/bin/sqlite3", [path, query], environment: ["PATH": "/usr/bin:/bin"],
                deadline: .seconds(240)))
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func fault(_ body: () async throws -> Void) async -> LedgerFault? {
        do {
            try await body()
            return nil
        } catch {
            return error as? LedgerFault
        }
    }

    @Test func believedBodyIsFoundUntilItIsForgotten() async throws {
        try await with { ledger, _ in
            #expect(try await ledger.believedBody(of: "s") == nil)
            try await ledger.record(cycle(0, serial: 2, body: "two"))
            // A state that was restored after the newer one was forgotten is believed with its lower serial.
            try await ledger.record(cycle(1, serial: 3, body: "three"))
            _ = try await ledger.forgetBelieved("s")
            #expect(try await ledger.believedBody(of: "s") == nil)
            try await ledger.record(cycle(2, serial: 2, body: "two"))
            #expect(try await ledger.believedBody(of: "s") == Array("two".utf8))
            #expect(try await ledger.believedBody(of: "t") == nil)
        }
    }

    @Test func recordedCycleIsReadBackAfterARestart() async throws {
        try await with { ledger, path in
            var watch = Watch()
            watch.cycles = 7
            watch.settling = ["resources.count": 2]
            try await ledger.record(cycle(1, watch: watch))
            await ledger.close()
            let stackRecord = try await Ledger.open(path).stackRecord(of: "s")
            #expect(stackRecord.watch == watch && stackRecord.alarms == "{}")
            #expect(stackRecord.believed?.addresses.map(\.description) == ["a.b", "a.c[\"x y\"]"])
            #expect(try await Ledger.open(path).stackRecord(of: "other").believed == nil)
        }
    }

    @Test func unchangedStateIsStoredOnceAndReadBackComplete() async throws {
        try await with { ledger, _ in
            let body = String(repeating: "secret ", count: 1000)
            for n in 1...3 { try await ledger.record(cycle(n, body: body)) }
            try await ledger.record(cycle(4, serial: 2, body: "other"))
            let snapshots = try await ledger.snapshots(of: "s")
            #expect(snapshots.map(\.identity.serial) == [2, 1])
            #expect(snapshots[1].takenAt < snapshots[1].seenAt)
            #expect(try await ledger.body(of: snapshots[1].id) == Array(body.utf8))
            #expect(try await ledger.body(of: 99) == nil)
            #expect(try await ledger.highestCount(of: "s", since: Self.start) == 2)
        }
    }

    @Test func readingsAreStoredOnChangeAndPrunedByAge() async throws {
        try await with { ledger, _ in
            let count: (Double) -> Readings = {
                [.known(.resourcesCount, $0), .unknown(.apiCORS, Unknown(.timedOut, "x"))]
            }
            for (n, value) in [19.0, 19, 18, 18, 19].enumerated() {
                try await ledger.record(cycle(n, readings: count(value)))
            }
            let rows = try await ledger.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM readings WHERE signal = 'resources.count'")
            }
            #expect(rows == 3)
            let newest = try await ledger.newestReadings(of: "s")
            #expect(newest.map(\.reading.signal.name) == ["api.cors", "resources.count"])
            #expect(newest[0].reading.reason == Unknown(.timedOut, "x"))
            for n in 500...501 { try await ledger.record(cycle(n, readings: count(19))) }
            let left = try await ledger.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM readings") }
            #expect(left == 2)
        }
    }

    /// For four cycles, in which the service restarts twice, the clock is two months ahead.
    @Test func clockBrieflyAheadDeletesOnlyAFewRows() async throws {
        try await with { ledger, _ in
            func record(_ n: Int, isFirst: Bool = false) async throws {
                var cycle = cycle(n, readings: [.known(.resourcesCount, Double(abs(n)))])
                cycle.keepReadings = .seconds(86_400)
                cycle.isFirst = isFirst
                try await ledger.record(cycle)
            }
            func count() async throws -> (readings: Int, watchedPeriods: Int) {
                (
                    try await ledger.readings(of: "s", since: Timestamp(seconds: 0)).count,
                    try await ledger.watchedPeriods(of: "s").count
                )
            }
            for n in 0..<200 { try await record(n, isFirst: n % 10 == 0) }
            #expect(try await count() == (200, 20))
            for n in 0..<4 { try await record(60 * 1440 + n, isFirst: n % 2 == 0) }
            let after = try await count()
            #expect(after.readings >= 180 && after.watchedPeriods >= 14, "\(after)")
            // When the clock is right again, everything continues as before.
            for n in 200..<300 { try await record(n, isFirst: n == 200) }
            #expect(try await count() == (after.readings + 100, after.watchedPeriods + 1))
        }
    }

    @Test func oldRowsAreDeletedLittleByLittle() async throws {
        try await with { ledger, _ in
            func record(_ cycles: Range<Int>, keep: Duration) async throws {
                for n in cycles {
                    var cycle = cycle(n, readings: [.known(.resourcesCount, Double(n))])
                    cycle.keepReadings = keep
                    cycle.isFirst = n % 10 == 0
                    try await ledger.record(cycle)
                }
            }
            try await record(0..<300, keep: .seconds(86_400))
            // After a standstill, and with readings kept for an hour instead of a day: one reading a minute, and the watched
            // periods of that hour.
            try await record(5000..<5200, keep: .seconds(3600))
            let readings = try await ledger.readings(of: "s", since: Timestamp(seconds: 0))
            #expect(readings.count == 61 && readings.first?.at == Self.start + .seconds(60 * 5139))
            let watchedPeriods = try await ledger.watchedPeriods(of: "s")
            #expect(
                watchedPeriods.count <= 8
                    && watchedPeriods.allSatisfy { $0.to >= Self.start + .seconds(60 * 5120) })
        }
    }

    @Test(.enabled(if: Requirement.has(.sqlite3), "needs the sqlite3 shell"))
    func sqlite3ShellCanReadTheLedger() async throws {
        try await with { ledger, path in
            let incident = Incident(
                id: "s-1", rule: "lost", severity: .critical, openedAt: Self.start, age: .seconds(90),
                addresses: [Address(type: "a", name: "b")], reading: "tier.f.missing = 1")
            try await ledger.record(cycle(1, readings: [.known(.resourcesCount, 19)], opened: [incident]))
            try await ledger.addAction(
                IncidentAction(
                    repair: "r", kind: "emergency-deploy", startedAt: "x", outcome: "repaired",
                    actions: ["create a.b"],
                    serialBefore: 1, serialAfter: 2), to: "s-1")
            try await ledger.record(cycle(2, closed: [(incident, .cleared)]))
            #expect(
                try await sqlite(path, "SELECT rule, severity, closed_why, age_seconds FROM incidents")
                    == "lost|critical|cleared|90.0")
            #expect(
                try await sqlite(path, "SELECT signal, value, unit FROM readings")
                    == "resources.count|19.0|count")
            let stored = try #require(try await ledger.incident("s-1"))
            #expect(stored.addresses == ["a.b"] && stored.actions.first?.serialAfter == 2)
        }
    }

    @Test func filesAreReadableByOwnerAndGroupOnly() async throws {
        try await with { ledger, path in
            try await ledger.record(cycle(1))
            for file in [path, path + "-wal", path + "-shm"] {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o640, "\(file)")
            }
            let directory = (path as NSString).deletingLastPathComponent
            #expect(
                try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions] as? Int
                    == 0o750)
            let durability = try await ledger.read {
                try [
                    String.fetchOne($0, sql: "PRAGMA journal_mode"),
                    String.fetchOne($0, sql: "PRAGMA synchronous"),
                ]
            }
            #expect(durability == ["wal", "2"])
        }
    }

    @Test func readerSeesLaterWrites() async throws {
        try await with { ledger, path in
            try await ledger.record(cycle(1))
            let reader = try await Ledger.openReading(path)
            #expect(try await reader.snapshots(of: "s").count == 1)
            try await ledger.record(cycle(2, serial: 2, body: "x"))
            #expect(try await reader.snapshots(of: "s").count == 2)
            #expect(await fault { try await reader.record(cycle(3)) } != nil)
            await ledger.close()
            #expect(try await Ledger.openReading(path).snapshots(of: "s").count == 2)
        }
    }

    @Test func databaseOfANewerVersionIsNotChanged() async throws {
        try await with { ledger, path in
            try await ledger.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
            await ledger.close()
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(await fault { _ = try await Ledger.open(path) }?.code == .newer)
            #expect(await fault { _ = try await Ledger.openReading(path) }?.code == .newer)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        }
    }

    @Test func fileThatIsNoDatabaseIsReported() async throws {
        let path = NSTemporaryDirectory() + "terrier-test-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: path))
        await #expect { try await Ledger.open(path) } throws: { ($0 as? LedgerFault)?.code == .notADatabase }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 5000)
    }

    @Test(arguments: ["/proc/none/ledger.sqlite", "/no/such/ledger.sqlite"])
    func unwritablePathIsReportedInOneLine(path: String) async throws {
        await #expect { try await Ledger.openReading(path) } throws: { error in
            (error as? LedgerFault)?.code == .cannotOpen && !"\(error)".contains("\n")
        }
        await #expect { try await Ledger.open("/proc/none/ledger.sqlite") } throws: {
            ($0 as? LedgerFault)?.code == .cannotOpen
        }
    }

    @Test func fullDiskLosesNothing() async throws {
        try await with { ledger, _ in
            try await ledger.record(cycle(1))
            let pages = try await ledger.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
            try await ledger.write { try $0.execute(sql: "PRAGMA max_page_count = \(pages + 1)") }
            var noise: UInt64 = 1
            let body = String(
                (0..<200_000).map { _ in
                    noise = noise &* 6_364_136_223_846_793_005 &+ 1
                    return Character(Unicode.Scalar(UInt8(33 + noise >> 58)))
                })
            let full = await fault { try await ledger.record(cycle(2, serial: 2, body: body)) }
            #expect(full?.code == .full)
            #expect(try await ledger.snapshots(of: "s").map(\.identity.serial) == [1])
            #expect(try await ledger.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        }
    }
}
