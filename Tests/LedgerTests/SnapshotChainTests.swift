import Decisions
import Foundation
import GRDB
import Hashes
import TestSupport
import Testing

@testable import Ledger

/// Snapshots that are stored as differences from each other.
@Suite struct SnapshotChainTests {
    private func with(_ body: (Ledger, String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/ledger.sqlite"
            let ledger = try await Ledger.open(path)
            try await body(ledger, path)
            await ledger.close()
        }
    }

    /// Records this many changes of one state.
    private func record(_ count: Int, in ledger: Ledger, instances: Int = 40) async throws -> [[UInt8]] {
        var state = ChangingState(count: instances)
        var texts: [[UInt8]] = []
        for n in 0..<count {
            state.change(1 + n % 5)
            try await ledger.record(state.cycle(n))
            texts.append(state.text)
        }
        return texts
    }

    private func fault(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? LedgerFault)?.description ?? "\(error)"
        }
    }

    @Test func everySnapshotIsReadBackExactlyInFewSteps() async throws {
        try await with { ledger, path in
            let texts = try await record(200, in: ledger)
            await ledger.close()
            let reader = try await Ledger.openReading(path)
            let stored = try await reader.snapshots(of: "s", limit: 1000)
            #expect(stored.count == 200 && stored.first?.identity.serial == 201)
            for (snapshot, text) in zip(stored.reversed(), texts) {
                #expect(try await reader.body(of: snapshot.id) == text)
            }
            let rows = try await reader.read { database in
                try (1...200).map { try SnapshotChain.rows(upTo: Int64($0), database) }
            }
            #expect(rows.allSatisfy { $0.count <= 15 })
            #expect(rows.filter { $0.count == 1 }.map { $0[0].snapshot } == [1, 65, 129, 193])
            // A difference takes a small part of what a snapshot takes that stands alone.
            let (whole, differences) = (
                rows[64][0].body.count, rows[65...126].map { $0[$0.count - 1].body.count }
            )
            #expect(differences.reduce(0, +) / differences.count < whole / 5, "\(differences) of \(whole)")
            let found = try #require(try await reader.snapshot(150))
            #expect(found.addresses.count == 40 && found.addresses[7] == "aws_lambda_function.f[7]")
        }
    }

    @Test func unrelatedStateStandsAlone() async throws {
        try await with { ledger, _ in
            var state = ChangingState(count: 30)
            for n in 0..<3 {
                state.change(1)
                try await ledger.record(state.cycle(n))
            }
            let other = SHA256.hexadecimal(state.text)
            let noise = (0..<200).map { SHA256.hexadecimal(Array("\(other)\($0)".utf8)) }.joined()
            try await ledger.record(Given.cycle(3, serial: 99, body: noise))
            let bases = try await ledger.read {
                try Int64?.fetchAll($0, sql: "SELECT base FROM snapshot_bodies ORDER BY snapshot")
            }
            #expect(bases == [nil, 1, 2, nil])
        }
    }

    @Test func damagedSnapshotIsNotReturnedAndTheNextStateIsStored() async throws {
        try await with { ledger, _ in
            let texts = try await record(3, in: ledger)
            try await ledger.write { database in
                try database.execute(sql: "UPDATE snapshots SET sha256 = 'other' WHERE id = 1")
                try database.execute(sql: "UPDATE snapshot_bodies SET body = x'00' WHERE snapshot = 3")
            }
            let hash = await fault { _ = try await ledger.body(of: 1) }
            #expect(hash == "snapshot 1 is damaged and is not returned: its hash is another")
            #expect(try await ledger.body(of: 2) == texts[1])
            #expect(
                await fault { _ = try await ledger.body(of: 3) }?.hasPrefix("snapshot 3 is damaged") == true)
            var state = ChangingState(count: 40)
            for _ in 0..<9 { state.change(1) }
            try await ledger.record(state.cycle(9))
            #expect(try await ledger.body(of: 4) == state.text)
            // What others were stored as differences from cannot be deleted.
            let refused = await fault {
                try await ledger.write { try $0.execute(sql: "DELETE FROM snapshots WHERE id = 1") }
            }
            #expect(refused != nil)
        }
    }

    @Test func snapshotsOfAnOlderVersionStayReadable() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/ledger.sqlite"
            var state = ChangingState(count: 20)
            let (old, text) = state.believed()
            try await writeWithVersionFive(old.identity, text, "a.b\na.c[\"x y\"]", path)
            // A command of this version reads it before the service has changed the tables.
            let before = try await Ledger.openReading(path)
            #expect(try await before.body(of: 1) == text)
            #expect(try await before.snapshot(1)?.addresses == ["a.b", "a.c[\"x y\"]"])
            #expect(try await before.snapshots(of: nil).map(\.identity) == [old.identity])
            let names = [Address(type: "a", name: "b"), Address(type: "a", name: "d")]
            #expect(try await before.neverSeen(names, of: "s") == [names[1]])
            #expect(try await before.stackRecord(of: "s").believed?.addresses.count == 2)
            await before.close()
            let ledger = try await Ledger.open(path)
            #expect(try await ledger.neverSeen(names, of: "s") == [names[1]])
            #expect(try await ledger.stackRecord(of: "s").believed?.addresses.count == 2)
            state.change(1)
            try await ledger.record(state.cycle(1))
            #expect(try await ledger.body(of: 1) == text)
            #expect(try await ledger.body(of: 2) == state.text)
            #expect(try await ledger.snapshot(1)?.addresses == ["a.b", "a.c[\"x y\"]"])
            #expect(try await ledger.snapshot(2)?.addresses.count == 20)
            let base = try await ledger.read {
                try Int64.fetchOne($0, sql: "SELECT base FROM snapshot_bodies WHERE snapshot = 2")
            }
            #expect(base == 1)
        }
    }

    private func writeWithVersionFive(
        _ identity: SnapshotIdentity, _ text: [UInt8], _ addresses: String, _ path: String
    ) async throws {
        let queue = try DatabaseQueue(path: path)
        try LedgerSchema.migrator().migrate(queue, upTo: "5")
        let body = try Compression.compress(text)
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO snapshots (id, stack, lineage, serial, taken_at, seen_at, seen_ms, resources, bytes, sha256,
                        addresses, body) VALUES (1, 's', ?, ?, 'x', 'x', 1000, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    identity.lineage, Int64(identity.serial), identity.resources, identity.bytes,
                    identity.sha256, addresses, Data(body),
                ])
            try database.execute(sql: "INSERT INTO believed VALUES ('s', 1)")
        }
        try queue.close()
    }

    @Test func addressThatWasSeenOnceStaysSeen() async throws {
        try await with { ledger, _ in
            let names = ["a", "b", "c"].map { Address(type: "t", name: $0) }
            try await ledger.record(Given.cycle(0, addresses: [names[0], names[1]]))
            try await ledger.record(Given.cycle(1, serial: 2, body: "2", addresses: [names[0]]))
            #expect(try await ledger.neverSeen(names, of: "s") == [names[2]])
            #expect(try await ledger.snapshot(1)?.addresses == ["t.a", "t.b"])
            #expect(try await ledger.snapshot(2)?.addresses == ["t.a"])
            #expect(try await ledger.stackRecord(of: "s").believed?.addresses == [names[0]])
        }
    }

    /// With half a million snapshots no query may read all of them.
    @Test func queriesOfEachCycleUseAnIndex() async throws {
        try await with { ledger, _ in
            func plan(_ query: String) async throws -> String {
                try await ledger.read {
                    try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + query).map { $0["detail"] as String }
                        .joined(separator: "; ")
                }
            }
            let highest = try await plan(
                "SELECT max(resources) FROM snapshots WHERE stack = 's' AND seen_ms >= 5")
            #expect(highest.contains("COVERING INDEX snapshots_seen (stack=? AND seen_ms>?)"), "\(highest)")
            let list = try await plan("SELECT id FROM snapshots WHERE stack = 's' ORDER BY id DESC LIMIT 9")
            #expect(list.contains("INDEX snapshots_of (stack=?)") && !list.contains("TEMP B-TREE"), "\(list)")
            let seen = try await plan("SELECT 1 FROM seen_addresses WHERE stack = 's' AND address = 'a'")
            #expect(seen.contains("PRIMARY KEY (stack=? AND address=?)"), "\(seen)")
        }
    }
}
