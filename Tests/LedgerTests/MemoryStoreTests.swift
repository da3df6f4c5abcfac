import Decisions
import Testing

@testable import Ledger

/// What only the stores in memory do: faults on demand, killed lock holders, bounds.
@Suite struct MemoryStoreTests {
    private static let full = LedgerFault(.full, "the disk is full")

    @Test func failedWriteChangesNothing() async throws {
        let (ledger, book) = (MemoryLedger(), MemoryBook())
        let incident = Given.incident("s-1")
        try ledger.record(Given.cycle(1, opened: [incident], watch: Given.watch(incident)))
        let admission = try book.begin(Given.beginning(0))
        ledger.faults.set { _ in Self.full }
        book.faults.set { _ in Self.full }
        var failures = 0
        func expectFull(_ write: () throws(LedgerFault) -> Void) {
            do throws(LedgerFault) {
                try write()
            } catch {
                failures += error == Self.full ? 1 : 0
            }
        }
        expectFull { () throws(LedgerFault) in
            try ledger.record(Given.cycle(2, serial: 2, body: "x", closed: [(incident, .cleared)]))
        }
        expectFull { () throws(LedgerFault) in
            try ledger.addAction(IncidentAction(repair: "r", kind: "k", startedAt: ""), to: "s-1")
        }
        expectFull { () throws(LedgerFault) in
            try ledger.addDiagnosis(Diagnosis(at: Given.start, findings: []), to: "s-1")
        }
        expectFull { () throws(LedgerFault) in
            try ledger.set(StoredSwitch(.pause, stack: nil, who: "", why: "", at: Given.moment(0)))
        }
        expectFull { () throws(LedgerFault) in
            _ = try ledger.endPauses(of: nil, who: "", at: Given.moment(0))
        }
        expectFull { () throws(LedgerFault) in _ = try ledger.forgetBelieved("s") }
        expectFull { () throws(LedgerFault) in try ledger.addNotices([]) }
        expectFull { () throws(LedgerFault) in _ = try book.begin(Given.beginning(0, stack: "another")) }
        expectFull { () throws(LedgerFault) in
            try book.step(admission.id, "apply", detail: "", at: Given.start)
        }
        expectFull { () throws(LedgerFault) in
            let identity = SnapshotIdentity(lineage: "l", serial: 7, resources: 1, bytes: 0, sha256: "x")
            try book.storeSnapshot(admission.id, identity, body: [], at: Given.start)
        }
        expectFull { () throws(LedgerFault) in
            try book.end(admission, outcome: .repaired, reason: "", serialAfter: nil, at: Given.moment(1))
        }
        expectFull { () throws(LedgerFault) in
            try book.storeMutes(
                admission.id, stack: "s", incident: nil, alarms: [(Address(type: "a", name: "b"), "x")],
                since: Given.start, until: Given.start)
        }
        expectFull { () throws(LedgerFault) in try book.endMutes(stack: "s", alarms: [], at: Given.start) }
        #expect(failures == StoreWrite.allCases.count)
        #expect(ledger.stackRecord(of: "s").believed?.identity.serial == 1)
        #expect(ledger.openIncidents(of: "s").map(\.actions.count) == [0])
        #expect(ledger.openIncidents(of: "s").map(\.diagnoses.count) == [0])
        #expect(ledger.storedSwitches(of: nil).isEmpty)
        let entry = try #require(book.entry(admission.id))
        #expect(entry.outcome == nil && entry.steps.isEmpty && entry.before.isEmpty)
        #expect(book.lastNumber == 1 && book.activeMutes(of: "s").isEmpty)
        ledger.faults.set(nil)
        book.faults.set { $0 == .step ? Self.full : nil }
        try ledger.record(Given.cycle(3, serial: 3, body: "y"))
        // The failed beginning locks nothing.
        #expect(try book.begin(Given.beginning(0, stack: "another")).id == "r-2")
    }

    @Test func deadHolderDoesNotReleaseALaterLock() throws {
        let book = MemoryBook()
        var dead: RepairAdmission? = try book.begin(Given.beginning(0))
        #expect(dead?.id == "r-1")
        book.release("s")
        #expect(book.running("s") == nil)
        let next = try book.begin(Given.beginning(60))
        dead = nil
        #expect(dead == nil && book.running("s") == next.id)
        #expect(throws: LedgerFault.self) { try book.begin(Given.beginning(120)) }
        #expect(book.entries.map(\.outcome) == [.unknown, nil])
        withExtendedLifetime(next) {}
    }

