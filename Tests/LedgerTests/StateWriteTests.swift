import Decisions
import Testing

@testable import Ledger

@Suite struct StateWriteTests {
    private func attempt(
        _ book: any RepairStore, _ n: Int, _ kind: RepairKind = .emergencyDeploy, serial: UInt64,
        _ outcome: RepairOutcome?, after: UInt64? = nil
    ) async throws {
        var beginning = Given.beginning(n)
        beginning.kind = kind
        let admission = try await book.begin(beginning)
        let body = Array("state \(serial)".utf8)
        let identity = SnapshotIdentity(
            lineage: "l", serial: serial, resources: 1, bytes: body.count, sha256: "\(serial)")
        try await book.storeSnapshot(admission.id, identity, body: body, at: Given.start)
        try await book.step(admission.id, "apply", detail: "", changing: [], at: Given.start)
        guard let outcome else { return }
        try await book.end(
            admission, outcome: outcome, reason: "", serialAfter: after, at: Given.moment(60 * n + 30))
    }

    @Test(arguments: Store.allCases)
    func withoutUnfinishedDeployNoStateWritesAreRead(store: Store) async throws {
        try await store.withBook { book in
            #expect(try await book.stateWrites(of: "s") == [])
            try await attempt(book, 0, serial: 3, .repaired, after: 4)
            try await attempt(book, 1, .rollback, serial: 4, .notVerified, after: 6)
            #expect(try await book.stateWrites(of: "s") == [])
        }
    }

    @Test(arguments: Store.allCases)
    func everyRepairThatMayHaveWrittenTheStateIsListed(store: Store) async throws {
        try await store.withBook { book in
            try await attempt(book, 0, serial: 3, .notVerified, after: 5)
            try await attempt(book, 1, serial: 5, .repaired, after: 6)
            try await attempt(book, 2, .removeAlarms, serial: 6, .repaired, after: 8)
            try await attempt(book, 3, serial: 8, .refused)
            try await attempt(book, 4, serial: 8, .failed)
            try await attempt(book, 5, serial: 8, .unknown)
            let found = try await book.stateWrites(of: "s")
            #expect(found.map(\.serialBefore) == [8, 6, 5, 3])
            #expect(found.map(\.serials) == [8...11, 8...8, 6...6, 5...5])
            #expect(
                found.map(\.kind) == [.emergencyDeploy, .removeAlarms, .emergencyDeploy, .emergencyDeploy])
            // Only an unfinished deploy may have dropped something.
            let bodies = found.map { $0.bodies.map { String(decoding: $0, as: UTF8.self) } }
            #expect(bodies == [["state 8"], [], [], ["state 3"]])
            #expect(try await book.stateWrites(of: "another") == [])
        }
    }

    /// A mute removes nothing from the state: an alarm that was muted, and that a failed deploy dropped, is still remembered.
    @Test(arguments: Store.allCases)
    func mutedAlarmsDoNotCountAsDestroyed(store: Store) async throws {
        try await store.withBook { book in
            let alarms = ["a", "b"].map { Address(type: "aws_cloudwatch_metric_alarm", name: $0) }
            try await attempt(book, 0, serial: 3, .notVerified, after: 5)
            var beginning = Given.beginning(1)
            (beginning.kind, beginning.addresses) = (.removeAlarms, alarms)
            let admission = try await book.begin(beginning)
            let identity = SnapshotIdentity(lineage: "l", serial: 5, resources: 1, bytes: 1, sha256: "5")
            try await book.storeSnapshot(admission.id, identity, body: [0x20], at: Given.start)
            try await book.storeMutes(
                admission.id, stack: "s", incident: nil, alarms: [(alarms[0], "a")], since: Given.start,
                until: Given.moment(600).wall)
            try await book.step(admission.id, "apply", detail: "", changing: [], at: Given.start)
            try await book.end(
                admission, outcome: .repaired, reason: "", serialAfter: 7, at: Given.moment(90))
            #expect(try await book.stateWrites(of: "s").first?.addresses == [alarms[1]])
            try await book.endMutes(stack: "s", alarms: alarms, at: Given.start)
            #expect(try await book.stateWrites(of: "s").first?.addresses == [alarms[1]])
        }
    }

    /// The apply is recorded before it begins. A repairer that died before wrote nothing, so what is missing from the state since
    /// then was removed on purpose.
    @Test(arguments: Store.allCases)
    func repairThatDiedBeforeItsApplyWroteNoState(store: Store) async throws {
        try await store.withBook { book in
            for (step, count) in [("plan", 0), ("apply", 1)] {
                let admission = try await book.begin(Given.beginning(0))
                let identity = SnapshotIdentity(lineage: "l", serial: 3, resources: 1, bytes: 1, sha256: "3")
                try await book.storeSnapshot(admission.id, identity, body: [0x20], at: Given.start)
                try await book.step(admission.id, step, detail: "", changing: [], at: Given.start)
                #expect(try await book.stateWrites(of: "s").count == count, "\(step)")
                try await book.end(
                    admission, outcome: .unknown, reason: "", serialAfter: nil, at: Given.moment(30))
                #expect(try await book.stateWrites(of: "s").count == count, "\(step)")
            }
        }
    }

    @Test(arguments: Store.allCases)
    func plannedChangesAreAddedToTheAddresses(store: Store) async throws {
        try await store.withBook { book in
            let planned = Address(type: "aws_sqs_queue", name: "planned")
            for kind in [RepairKind.emergencyDeploy, .rollback] {
                var beginning = Given.beginning(0)
                beginning.kind = kind
                let admission = try await book.begin(beginning)
                let identity = SnapshotIdentity(lineage: "l", serial: 3, resources: 1, bytes: 1, sha256: "3")
                try await book.storeSnapshot(admission.id, identity, body: [0x20], at: Given.start)
                for _ in 1...2 {
                    try await book.step(
                        admission.id, "apply", detail: "", changing: [planned], at: Given.start)
                }
                try await book.end(
                    admission, outcome: .notVerified, reason: "", serialAfter: 4, at: Given.moment(30))
            }
            let expected = Given.beginning(0).addresses + [planned]
            #expect(try await book.stateWrites(of: "s").map(\.addresses) == [expected, expected])
            // Each address is one write of the state; the end of the apply is one, and an interruption is one.
            var unseen = try #require(try await book.stateWrites(of: "s").last)
            unseen.serialAfter = nil
            #expect(unseen.serials == 3...(3 + UInt64(expected.count) + 2))
            #expect(try await book.destroyed(of: "s", since: Given.start) == expected)
        }
    }
}
