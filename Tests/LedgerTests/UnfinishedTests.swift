import Decisions
import Testing

@testable import Ledger

@Suite struct UnfinishedTests {
    private func attempt(
        _ book: any RepairStore, _ n: Int, serial: UInt64, _ outcome: RepairOutcome?, after: UInt64? = nil
    ) async throws {
        let admission = try await book.begin(Given.beginning(n))
        let body = Array("state \(serial)".utf8)
        let identity = SnapshotIdentity(
            lineage: "l", serial: serial, resources: 1, bytes: body.count, sha256: "\(serial)")
        try await book.storeSnapshot(admission.id, identity, body: body, at: Given.start)
        guard let outcome else { return }
        try await book.end(
            admission, outcome: outcome, reason: "", serialAfter: after, at: Given.moment(60 * n + 30))
    }

    @Test(arguments: Store.allCases)
    func whatWasNotFinishedSinceTheLastThatWasIsRemembered(store: Store) async throws {
        try await store.withBook { book in
            #expect(try await book.unfinished(of: "s") == [])
            try await attempt(book, 0, serial: 3, .notVerified, after: 4)
            try await attempt(book, 1, serial: 4, .repaired, after: 6)
            #expect(try await book.unfinished(of: "s") == [])
            try await attempt(book, 2, serial: 6, .notVerified, after: 8)
            try await attempt(book, 3, serial: 8, .refused)
            try await attempt(book, 4, serial: 8, .unknown)
            let found = try await book.unfinished(of: "s")
            #expect(found.map(\.serialBefore) == [8, 6])
            #expect(found.map(\.serials) == [8...11, 8...8])
            #expect(found.map(\.bodies) == [[Array("state 8".utf8)], [Array("state 6".utf8)]])
            #expect(found.first?.addresses == Given.beginning(4).addresses)
        }
    }
}
