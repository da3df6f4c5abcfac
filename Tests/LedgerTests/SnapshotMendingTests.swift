import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

/// The service has the state in its hands of which the ledger has a damaged copy.
@Suite struct SnapshotMendingTests {
    @Test(arguments: ["x'00'", "zeroblob(3)", "NULL"])
    func damagedBelievedSnapshotIsStoredAgain(body: String) async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            var state = ChangingState(count: 30)
            let first = state
            var texts: [[UInt8]] = []
            for n in 0..<4 {
                texts.append(state.text)
                try await ledger.record(state.cycle(n))
                state.change(2)
            }
            // Somebody put the first one back, of which the second is the difference.
            try await ledger.record(first.cycle(5))
            #expect(try await ledger.checkBelieved(of: "s") == nil)
            #expect(try await ledger.checkBelieved(of: "t") == nil)
            try await ledger.write { database in
                let sql =
                    body == "NULL"
                    ? "DELETE FROM snapshot_bodies WHERE snapshot = 1"
                    : "UPDATE snapshot_bodies SET body = \(body) WHERE snapshot = 1"
                try database.execute(sql: sql)
            }
            // Nothing looked yet.
            try await ledger.record(first.cycle(6))
            await #expect(throws: LedgerFault.self) { try await ledger.body(of: 2) }
            let damage = try await ledger.checkBelieved(of: "s")
            #expect(damage?.hasPrefix("snapshot 1, the newest believed state, is damaged: ") == true)
            try await ledger.record(first.cycle(7))
            #expect(try await ledger.checkBelieved(of: "s") == nil)
            for id in 1...4 { #expect(try await ledger.body(of: Int64(id)) == texts[id - 1], "\(id)") }
            // The next states are stored as before.
            state.change(1)
            try await ledger.record(state.cycle(8))
            #expect(try await ledger.believedBody(of: "s") == state.text)
        }
    }

    /// What was stored after the damage is the difference from the damaged text.
    @Test func snapshotThatNeedsTheDamagedOneStandsAlone() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            var state = ChangingState(count: 30)
            let (first, text) = (state, state.text)
            try await ledger.record(state.cycle(0))
            try await ledger.write { database in
                let bodies = SnapshotBodies()
                guard let row = try SnapshotChain.row(1, database) else { return }
                var other = try row.content(after: nil, bodies).bytes
                other[500] ^= 1
                try database.execute(
                    sql: "UPDATE snapshot_bodies SET body = ? WHERE snapshot = 1",
                    arguments: [Data(try bodies.stored(other, of: row.identity, owner: "s"))])
            }
            state.change(2)
            try await ledger.record(state.cycle(1))
            try await ledger.record(first.cycle(2))
            #expect(try await ledger.checkBelieved(of: "s")?.contains("its hash is another") == true)
            try await ledger.record(first.cycle(3))
            #expect(try await ledger.body(of: 1) == text)
            #expect(try await ledger.body(of: 2) == state.text)
        }
    }
}
