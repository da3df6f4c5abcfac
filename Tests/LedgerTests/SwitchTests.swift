import Decisions
import Testing

@testable import Ledger

/// Operators' switches, in SQLite and in memory.
@Suite struct SwitchTests {
    private func pause(_ stack: String?, at: Int = 0, lasts: Duration? = nil) -> StoredSwitch {
        StoredSwitch(.pause, stack: stack, who: "kim", why: "work", at: Given.moment(at), lasts: lasts)
    }

    private func reset(_ kind: RepairKind?, through: Int64) -> StoredSwitch {
        StoredSwitch(
            .reset, stack: "s", subject: kind?.rawValue, who: "kim", why: "mended", at: Given.moment(0),
            through: through)
    }

    @Test(arguments: Store.allCases)
    func pauseStopsItsStackOrAllStacks(store: Store) async throws {
        try await store.withLedger { ledger in
            let now = Given.moment(60)
            #expect(try await ledger.switches(of: "s", now: now) == StackSwitches())
            try await ledger.set(pause("s"))
            #expect(try await ledger.switches(of: "s", now: now).operators.pause == "kim: work")
            #expect(try await ledger.switches(of: "other", now: now).operators.pause == nil)
            try await ledger.set(pause(nil))
            #expect(try await ledger.switches(of: "other", now: now).operators.pause == "kim: work")
            // Each is ended on its own; one is enough to pause.
            #expect(try await ledger.endPauses(of: "s", who: "kim", at: now) == 1)
            #expect(try await ledger.switches(of: "s", now: now).operators.pause == "kim: work")
            #expect(try await ledger.endPauses(of: nil, who: "kim", at: now) == 1)
            #expect(try await ledger.switches(of: "s", now: now) == StackSwitches())
            #expect(try await ledger.endPauses(of: "s", who: "kim", at: now) == 0)
        }
    }

    @Test(arguments: Store.allCases)
    func pauseExpiresByUptimeAndNotByWallClock(store: Store) async throws {
        try await store.withLedger { ledger in
            try await ledger.set(pause("s", lasts: .seconds(3600)))
            func isPaused(_ uptime: Int, wall: Int, boot: String = "b") async throws -> Bool {
                let now = Moment(
                    wall: Given.start + .seconds(wall), boot: boot, uptime: .seconds(10_000 + uptime))
                return try await ledger.switches(of: "s", now: now).operators.pause != nil
            }
            #expect(try await isPaused(3599, wall: 3599))
            #expect(try await !isPaused(3600, wall: 3600))
            #expect(try await isPaused(60, wall: 86_400))
            #expect(try await !isPaused(3600, wall: -86_400))
            // After a reboot only the wall clocks are known.
            #expect(try await isPaused(-9990, wall: 3000, boot: "c"))
            #expect(try await !isPaused(-9990, wall: 3600, boot: "c"))
            // An expired pause is stored until somebody ends it.
            #expect(try await ledger.storedSwitches(of: "s").count == 1)
            #expect(try await ledger.endPauses(of: "s", who: "kim", at: Given.moment(0)) == 1)
        }
    }

    @Test(arguments: Store.allCases)
    func incidentSwitchesApplyUntilTheIncidentIsClosed(store: Store) async throws {
        try await store.withLedger { ledger in
            let (first, second) = (Given.incident("s-1"), Given.incident("s-2", rule: "other"))
            try await ledger.record(
                Given.cycle(1, opened: [first, second], watch: Given.watch(first, second)))
            for (kind, id) in [
                (StoredSwitch.Kind.acknowledge, "s-1"), (.close, "s-1"), (.acknowledge, "s-2"),
            ] {
                try await ledger.set(
                    StoredSwitch(kind, stack: "s", subject: id, who: "kim", why: id, at: Given.moment(0)))
            }
            var operators = try await ledger.switches(of: "s", now: Given.moment(60)).operators
            #expect(operators.acknowledged == ["s-1": "kim: s-1", "s-2": "kim: s-2"])
            #expect(operators.closed == ["s-1": "kim: s-1"])
            try await ledger.record(
                Given.cycle(2, closed: [(first, .person("kim: s-1"))], watch: Given.watch(second)))
            operators = try await ledger.switches(of: "s", now: Given.moment(120)).operators
            #expect(operators.acknowledged == ["s-2": "kim: s-2"] && operators.closed.isEmpty)
            #expect(try await ledger.storedSwitches(of: nil).map(\.subject) == ["s-2"])
        }
    }

    @Test(arguments: Store.allCases)
    func resetAppliesToItsKindUpToItsRepair(store: Store) async throws {
        try await store.withLedger { ledger in
            try await ledger.set(reset(.emergencyDeploy, through: 4))
            var resets = try await ledger.switches(of: "s", now: Given.moment(60)).resets
            #expect(resets == [.emergencyDeploy: 4])
            #expect(try await ledger.switches(of: "other", now: Given.moment(60)).resets.isEmpty)
            try await ledger.set(reset(nil, through: 3))
            resets = try await ledger.switches(of: "s", now: Given.moment(60)).resets
            // A reset of all kinds applies to each kind, and no reset undoes another.
            #expect(resets.count == RepairKind.allCases.count)
            #expect(resets[.emergencyDeploy] == 4 && resets[.removeAlarms] == 3)
        }
    }

    @Test(arguments: Store.allCases)
    func switchesAreReadBackUnchanged(store: Store) async throws {
        try await store.withLedger { ledger in
            let entries = [
                pause(nil, lasts: .seconds(90)), reset(.rollback, through: 2), pause("other", at: 5),
            ]
            for entry in entries { try await ledger.set(entry) }
            #expect(try await ledger.storedSwitches(of: nil) == entries)
            #expect(try await ledger.storedSwitches(of: "s") == Array(entries.prefix(2)))
        }
    }
}
