import Decisions
import Testing

@testable import Ledger

/// What every ledger does, in SQLite and in memory.
@Suite struct WatchStoreTests {
    @Test(arguments: Store.allCases)
    func recordedCycleIsReadBack(store: Store) async throws {
        try await store.withLedger { ledger in
            var watch = Watch()
            watch.cycles = 7
            watch.settling = ["resources.count": 2]
            try await ledger.record(Given.cycle(1, watch: watch))
            let stackRecord = try await ledger.stackRecord(of: "s")
            #expect(stackRecord.watch == watch && stackRecord.alarms == "{}")
            #expect(stackRecord.believed?.addresses.map(\.description) == ["a.b", "a.c[\"x y\"]"])
            #expect(stackRecord.believed?.seen == Given.start + .seconds(60))
            #expect(try await ledger.lastCycle(of: "s") == "\(Given.start + .seconds(60))")
            let other = try await ledger.stackRecord(of: "other")
            #expect(other.believed == nil && other.watch == Watch() && other.alarms.isEmpty)
        }
    }

    @Test(arguments: Store.allCases)
    func unchangedStateIsStoredOnce(store: Store) async throws {
        try await store.withLedger { ledger in
            for n in 1...3 { try await ledger.record(Given.cycle(n)) }
            try await ledger.record(Given.cycle(4, serial: 2, body: "other"))
            // A state that comes back is not stored again.
            try await ledger.record(Given.cycle(5))
            let snapshots = try await ledger.snapshots(of: "s", limit: 10)
            #expect(snapshots.map(\.identity.serial) == [2, 1])
            #expect(snapshots[1].takenAt == "\(Given.start + .seconds(60))")
            #expect(snapshots[1].seenAt == "\(Given.start + .seconds(300))")
            let believed = try await ledger.stackRecord(of: "s").believed
            #expect(believed?.identity.serial == 1 && believed?.seen == Given.start + .seconds(300))
        }
    }

    @Test(arguments: Store.allCases)
    func cycleWithoutAStateKeepsTheBelievedState(store: Store) async throws {
        try await store.withLedger { ledger in
            try await ledger.record(Given.cycle(1))
            try await ledger.record(Given.cycle(2, hasState: false))
            let believed = try await ledger.stackRecord(of: "s").believed
            #expect(believed?.identity.serial == 1 && believed?.seen == Given.start + .seconds(60))
            #expect(try await ledger.forgetBelieved("s"))
            #expect(try await ledger.stackRecord(of: "s").believed == nil)
            #expect(try await ledger.forgetBelieved("s") == false)
            #expect(try await ledger.forgetBelieved("other") == false)
            try await ledger.record(Given.cycle(3))
            #expect(try await ledger.stackRecord(of: "s").believed?.identity.serial == 1)
        }
    }

    @Test(arguments: Store.allCases)
    func highestCountIncludesOnlySnapshotsSeenSince(store: Store) async throws {
        try await store.withLedger { ledger in
            for (n, resources) in [3, 9, 5].enumerated() {
                try await ledger.record(
                    Given.cycle(n, serial: UInt64(n), body: "\(n)", resources: resources))
            }
            let since = { (seconds: Int) in Given.start + .seconds(seconds) }
            #expect(try await ledger.highestCount(of: "s", since: since(0)) == 9)
            #expect(try await ledger.highestCount(of: "s", since: since(61)) == 5)
            #expect(try await ledger.highestCount(of: "s", since: since(121)) == nil)
            #expect(try await ledger.highestCount(of: "other", since: since(0)) == nil)
        }
    }

    @Test(arguments: Store.allCases)
    func addressesOfAnySnapshotCountAsSeen(store: Store) async throws {
        try await store.withLedger { ledger in
            let names = ["b", "gone", "never"].map { Address(type: "a", name: $0) }
            #expect(try await ledger.neverSeen(names, of: "s") == names)
            try await ledger.record(Given.cycle(1, addresses: [names[0], names[1]]))
            try await ledger.record(Given.cycle(2, serial: 2, body: "x", addresses: [names[0]]))
            #expect(try await ledger.neverSeen(names, of: "s") == [names[2]])
            #expect(try await ledger.neverSeen(names, of: "other") == names)
            #expect(try await ledger.neverSeen([], of: "s") == [])
        }
    }

    @Test(arguments: Store.allCases)
    func newestReadingHasTheTimeOfItsChange(store: Store) async throws {
        try await store.withLedger { ledger in
            for (n, value) in [19.0, 18, 18].enumerated() {
                try await ledger.record(
                    Given.cycle(
                        n,
                        readings: [
                            .known(.resourcesCount, value), .unknown(.apiCORS, Unknown(.timedOut, "x")),
                            // Ages change in every cycle, so they are stored in whole minutes.
                            .known(.stateAge, Double(n)),
                        ]))
            }
            let newest = try await ledger.newestReadings(of: "s")
            #expect(newest.map(\.reading.signal) == [.apiCORS, .resourcesCount, .stateAge])
            #expect(newest[0].reading.reason == Unknown(.timedOut, "x"))
            #expect(newest[1].reading.value == 18)
            #expect(newest.map(\.since) == [0, 60, 0].map { "\(Given.start + .seconds($0))" })
            #expect(try await ledger.newestReadings(of: "other").isEmpty)
        }
    }

