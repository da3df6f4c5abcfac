import Decisions
import Foundation
import HTTP
import Ledger
import Settings
import TestSupport
import Testing

@testable import Archives

@Suite struct DirectoryArchiveTests {
    private func mode(_ path: String) throws -> Int {
        try #require(
            FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        ).intValue
    }

    private func files(_ directory: String) -> [String] {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        return all.filter { !$0.hasSuffix("/l-1") && $0 != "s" }.sorted()
    }

    @Test func copiesOutliveOutagesAndComeBackOnANewMachine() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/a/ledger.sqlite")
            let copies = directory + "/copies"
            for serial in 1...3 { try await Kept.store(serial, in: ledger) }
            try await HTTPClient.with { http in
                let tested = TestedQueue(ArchiveSettings(.directory(copies)), ledger, http: http)
                // The disk is not mounted: one line, and no new attempt before the pause has passed.
                #expect(try await tested.queue.pass() == 0)
                #expect(try await tested.queue.pass() == 0)
                #expect(tested.events.count == 1 && tested.events[0].contains("no such directory"))
                var standing = try #require(try await ledger.archiveStanding())
                #expect(standing.waiting == 3 && standing.failures == 1 && standing.failingSince != nil)
                tested.advance(.seconds(60))
                #expect(try await tested.queue.pass() == 0)
                #expect(tested.events.count == 1)

                try FileManager.default.createDirectory(
                    atPath: copies, withIntermediateDirectories: false)
                // A service that was killed in the middle of a copy leaves such a file.
                try FileManager.default.createDirectory(
                    atPath: copies + "/s/l-1", withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
                _ = FileManager.default.createFile(atPath: copies + "/s/l-1/.part", contents: Data([1]))
                tested.advance(.seconds(60))
                #expect(try await tested.queue.pass() == 3)
                #expect(tested.events.count == 2 && tested.events[1].contains("again"))
                try await Kept.store(4, in: ledger)
                #expect(try await tested.queue.pass() == 1)
                #expect(try await tested.queue.pass() == 0)
                standing = try #require(try await ledger.archiveStanding())
                #expect(standing.waiting == 0 && standing.failingSince == nil && standing.why == nil)
            }
            let found = files(copies)
            #expect(found.count == 4 && found.allSatisfy { $0.hasSuffix(".tfstate.zst") })
            #expect(try mode(copies + "/" + found[0]) == 0o600)
            #expect(try mode(copies + "/s") == 0o700)
            let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: copies + "/" + found[1])))
            #expect(try PlainArchive.unpack(file, limit: 1 << 20) == Kept.state(2))
            let before = try await Kept.bodies(ledger)

            // One copy was changed, another has the name of a third one.
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: copies + "/" + found[0]))
            try FileManager.default.removeItem(atPath: copies + "/" + found[2])
            try FileManager.default.copyItem(
                atPath: copies + "/" + found[1], toPath: copies + "/" + found[2])
            let other = try await Ledger.open(directory + "/b/ledger.sqlite")
            try await HTTPClient.with { http in
                let archive = OpenArchive(
                    ArchiveSettings(.directory(copies)), http: http, environment: [:], region: nil,
                    now: { Kept.start })
                let report = try await ArchiveFetch(from: archive, to: other).fetch("s", limit: 100)
                #expect(report.found == 4 && report.added == 2 && report.present == 0)
                #expect(report.damaged.map(\.name) == [found[0], found[2]])
                #expect(report.believed?.serial == 4)
                let again = try await ArchiveFetch(from: archive, to: other).fetch("s", limit: 100)
                #expect(again.added == 0 && again.present == 2 && again.believed == nil)
                #expect(try await ArchiveFetch(from: archive, to: other).fetch("t", limit: 9).found == 0)
            }
            let bodies = try await Kept.bodies(other)
            #expect(bodies == before.filter { [2, 4].contains($0.key) })
            let newest = try #require(try await other.snapshots(of: "s").first)
            #expect(newest.takenAt == (Kept.start + .seconds(240)).description)
            await ledger.close()
            await other.close()
        }
    }

    @Test func newestIsCopiedFirstAndDamageDoesNotStopTheRest() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            for serial in 1...25 { try await Kept.store(serial, in: ledger) }
            let copies = directory + "/copies"
            try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: false)
            let damage = try await Program.shell(
                """
                python3 - <<'END'
                import sqlite3
                ledger = sqlite3.connect("\(directory)/ledger.sqlite")
                ledger.execute("UPDATE snapshots SET sha256 = 'no' WHERE serial = 24")
                ledger.commit()
                END
                """)
            #expect(damage.errorOutput == "")
            try await HTTPClient.with { http in
                let tested = TestedQueue(ArchiveSettings(.directory(copies)), ledger, http: http)
                #expect(try await tested.queue.pass() == 20)
                // The newest 20, without the damaged one.
                #expect(files(copies).count == 19)
                #expect(files(copies).first?.contains("/00000000000000000006-") == true)
                #expect(tested.events.count == 1 && tested.events[0].contains("snapshot 24 is not archived"))
                #expect(try await tested.queue.pass() == 5)
                #expect(files(copies).count == 24)
                // Another place gets everything.
                let next = directory + "/next"
                try FileManager.default.createDirectory(atPath: next, withIntermediateDirectories: false)
                let other = TestedQueue(ArchiveSettings(.directory(next)), ledger, http: http)
                while try await other.queue.pass() > 0 {}
                #expect(files(next).count == 24)
                try await ledger.endArchive()
                #expect(try await ledger.archiveStanding() == nil)
            }
            await ledger.close()
        }
    }
}