    @Test func memoryBookShowsEveryStepAndEarlierStates() throws {
        let book = MemoryBook()
        let admission = try book.begin(Given.beginning(0))
        let at = Given.start + .seconds(5)
        let identity = SnapshotIdentity(lineage: "l", serial: 7, resources: 1, bytes: 5, sha256: "x")
        try book.storeSnapshot(admission.id, identity, body: [], at: at)
        try book.step(admission.id, "apply", detail: "create a.b", at: at)
        let entry = try #require(book.entries.first)
        #expect(entry.before == [.init(state: StateVersion(identity), at: at, body: [])])
        #expect(entry.steps == [.init(step: "apply", detail: "create a.b", at: at)])
        #expect(entry.number == 1 && entry.beginning.at == Given.moment(0))
    }

    @Test func memoryBookIsBoundedAndKeepsWhatCounts() throws {
        let book = MemoryBook()
        func carryOut(_ beginning: RepairBeginning, _ outcome: RepairOutcome) throws {
            let admission = try book.begin(beginning)
            try book.end(admission, outcome: outcome, reason: "", serialAfter: nil, at: beginning.at)
        }
        try carryOut(Given.beginning(0, stack: "quiet"), .failed)
        try carryOut(Given.beginning(1, stack: "quiet"), .failed)
        for n in 2..<5000 {
            try carryOut(Given.beginning(n), n % 100 == 0 ? .repaired : .refused)
            #expect(book.entries.count <= MemoryBook.kept + 400)
        }
        let past = book.past(of: "quiet", leavingOut: nil)
        #expect(past.filter { $0.stack == "quiet" }.map(\.outcome) == [.failed, .failed])
        #expect(past.count { $0.stack == "s" } == 49)
        #expect(book.entries.suffix(MemoryBook.kept).map(\.number) == Array(4501...5000))
        #expect(book.repairs(of: "s", limit: 1).map(\.id) == ["r-5000"])
    }

    @Test func memoryLedgerIsBounded() throws {
        let ledger = MemoryLedger()
        let kept = Given.incident("s-0", rule: "kept")
        try ledger.record(Given.cycle(0, opened: [kept], watch: Given.watch(kept)))
        for n in 1...5000 {
            let incident = Given.incident("s-\(n)")
            let addresses = [Address(type: "a", name: "n\(n % 70)")]
            try ledger.record(
                Given.cycle(
                    n, serial: UInt64(n), body: "\(n)", addresses: addresses,
                    readings: [.known(.resourcesCount, Double(n))], opened: [incident],
                    closed: [(incident, .cleared)], watch: Given.watch(kept)))
            try ledger.addAction(IncidentAction(repair: "r-\(n)", kind: "k", startedAt: ""), to: "s-0")
            try ledger.addDiagnosis(Diagnosis(at: Given.start, findings: []), to: "s-0")
            for kind in StoredSwitch.Kind.allCases {
                try ledger.set(
                    StoredSwitch(
                        kind, stack: "s", subject: kind == .reset ? nil : "s-\(n)", who: "kim", why: "so",
                        at: Given.moment(n), lasts: kind == .pause ? .seconds(10) : nil, through: Int64(n)))
            }
        }
        #expect(ledger.snapshots(of: "s", limit: 9999).count == MemoryLedger.Kept.snapshots)
        #expect(ledger.incidents(limit: 9999).count == MemoryLedger.Kept.closedIncidents + 1)
        let open = try #require(ledger.openIncidents(of: "s").first)
        #expect(open.id == "s-0" && open.actions.last?.repair == "r-5000")
        #expect(open.actions.count == MemoryLedger.Kept.actions)
        #expect(open.diagnoses.count == MemoryLedger.Kept.diagnoses)
        #expect(ledger.storedSwitches(of: nil).count <= MemoryLedger.Kept.switches)
        // Switches in effect are never dropped.
        let switches = ledger.switches(of: "s", now: Given.moment(5005))
        #expect(switches.operators.pause == "kim: so" && switches.resets[.rollback] == 5000)
        #expect(ledger.unknownActions(among: ["r-1": "s-0", "r-4000": "s-0", "r-5000": "s-0"]) == ["r-1"])
        #expect(ledger.neverSeen((0..<71).map { Address(type: "a", name: "n\($0)") }, of: "s").count == 1)
        #expect(ledger.storedReadings(of: "s") == 5000 && ledger.newestReadings(of: "s").count == 1)
    }
}
