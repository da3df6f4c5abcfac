import Decisions
import Testing

@testable import Ledger

/// What every repair book does, in SQLite and in memory.
@Suite struct RepairStoreTests {
    @Test(arguments: Store.allCases)
    func onlyOneRepairOfAStackRuns(store: Store) async throws {
        try await store.withBook { book in
            var first: RepairAdmission? = try await book.begin(Given.beginning(0))
            await #expect { try await book.begin(Given.beginning(60)) } throws: {
                ($0 as? LedgerFault)?.code == .busy
            }
            _ = try await book.begin(Given.beginning(60, stack: "another"))
            #expect(try await book.asked(Given.moment(60)).running == first?.id)
            if let admission = first {
                try await book.end(
                    admission, outcome: .repaired, reason: "", serialAfter: 2, at: Given.moment(60))
            }
            first = nil
            #expect(try await book.asked(Given.moment(120)).running == nil)
            _ = try await book.begin(Given.beginning(180))
        }
    }

    @Test(arguments: Store.allCases)
    func deadRepairerLeavesAnUnknownOutcomeThatCounts(store: Store) async throws {
        try await store.withBook { book in
            // Its admission is released at once, as if the process was killed.
            _ = try await book.begin(Given.beginning(0))
            #expect(try await book.asked(Given.moment(60)).withinBudget == 1)
            let next = try await book.begin(Given.beginning(120))
            let repairs = try await book.repairs(of: "s")
            #expect(repairs.map(\.outcome) == [nil, "unknown"])
            #expect(
                repairs.first?.id == next.id
                    && repairs[1].reason?.contains("without reporting an outcome") == true)
            // A repair of another stack changes nothing about it.
            _ = try await book.begin(Given.beginning(120, stack: "another"))
            #expect(try await book.repairs(of: "s").first?.outcome == nil)
        }
    }

    @Test(arguments: Store.allCases)
    func bookGivesTheFactsForTheGuardrails(store: Store) async throws {
        try await store.withBook { book in
            #expect(try await book.asked(Given.moment(0)) == .init())
            let outcomes: [RepairOutcome] = [.repaired, .refused, .wouldApply, .failed, .notVerified]
            for (n, outcome) in outcomes.enumerated() {
                _ = try await book.carryOut(Given.beginning(60 * n), outcome)
            }
            let now = try await book.asked(Given.moment(600))
            #expect(now.withinBudget == 2 && now.withinStackBudget == 2 && now.withinHostBudget == 2)
            #expect(now.sinceLast == .seconds(330))
            #expect(now.breaker?.failures == 2)
            #expect(try await book.asked(Given.moment(4200)).withinBudget == 0)
            // Of another kind, only a repair that changed something counts: the last row did.
            let removal = try await book.asked(Given.moment(600), kind: .removeAlarms)
            #expect(removal.sinceLast == .seconds(330) && removal.withinBudget == 0)
            #expect(removal.withinStackBudget == 2 && removal.breaker == nil)
            // Of another stack, what it changed on this host counts.
            let other = try await book.facts(
                stack: "another", kind: .emergencyDeploy, settings: GuardrailSettings(),
                now: Given.moment(600))
            #expect(other == .init(withinHostBudget: 2))
        }
    }

    /// Whether a person requested it, how far it got, how it ended, and whether it starts a cooldown for others.
    static let refusals: [(byPerson: Bool, steps: [String], outcome: RepairOutcome, startsCooldown: Bool)] = [
        (true, [], .refused, false),
        // The plan was inspected, or the outcome is not a refusal.
        (true, ["guardrails", "snapshot", "plan"], .refused, true), (true, ["guardrails"], .refused, false),
        (true, ["guardrails", "plan"], .wouldApply, true), (true, [], .failed, true),
        // The watcher would request it again in the next cycle.
        (false, [], .refused, true),
    ]

    @Test(arguments: Store.allCases, refusals.indices)
    func refusedRequestOfAPersonStartsNoCooldown(store: Store, index: Int) async throws {
        let row = Self.refusals[index]
        try await store.withBook { book in
            var beginning = Given.beginning(0)
            if row.byPerson { (beginning.rule, beginning.incident) = (nil, nil) }
            let admission = try await book.begin(beginning)
            for step in row.steps {
                try await book.step(
                    admission.id, step, detail: "d", changing: [], at: Given.moment(1).wall)
            }
            try await book.end(
                admission, outcome: row.outcome, reason: "so", serialAfter: nil, at: Given.moment(10))
            #expect(
                try await book.asked(Given.moment(60)).sinceLast == (row.startsCooldown ? .seconds(50) : nil))
        }
    }

    @Test(arguments: Store.allCases)
    func clockJumpDoesNotChangeTheAgeOfRepairs(store: Store) async throws {
        try await store.withBook { book in
            _ = try await book.carryOut(Given.beginning(0), .repaired)
            func asked(_ uptime: Int, wall: Int, boot: String = "b") async throws -> GuardrailFacts.Book {
                try await book.asked(
                    Moment(wall: Given.start + .seconds(wall), boot: boot, uptime: .seconds(uptime)))
            }
            // It ended at 10 030 seconds of uptime. Within one boot, the wall clock does not matter.
            for wall in [-86_400, 0, 150, 86_400] {
                let now = try await asked(10_150, wall: wall)
                #expect(now.sinceLast == .seconds(120) && now.withinBudget == 1, "\(wall)")
            }
            for wall in [-86_400, 150] {
                #expect(try await asked(13_600, wall: wall).withinBudget == 0, "\(wall)")
            }
            // After a reboot the wall clocks decide, but it is at least as long as this boot has lasted.
            let later = try await asked(50, wall: 7200, boot: "c")
            #expect(later.sinceLast == .seconds(7170) && later.withinBudget == 0)
            let back = try await asked(50, wall: -86_400, boot: "c")
            #expect(back.sinceLast == .seconds(50) && back.withinBudget == 1)
            let lasted = try await asked(4000, wall: -86_400, boot: "c")
            #expect(lasted.sinceLast == .seconds(4000) && lasted.withinBudget == 0)
        }
    }

    @Test(arguments: Store.allCases)
    func oldFailuresCountAfterHundredsOfLaterRows(store: Store) async throws {
        try await store.withBook { book in
            let failed = [
                try await book.carryOut(Given.beginning(0, kind: .removeAlarms), .failed),
                try await book.carryOut(Given.beginning(60, kind: .removeAlarms), .notVerified),
            ]
            // More repairs of the stack and of the host than the newest ones that are returned.
            for n in 0..<120 {
                _ = try await book.carryOut(Given.beginning(120 + n), n % 2 == 0 ? .refused : .wouldApply)
            }
            for n in 0..<210 {
                _ = try await book.carryOut(Given.beginning(300 + n, stack: "another"), .repaired)
            }
            let now = Given.moment(90_000)
            let breaker = try await book.asked(now, kind: .removeAlarms).breaker
            #expect(breaker?.failures == 2 && breaker?.repair == failed[1])
            let past = try await book.past(of: "s", leavingOut: nil)
            #expect(past.map(\.number) == past.map(\.number).sorted())
            #expect(past.filter { $0.stack == "s" }.count == 52 && past.count < 300)
            #expect(past.filter { $0.stack == "another" }.count == 200)
            // A reset that includes both failures closes it; so does one that includes the first, because one failure is not enough.
            let numbers = past.filter { failed.contains($0.id) }.map(\.number)
            let first = try #require(numbers.first)
            #expect(numbers == [first, first + 1])
            for (through, isOpen) in [(first - 1, true), (first, false), (first + 1, false)] {
                let asked = try await book.asked(now, kind: .removeAlarms, resets: [.removeAlarms: through])
                #expect((asked.breaker != nil) == isOpen, "\(through)")
            }
        }
    }

    @Test(arguments: Store.allCases)
    func requestingRepairDoesNotCountItself(store: Store) async throws {
        try await store.withBook { book in
            _ = try await book.carryOut(Given.beginning(0), .repaired)
            let admission = try await book.begin(Given.beginning(60))
            #expect(try await book.past(of: "s", leavingOut: nil).map(\.outcome) == [.repaired, nil])
            #expect(try await book.past(of: "s", leavingOut: admission.id).map(\.outcome) == [.repaired])
            let facts = try await book.facts(
                stack: "s", kind: .emergencyDeploy, settings: GuardrailSettings(),
                leavingOut: admission.id, now: Given.moment(60))
            #expect(facts.running == nil && facts.withinBudget == 1)
        }
    }

    @Test(arguments: Store.allCases)
    func stepsAndSnapshotsAreStoredBeforeTheChange(store: Store) async throws {
        try await store.withBook { book in
            let admission = try await book.begin(Given.beginning(0))
            // One for each tier; the first is the state before the repair.
            for serial in [7, 9, 7] as [UInt64] {
                let identity = SnapshotIdentity(
                    lineage: "l", serial: serial, resources: 1, bytes: 5, sha256: "\(serial)")
                try await book.storeSnapshot(
                    admission.id, identity, body: Array("state".utf8), at: Given.start)
            }
            try await book.step(admission.id, "plan", detail: "1 target", changing: [], at: Given.start)
            try await book.step(admission.id, "apply", detail: "create a.b", changing: [], at: Given.start)
            let repair = try #require(try await book.repairs(of: "s").first)
            #expect(repair.id == admission.id && repair.serialBefore == 7 && repair.outcome == nil)
            #expect(repair.steps == ["plan: 1 target", "apply: create a.b"])
            #expect(repair.addresses == ["a.b"] && repair.rule == "r" && repair.incident == "s-1")
            try await book.end(
                admission, outcome: .notVerified, reason: "half", serialAfter: 10, at: Given.moment(90))
            let ended = try #require(try await book.repairs(of: "s").first)
            #expect(ended.outcome == "not-verified" && ended.reason == "half" && ended.serialAfter == 10)
            #expect(ended.endedAt == "\(Given.start + .seconds(90))")
        }
    }

    @Test(arguments: Store.allCases)
    func whatRepairNamesBesidesAddressesIsStored(store: Store) async throws {
        try await store.withBook { book in
            var beginning = Given.beginning(0)
            beginning.subject = "l:7"
            _ = try await book.carryOut(beginning, .refused)
            _ = try await book.carryOut(Given.beginning(60), .refused)
            #expect(try await book.repairs(of: "s").map(\.subject) == [nil, "l:7"])
        }
    }

    @Test(arguments: Store.allCases)
    func unknownRepairCannotHaveSteps(store: Store) async throws {
        try await store.withBook { book in
            await #expect(throws: LedgerFault.self) {
                try await book.step("none", "apply", detail: "", changing: [], at: Given.start)
            }
            await #expect(throws: LedgerFault.self) {
                let identity = SnapshotIdentity(lineage: "l", serial: 7, resources: 1, bytes: 0, sha256: "x")
                try await book.storeSnapshot("none", identity, body: [], at: Given.start)
            }
        }
    }

    @Test(arguments: Store.allCases)
    func repairsAreListedNewestFirst(store: Store) async throws {
        try await store.withBook { book in
            // The clock goes back, but the order is that of the numbers.
            let ids = [
                try await book.carryOut(Given.beginning(600), .repaired),
                try await book.carryOut(Given.beginning(0), .refused),
                try await book.carryOut(Given.beginning(300, stack: "another"), .failed),
            ]
            #expect(try await book.repairs().map(\.id) == ids.reversed())
            #expect(try await book.repairs(of: "s", limit: 1).map(\.id) == [ids[1]])
        }
    }

    @Test(arguments: Store.allCases)
    func destroyedAddressesAreReadBack(store: Store) async throws {
        try await store.withBook { book in
            for (n, kind, apply) in [
                (0, RepairKind.removeAlarms, true), (60, .removeAlarms, true), (60, .rollback, false),
                (60, .emergencyDeploy, true),
            ] {
                _ = try await book.carryOut(Given.beginning(n, kind: kind, apply: apply), .repaired)
            }
            let address = Address(type: "a", name: "b")
            let since = { (seconds: Int) in Given.start + .seconds(seconds) }
            #expect(try await book.destroyed(of: "s", since: since(0)) == [address, address])
            #expect(try await book.destroyed(of: "s", since: since(60)) == [address])
            #expect(try await book.destroyed(of: "s", since: since(61)) == [])
            #expect(try await book.destroyed(of: "another", since: since(0)) == [])
        }
    }

    /// If nothing was destroyed, a resource that disappears from the state afterwards is reported.
    @Test(arguments: Store.allCases)
    func addressesThatWereNotDestroyedAreNotListed(store: Store) async throws {
        try await store.withBook { book in
            for outcome in [RepairOutcome.refused, .failed, .wouldApply] {
                _ = try await book.carryOut(Given.beginning(0, kind: .removeAlarms), outcome)
            }
            #expect(try await book.destroyed(of: "s", since: Given.start) == [])
            // One of the two was muted, and is still in the state.
            var beginning = Given.beginning(60, kind: .removeAlarms)
            let muted = Address(type: "a", name: "muted")
            beginning.addresses.append(muted)
            let admission = try await book.begin(beginning)
            try await book.storeMutes(
                admission.id, stack: "s", incident: nil, alarms: [(muted, "muted")], since: Given.start,
                until: Given.start)
            // As long as its outcome is not known, it may have destroyed them.
            let listed = [Address(type: "a", name: "b")]
            #expect(try await book.destroyed(of: "s", since: Given.start) == listed)
            try await book.end(
                admission, outcome: .repaired, reason: "", serialAfter: 2, at: Given.moment(90))
            try await book.endMutes(stack: "s", alarms: [muted], at: Given.start)
            #expect(try await book.destroyed(of: "s", since: Given.start) == listed)
        }
    }

    @Test(arguments: Store.allCases)
    func mutesAreActiveUntilTheyAreEnded(store: Store) async throws {
        try await store.withBook { book in
            let admission = try await book.begin(Given.beginning(0, kind: .removeAlarms))
            let alarms = ["x", "y"].map {
                (address: Address(type: "aws_cloudwatch_metric_alarm", name: $0), name: "alarm-\($0)")
            }
            try await book.storeMutes(
                admission.id, stack: "s", incident: "s-1", alarms: alarms, since: Given.start,
                until: Given.start + .seconds(600))
            let active = try await book.activeMutes(of: "s")
            #expect(active.map(\.alarm) == ["alarm-x", "alarm-y"] && active.first?.incident == "s-1")
            #expect(active.first?.until == Given.start + .seconds(600))
            #expect(try await book.activeMutes(of: "another").isEmpty)
            try await book.endMutes(stack: "another", alarms: alarms.map(\.address), at: Given.start)
            try await book.endMutes(stack: "s", alarms: [alarms[0].address], at: Given.start)
            #expect(try await book.activeMutes(of: "s").map(\.alarm) == ["alarm-y"])
        }
    }
}