    @Test(arguments: Store.allCases)
    func notQueriedSignalKeepsItsLastReading(store: Store) async throws {
        try await store.withLedger { ledger in
            let skipped = Reading.unknown(.planCreates, Unknown(.notAsked, ""))
            try await ledger.record(Given.cycle(1, readings: [skipped]))
            #expect(try await ledger.newestReadings(of: "s").map(\.reading.reason?.cause) == [.notAsked])
            try await ledger.record(Given.cycle(2, readings: [.known(.planCreates, 3)]))
            try await ledger.record(Given.cycle(3, readings: [skipped]))
            #expect(try await ledger.newestReadings(of: "s").map(\.reading.value) == [3])
        }
    }

    @Test(arguments: Store.allCases)
    func lastPlanIsKeptUntilTheNext(store: Store) async throws {
        try await store.withLedger { ledger in
            #expect(try await ledger.lastPlan(of: "s") == nil)
            let gone = Address(type: "aws_transfer_server", name: "q", key: .name("a, b"))
            let plan = LastPlan(
                at: Given.start, state: StateVersion(lineage: "l", serial: 3), code: "c",
                outcome: .planned(
                    PlanSummary(
                        changes: [PlannedChange(gone, .create)], drift: [gone], failedChecks: ["check.c"])),
                gone: [gone], unread: [])
            var cycle = Given.cycle(1)
            cycle.lastPlan = plan
            try await ledger.record(cycle)
            try await ledger.record(Given.cycle(2))
            #expect(try await ledger.lastPlan(of: "s") == plan)
            #expect(try await ledger.lastPlan(of: "other") == nil)
        }
    }

    @Test(arguments: Store.allCases)
    func incidentIsOpenedUpdatedAndClosed(store: Store) async throws {
        try await store.withLedger { ledger in
            var incident = Given.incident("s-1")
            try await ledger.record(
                Given.cycle(1, opened: [incident], watch: Given.watch(incident)))
            #expect(try await ledger.incident("s-1")?.ageSeconds == 0)
            incident.age = .seconds(90)
            incident.rung = 2
            incident.acknowledged = "kim: mine"
            try await ledger.record(Given.cycle(2, watch: Given.watch(incident)))
            var stored = try #require(try await ledger.incident("s-1"))
            #expect(stored.ageSeconds == 90 && stored.rung == 2 && stored.acknowledged == "kim: mine")
            #expect(stored.closedAt == nil && stored.addresses == ["a.b"] && stored.severity == "critical")
            incident.age = .seconds(150)
            incident.rung = 3
            try await ledger.record(Given.cycle(3, closed: [(incident, .cleared)]))
            stored = try #require(try await ledger.incident("s-1"))
            #expect(stored.closedAt == "\(Given.start + .seconds(180))" && stored.closedWhy == "cleared")
            #expect(stored.ageSeconds == 150 && stored.rung == 3 && stored.acknowledged == "kim: mine")
            #expect(try await ledger.incidents(of: "s", limit: 9).map(\.id) == ["s-1"])
            #expect(try await ledger.incidents(of: "other", limit: 9).isEmpty)
        }
    }

    @Test(arguments: Store.allCases)
    func actionsAndDiagnosesAreStoredWithTheIncident(store: Store) async throws {
        try await store.withLedger { ledger in
            let incident = Given.incident("s-1")
            let action = IncidentAction(
                repair: "r", kind: "emergency-deploy", startedAt: "x", outcome: "repaired",
                actions: ["create a.b"], serialBefore: 1, serialAfter: 2)
            let found = [1, 2].map {
                Diagnosis(
                    at: Given.start + .seconds($0),
                    findings: [.init("plan", ["\($0) to create"]), .init("lock", [])])
            }
            // For an incident that does not exist, nothing is stored.
            try await ledger.addAction(action, to: "s-1")
            try await ledger.addDiagnosis(found[0], to: "s-1")
            let asked = ["r": "s-1", "q": "s-1", "old": "s-0"]
            #expect(try await ledger.unknownActions(among: asked).isEmpty)
            try await ledger.record(Given.cycle(1, opened: [incident], watch: Given.watch(incident)))
            for diagnosis in found { try await ledger.addDiagnosis(diagnosis, to: "s-1") }
            #expect(try await ledger.unknownActions(among: asked) == ["r", "q"])
            // Also after the incident is closed, because a repair may outlive its incident.
            try await ledger.record(Given.cycle(2, closed: [(incident, .cleared)]))
            try await ledger.addAction(action, to: "s-1")
            let stored = try #require(try await ledger.incident("s-1"))
            #expect(stored.actions == [action] && stored.diagnoses == found)
            #expect(try await ledger.unknownActions(among: asked) == ["q"])
        }
    }

    @Test(arguments: Store.allCases)
    func incidentsAreListedNewestFirst(store: Store) async throws {
        try await store.withLedger { ledger in
            var second = Given.incident("s-2", rule: "other")
            second.openedAt = Given.start + .seconds(60)
            let first = Given.incident("s-1")
            try await ledger.record(
                Given.cycle(1, opened: [first, second], closed: [(second, .person("kim: no"))]))
            #expect(try await ledger.incidents(of: nil, limit: 9).map(\.id) == ["s-2", "s-1"])
            #expect(try await ledger.incidents(of: "s", limit: 1).map(\.closedWhy) == ["kim: no"])
        }
    }
}
