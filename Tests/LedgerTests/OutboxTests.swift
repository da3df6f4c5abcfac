import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

@Suite struct OutboxTests {
    static let start = Timestamp(seconds: 1_772_334_000)

    private func entry(
        _ notice: String, _ severity: Severity = .warning, sink: String = "w"
    ) -> OutboxEntry {
        OutboxEntry(
            notice: notice, sink: sink, stack: "s", incident: nil, severity: severity, payload: "{}",
            at: Self.start)
    }

    private func with(_ body: (Ledger) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            try await body(ledger)
            await ledger.close()
        }
    }

    private func waiting(_ ledger: Ledger, _ sink: String = "w") async throws -> [String] {
        var names: [String] = []
        while let next = try await ledger.dueNotice(
            for: sink, now: Self.start, retries: true, leavingOut: Set(names))
        {
            names.append(next.notice)
        }
        return names
    }

    private func cycle(_ notices: [OutboxEntry], opened: [Incident] = []) -> CycleRecord {
        CycleRecord(
            stack: "s", at: Self.start, state: nil, readings: [], watch: Watch(), alarms: "", opened: opened,
            closed: [], keepReadings: .seconds(60), notices: notices)
    }

    @Test func noticeIsInTheOutboxOnceForEachSink() async throws {
        try await with { ledger in
            try await ledger.addNotices([entry("a"), entry("a"), entry("a", sink: "v")])
            try await ledger.record(cycle([entry("a"), entry("b")]))
            #expect(try await waiting(ledger) == ["a", "b"])
            #expect(try await waiting(ledger, "v") == ["a"])
            try await ledger.delivered("a", to: "w", at: Self.start)
            try await ledger.addNotices([entry("a")])
            #expect(try await waiting(ledger) == ["b"])
        }
    }

    @Test func cycleThatIsNotRecordedAddsNoNotices() async throws {
        try await with { ledger in
            try await ledger.write { try $0.execute(sql: "DROP TABLE incidents") }
            let incident = Incident(
                id: "s-1", rule: "r", severity: .warning, openedAt: Self.start, age: .zero, addresses: [],
                reading: "")
            await #expect(throws: LedgerFault.self) {
                try await ledger.record(cycle([entry("a")], opened: [incident]))
            }
            #expect(try await waiting(ledger).isEmpty)
        }
    }

    @Test func cycleWhoseNoticesFailIsNotRecorded() async throws {
        try await with { ledger in
            try await ledger.write { try $0.execute(sql: "DROP TABLE outbox") }
            await #expect(throws: LedgerFault.self) { try await ledger.record(cycle([entry("a")])) }
            #expect(try await ledger.lastCycle(of: "s") == nil)
        }
    }

    @Test func fullOutboxDropsOldestNonCriticalNoticesFirst() async throws {
        try await with { ledger in
            let bounds = OutboxBounds(waiting: 3)
            let entries = [
                entry("first", .critical), entry("second"), entry("third", .critical), entry("fourth"),
                entry("fifth", .critical),
            ]
            try await ledger.write { try Ledger.add(entries, bounds, $0) }
            #expect(try await waiting(ledger) == ["first", "third", "fifth"])
            #expect(try await ledger.takeDropped(for: "w") == 2)
            #expect(try await ledger.takeDropped(for: "w") == 0)
            let sixth = entry("sixth", .critical)
            try await ledger.write { try Ledger.add([sixth], bounds, $0) }
            #expect(try await waiting(ledger) == ["third", "fifth", "sixth"])
        }
    }

    @Test func deliveredNoticesAreDeletedAfterAWeekWaitingOnesNot() async throws {
        try await with { ledger in
            try await ledger.addNotices([entry("done"), entry("waits")])
            try await ledger.delivered("done", to: "w", at: Self.start)
            let sinks: Set<String> = ["w"]
            let soon = try await ledger.tidyOutbox(sinks: sinks, at: Self.start + .seconds(6 * 86_400))
            #expect(soon.isEmpty)
            try await ledger.addNotices([entry("done")])
            #expect(try await waiting(ledger) == ["waits"])
            let later = try await ledger.tidyOutbox(sinks: sinks, at: Self.start + .seconds(8 * 86_400))
            // It was never tried, and a notice is not given up by age alone.
            #expect(later.isEmpty)
            try await ledger.addNotices([entry("done")])
            #expect(try await waiting(ledger) == ["waits", "done"])
        }
    }

    @Test func noticeForARemovedSinkIsGivenUpByAge() async throws {
        try await with { ledger in
            try await ledger.addNotices([entry("a")])
            let early = try await ledger.tidyOutbox(sinks: [], at: Self.start + .seconds(2 * 86_400))
            #expect(early.isEmpty)
            let late = try await ledger.tidyOutbox(sinks: [], at: Self.start + .seconds(3 * 86_400 + 1))
            #expect(late == ["w": 1])
            #expect(try await waiting(ledger).isEmpty)
        }
    }

    @Test func newestDiagnosisOfAnOpenIncidentIsReadBack() async throws {
        try await with { ledger in
            let incident = Incident(
                id: "s-1", rule: "r", severity: .warning, openedAt: Self.start, age: .zero, addresses: [],
                reading: "")
            var watch = Watch()
            watch.rules["r"] = Watch.RuleWatch()
            watch.rules["r"]?.incident = incident
            var record = cycle([], opened: [incident])
            record.watch = watch
            try await ledger.record(record)
            #expect(try await ledger.stackRecord(of: "s").diagnoses.isEmpty)
            for word in ["old", "new"] {
                try await ledger.addDiagnosis(
                    Diagnosis(at: Self.start, findings: [.init("plan", [word])]), to: "s-1")
            }
            #expect(try await ledger.stackRecord(of: "s").diagnoses["s-1"]?.findings.first?.lines == ["new"])
            #expect(try await ledger.openIncidents(of: ["s"]).map(\.id) == ["s-1"])
            #expect(try await ledger.openIncidents(of: ["t"]).isEmpty)
        }
    }
}
