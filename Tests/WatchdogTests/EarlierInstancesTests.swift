import Decisions
import Ledger
import Terraform
import TestSupport
import Testing

@testable import Watchdog

/// Which instances of earlier states AWS is asked for.
@Suite struct EarlierInstancesTests {
    private static let start = Timestamp(seconds: 1_772_334_000)
    private static let day: Int64 = 86_400
    private static let table =
        #"{"type":"aws_dynamodb_table","name":"t","instances":[{"attributes":{"id":"t","name":"t"}}]}"#
    private static let moved =
        #"{"type":"aws_dynamodb_table","name":"other","instances":[{"attributes":{"id":"t","name":"t"}}]}"#
    private static let role =
        #"{"type":"aws_iam_role","name":"r","instances":[{"attributes":{"id":"r","arn":"arn:aws:iam::1:role/r"}}]}"#
    private static let odd =
        #"{"type":"aws_no_such_type","name":"x","instances":[{"attributes":{"id":"x"}}]}"#

    private func state(_ serial: Int, _ resources: [String], lineage: String = "l") throws -> State {
        let parts = resources.map { #"{"mode":"managed",\#($0.dropFirst())"# }.joined(separator: ",")
        return try State(
            parsing: Array(
                #"{"version":4,"serial":\#(serial),"lineage":"\#(lineage)","resources":[\#(parts)]}"#.utf8),
            stack: "s")
    }

    private func cycle(_ state: State, stack: String = "s", day: Int64 = 0) -> CycleRecord {
        let at = Self.start + .seconds(day * Self.day)
        return CycleRecord(
            stack: stack, at: at,
            state: (
                BelievedState(identity: state.identity, addresses: state.managed.map(\.address), seen: at),
                state.raw
            ),
            readings: [], watch: Watch(), alarms: "", opened: [], closed: [], keepReadings: .seconds(3600))
    }

    private func names(_ state: State, day: Int64 = 0, _ ledger: Ledger) async throws -> [String] {
        try await EarlierInstances(stack: "s").lackedBy(
            state, at: Self.start + .seconds(day * Self.day), in: ledger
        ).map { "\($0.instance.address) \($0.snapshot.identity.serial)" }
    }

    private func with(_ body: (Ledger) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            try await ledger.record(cycle(try state(1, [Self.table])))
            try await ledger.record(cycle(try state(2, [Self.table, Self.role, Self.odd])))
            try await body(ledger)
        }
    }

    @Test func damagedSnapshotHidesNothingOfTheOthers() async throws {
        try await with { ledger in
            // The role is in the second one only, and the table in both.
            try await ledger.record(cycle(try state(3, [Self.table])))
            let change = try await Program.shell(
                """
                python3 - <<'END'
                import sqlite3
                ledger = sqlite3.connect("\(ledger.path)")
                ledger.execute("UPDATE snapshots SET sha256 = '00' WHERE serial = 2")
                ledger.commit()
                END
                """)
            #expect(change.errorOutput == "")
            #expect(try await names(try state(4, []), ledger) == ["aws_dynamodb_table.t 3"])
        }
    }

    @Test func newestSnapshotWithTheInstanceIsUsed() async throws {
        try await with { ledger in
            let whole = try state(2, [Self.table, Self.role, Self.odd])
            #expect(try await names(whole, ledger) == [])
            let less = try state(3, [Self.role])
            #expect(try await names(less, ledger) == ["aws_dynamodb_table.t 2"])
            // Types that AWS cannot be asked for are left out; a new lineage does not matter.
            let other = try state(1, [], lineage: "new")
            #expect(
                try await names(other, ledger).sorted() == ["aws_dynamodb_table.t 2", "aws_iam_role.r 2"])
        }
    }

    @Test func oldSnapshotsAreForgotten() async throws {
        try await with { ledger in
            let now = try state(3, [])
            #expect(try await names(now, day: 6, ledger).count == 2)
            #expect(try await names(now, day: 8, ledger) == [])
            for serial in 3...(2 + EarlierInstances.snapshots) {
                try await ledger.record(cycle(try state(serial, [])))
            }
            #expect(try await names(now, ledger) == [])
        }
    }

    @Test func whatWasMovedIsNotLacking() async throws {
        try await with { ledger in
            let moved = try state(3, [Self.moved, Self.role])
            #expect(try await names(moved, ledger) == [])
            // Into another stack.
            let here = try state(3, [Self.role])
            #expect(try await names(here, ledger).count == 1)
            try await ledger.record(cycle(try state(1, [Self.moved], lineage: "k"), stack: "another"))
            #expect(try await names(here, ledger) == [])
        }
    }

    @Test func searchIsDueUntilItsResultIsStored() async throws {
        try await with { ledger in
            #expect(try await !ledger.isOrphanSearchDue(of: "s"))
            var lacking = cycle(try state(3, [Self.role]))
            lacking.hasLost = true
            try await ledger.record(lacking)
            #expect(try await ledger.isOrphanSearchDue(of: "s"))
            let orphan = Orphan(
                Address(type: "aws_dynamodb_table", name: "t"), .removed, importID: "t", serial: 2)
            try await ledger.storeOrphans([orphan], of: "s")
            #expect(try await !ledger.isOrphanSearchDue(of: "s"))
            #expect(try await ledger.orphans(of: "s") == [orphan])
            #expect(try await ledger.orphans(of: "another") == [])
        }
    }
}
