import Decisions
import Foundation
import HTTP
import Hashes
import Ledger
import Notifications
import Settings
import TestSupport
import Testing

@testable import Archives

/// What goes wrong in an archive, or beside it, and must not be taken for a copy or stop the others.
@Suite struct ArchiveFaultTests {
    private func with(
        _ serials: ClosedRange<Int>,
        _ body: (TestedQueue, _ copies: String, _ ledger: String) async throws -> Void
    ) async throws {
        try await Machine.withDirectory { directory in
            let (file, copies) = (directory + "/a/ledger.sqlite", directory + "/copies")
            let ledger = try await Ledger.open(file)
            for serial in serials { try await Kept.store(serial, in: ledger) }
            try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: false)
            try await HTTPClient.with { http in
                try await body(
                    TestedQueue(ArchiveSettings(.directory(copies)), ledger, http: http), copies, file)
            }
            await ledger.close()
        }
    }

    private func files(_ copies: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: copies).filter { $0.hasSuffix(".zst") }.sorted()
    }

    private func path(_ serial: Int, in queue: TestedQueue) async throws -> String {
        let stored = try await queue.ledger.snapshots(of: "s").first { $0.identity.serial == serial }
        return ArchiveName(stack: "s", try #require(stored).identity).path
    }

    @Test func damagedWaitingSnapshotStopsNothing() async throws {
        try await with(1...6) { tested, copies, ledger in
            try await Self.change(ledger, "UPDATE snapshot_bodies SET body = x'00' WHERE snapshot = 6")
            #expect(try await tested.queue.pass() == 6)
            #expect(try files(copies).count == 5)
            #expect(tested.events.count == 1 && tested.events[0].contains("snapshot 6 is not archived"))
            #expect(try await tested.ledger.archiveStanding()?.waiting == 0)
        }
    }

    @Test(arguments: ["file", "directory", "link"])
    func whatHasTheNameOfACopyIsNoCopyAndTheOthersDoNotWaitForIt(kind: String) async throws {
        try await with(1...4) { tested, copies, _ in
            let wrong = copies + "/" + (try await path(4, in: tested))
            let manager = FileManager.default
            try manager.createDirectory(atPath: copies + "/s/l-1", withIntermediateDirectories: true)
            switch kind {
            case "file": try Data().write(to: URL(fileURLWithPath: wrong))
            case "link": try manager.createSymbolicLink(atPath: wrong, withDestinationPath: "/etc/hostname")
            default: try manager.createDirectory(atPath: wrong, withIntermediateDirectories: false)
            }
            #expect(try await tested.passes(4) == 3)
            #expect(tested.events.count == 1, "\(tested.events)")
            #expect(
                tested.events.first?.contains("\(wrong): it is not the snapshot that its name says") == true)
            var standing = try #require(try await tested.ledger.archiveStanding())
            #expect(standing.waiting == 1 && standing.failingSince != nil && standing.why != nil)
            // A new snapshot does not wait either, and the standing stays.
            try await Kept.store(5, in: tested.ledger)
            #expect(try await tested.queue.pass() == 1)
            #expect(tested.events.count == 1)

            try manager.removeItem(atPath: wrong)
            #expect(try await tested.queue.pass() == 0)
            tested.advance(.seconds(3600))
            #expect(try await tested.queue.pass() == 1)
            #expect(tested.events.count == 2 && tested.events[1].contains("again"))
            standing = try #require(try await tested.ledger.archiveStanding())
            #expect(standing.waiting == 0 && standing.failingSince == nil)
            // What is there and whole is taken for the copy.
            try await tested.ledger.endArchive()
            #expect(try await tested.queue.pass() == 5)
            #expect(try files(copies).count == 5 && tested.events.count == 2)
        }
    }

    /// A bucket that denies for days must not be one line of the journal only.
    @Test func lastingFaultIsToldEachDay() async throws {
        try await with(1...2) { tested, copies, _ in
            try FileManager.default.removeItem(atPath: copies)
            for _ in 0..<30 {
                #expect(try await tested.queue.pass() == 0)
                tested.advance(.seconds(3600))
            }
            #expect(tested.events.count == 2, "\(tested.events)")
            // From the second hour on, and each day the same one again and again.
            let ids = tested.notices.map(\.id)
            #expect(ids.count >= 28 && Set(ids).count == 2, "\(ids)")
            let notice = try #require(tested.notices.first)
            #expect(notice.kind == .archiveFailing && notice.severity == .warning && notice.stack == nil)
            #expect(notice.title == "snapshots cannot be archived to \(copies) since 2026-03-01T03:00:00Z")
            // A restart logs it again.
            let after = TestedQueue(
                ArchiveSettings(.directory(copies)), tested.ledger, http: tested.http)
            after.advance(.seconds(31 * 3600))
            #expect(try await after.queue.pass() == 0)
            #expect(after.events.count == 1 && after.notices.count == 1)
        }
    }

    /// Two services that keep copies of the same stack in the same directory.
    @Test func writersAtTheSameMomentConfirmOnlyWholeCopies() async throws {
        try await Machine.withDirectory { directory in
            let archive = DirectoryArchive(root: directory)
            var noise = SystemRandomNumberGenerator()
            let copies: [(ArchiveName, [UInt8])] = try (1...12).map { serial in
                let body = (0..<300_000).map { _ in UInt8.random(in: .min ... .max, using: &noise) }
                let identity = SnapshotIdentity(
                    lineage: "l-1", serial: UInt64(serial), resources: 0, bytes: body.count,
                    sha256: SHA256.hexadecimal(body))
                return (ArchiveName(stack: "s", identity), try PlainArchive.pack(body))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Each twice.
                for (name, file) in copies + copies {
                    group.addTask { try await archive.keep(file, as: name, taken: Kept.start) }
                }
                try await group.waitForAll()
            }
            for (name, _) in copies { #expect(try await archive.file(name).isWhole(as: name)) }
            #expect(try await archive.copies(of: "s").count == 12)
            let left = try FileManager.default.subpathsOfDirectory(atPath: directory)
            #expect(!left.contains { $0.contains(".part") }, "\(left)")
        }
    }

    /// A tool that copied the archive gave each file a time of its own, the newest first.
    @Test func serialsSayWhichCopyIsTheNewest() async throws {
        try await with(1...5) { tested, copies, ledger in
            #expect(try await tested.queue.pass() == 5)
            for (place, file) in try files(copies).enumerated() {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: 1_772_400_000 - 60 * Double(place))],
                    ofItemAtPath: copies + "/" + file)
            }
            let other = try await Ledger.open(copies + "-b/ledger.sqlite")
            let fetch = ArchiveFetch(from: tested.archive, to: other)
            let report = try await fetch.fetch("s", limit: 2)
            #expect(report.found == 5 && report.added == 2 && report.believed?.serial == 5)
            #expect(try await Kept.bodies(other).keys.sorted() == [4, 5])
            // All at once.
            let third = try await Ledger.open(copies + "-c/ledger.sqlite")
            let all = try await ArchiveFetch(from: tested.archive, to: third).fetch("s", limit: 9)
            #expect(all.added == 5 && all.believed?.serial == 5)
            await other.close()
            await third.close()
        }
    }

    private static func change(_ ledger: String, _ sql: String) async throws {
        let changed = try await Program.shell(
            """
            python3 - <<'END'
            import sqlite3
            ledger = sqlite3.connect("\(ledger)")
            ledger.execute("\(sql)")
            ledger.commit()
            END
            """)
        #expect(changed.errorOutput == "")
    }
}
