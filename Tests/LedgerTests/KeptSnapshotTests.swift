import Decisions
import TestSupport
import Testing

@testable import Ledger

/// Snapshots that are stored beside the watcher.
@Suite struct KeptSnapshotTests {
    private static func believed(_ serial: UInt64, _ body: String) -> BelievedState {
        BelievedState(
            identity: SnapshotIdentity(
                lineage: "l", serial: serial, resources: 1, bytes: body.utf8.count, sha256: "sha-\(body)"),
            addresses: [Address(type: "a", name: "b")], seen: Given.start)
    }

    @Test func storedStateIsReadBackAndIsNotBelieved() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            let first = Self.believed(1, "{one}")
            let number = try await ledger.keep(first, body: Array("{one}".utf8), of: "s", at: Given.start)
            #expect(try await ledger.body(of: number) == Array("{one}".utf8))
            #expect(try await ledger.stackRecord(of: "s").believed == nil)

            try await ledger.record(Given.cycle(1, serial: 5, body: "{}"))
            let before = try await ledger.stackRecord(of: "s").believed
            let second = Self.believed(6, "{two}")
            let newer = try await ledger.keep(second, body: Array("{two}".utf8), of: "s", at: Given.start)
            #expect(try await ledger.stackRecord(of: "s").believed == before)
            #expect(before?.identity.serial == 5)
            // The same state is stored once.
            #expect(
                try await ledger.keep(second, body: Array("{two}".utf8), of: "s", at: Given.start) == newer)
            #expect(try await ledger.number(of: second.identity, stack: "s") == newer)
            #expect(try await ledger.number(of: second.identity, stack: "other") == nil)
        }
    }
}
