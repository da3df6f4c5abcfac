import Decisions
import Foundation
import TestSupport
import Testing

@testable import Ledger

@Suite struct RepairBookTests {
    static let start = Timestamp(seconds: 1_772_334_000)

    static func moment(_ seconds: Int) -> Moment {
        Moment(wall: start + .seconds(seconds), boot: "b", uptime: .seconds(10_000 + seconds))
    }

    private func beginning(_ n: Int, stack: String = "s", kind: RepairKind = .emergencyDeploy)
        -> RepairBeginning
    {
        .init(
            stack: stack, kind: kind, rule: "r", incident: "s-1", tier: "f",
            addresses: [Address(type: "a", name: "b")],
            apply: true, requestedBy: "test", why: nil, configuration: "c", at: Self.moment(60 * n))
    }

    private func with(_ body: (RepairBook, String) async throws -> Void) async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/repairs.sqlite"
            try await body(try await RepairBook.open(path), path)
        }
    }

    private func facts(_ book: RepairBook, at n: Int) async throws -> GuardrailFacts.Book {
        try await book.facts(
            stack: "s", kind: .emergencyDeploy, settings: GuardrailSettings(), now: Self.moment(60 * n))
    }

    @Test func oneRepairOfAStackAtATime() async throws {
        try await with { book, path in
            var first: RepairAdmission? = try await book.begin(beginning(0))
            await #expect(throws: LedgerFault.self) { try await book.begin(beginning(1)) }
            let other = try await RepairBook.open(path)
            await #expect(throws: LedgerFault.self) { try await other.begin(beginning(1)) }
            _ = try await book.begin(beginning(1, stack: "another"))
            #expect(try await facts(book, at: 1).running == first?.id)
            if let admission = first {
                try await book.end(
                    admission, outcome: .repaired, reason: "", serialAfter: 2, at: Self.moment(60))
            }
            first = nil
            #expect(try await facts(book, at: 2).running == nil)
            _ = try await book.begin(beginning(3))
        }
    }

    @Test func aRepairerThatDiedLeavesAnUnknownOutcomeThatCosts() async throws {
        try await with { book, _ in
            _ = try await book.begin(beginning(0))  // its admission is gone at once, as with a killed process
            #expect(try await facts(book, at: 1).withinBudget == 1)
            let next = try await book.begin(beginning(2))
            let repairs = try await book.repairs(of: "s")
            #expect(repairs.map(\.outcome) == [nil, "unknown"])
            #expect(repairs.first?.id == next.id)
        }
    }

    @Test func theBookSaysWhatTheGuardrailsAsk() async throws {
        try await with { book, _ in
            #expect(try await facts(book, at: 0) == .init())
            let outcomes: [RepairOutcome] = [.repaired, .refused, .wouldApply, .failed, .notVerified]
            for (n, outcome) in outcomes.enumerated() {
                let admission = try await book.begin(beginning(n))
                try await book.end(
                    admission, outcome: outcome, reason: "", serialAfter: nil,
                    at: Self.moment(60 * n + 30))
            }
            let now = try await facts(book, at: 10)
            #expect(now.withinBudget == 2)
            #expect(now.sinceLast == .seconds(330))
            #expect(try await facts(book, at: 70).withinBudget == 0)
            // Of another kind only what changed something counts: the last row did.
            let removal = try await book.facts(
                stack: "s", kind: .removeAlarms, settings: GuardrailSettings(), now: Self.moment(600))
            #expect(removal.sinceLast == .seconds(330) && removal.withinBudget == 0)
            // A clock that went back makes no repair older than it is.
            #expect(try await facts(book, at: -10).sinceLast == .zero)
        }
    }

    @Test func stepsAndTheSnapshotBeforeAreThereBeforeTheChange() async throws {
        try await with { book, path in
            let admission = try await book.begin(beginning(0))
            let identity = SnapshotIdentity(lineage: "l", serial: 7, resources: 1, bytes: 5, sha256: "x")
            try await book.storeSnapshot(admission.id, identity, body: Array("state".utf8), at: Self.start)
            try await book.step(admission.id, "apply", detail: "create a.b", at: Self.start)
            let reader = try #require(try await RepairBook.openReading(path))
            let repair = try #require(try await reader.repair(admission.id))
            #expect(
                repair.serialBefore == 7 && repair.steps == ["apply: create a.b"] && repair.outcome == nil)
        }
    }

    @Test func mutesStandUntilTheyAreEnded() async throws {
        try await with { book, _ in
            let admission = try await book.begin(beginning(0, kind: .removeAlarms))
            let alarms = ["x", "y"].map {
                (address: Address(type: "aws_cloudwatch_metric_alarm", name: $0), name: "alarm-\($0)")
            }
            try await book.storeMutes(
                admission.id, stack: "s", incident: "s-1", alarms: alarms, since: Self.start,
                until: Self.start + .seconds(600))
            #expect(try await book.activeMutes(of: "s").map(\.alarm) == ["alarm-x", "alarm-y"])
            try await book.endMutes(stack: "s", alarms: [alarms[0].address], at: Self.start)
            #expect(try await book.activeMutes(of: "s").map(\.alarm) == ["alarm-y"])
        }
    }

    @Test func noBookIsNoFault() async throws {
        #expect(try await RepairBook.openReading("/no/such/repairs.sqlite") == nil)
    }
}
