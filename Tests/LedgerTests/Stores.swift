import Decisions
import Foundation
import Hashes
import TestSupport

@testable import Ledger

/// What the tests of all ledgers use: the cycle's side, the operators' side, and what is read back.
protocol AnyLedger: WatchStore, SwitchStore {
    func snapshots(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredSnapshot]
    func incidents(of stack: String?, limit: Int) async throws(LedgerFault) -> [StoredIncident]
    func incident(_ id: String) async throws(LedgerFault) -> StoredIncident?
    func newestReadings(of stack: String) async throws(LedgerFault) -> [(reading: Reading, since: String)]
    func lastCycle(of stack: String) async throws(LedgerFault) -> String?
    func forgetBelieved(_ stack: String) async throws(LedgerFault) -> Bool
}

extension Ledger: AnyLedger {}
extension MemoryLedger: AnyLedger {}

/// The two implementations that the same tests cover.
enum Store: String, CaseIterable, Sendable {
    case sqlite
    case memory

    func withLedger(_ body: (any AnyLedger) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryLedger())
        case .sqlite:
            try await Machine.withDirectory { directory in
                try await body(try await Ledger.open(directory + "/ledger.sqlite"))
            }
        }
    }

    func withBook(_ body: (any RepairStore) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryBook())
        case .sqlite:
            try await Machine.withDirectory { directory in
                try await body(try await RepairBook.open(directory + "/repairs.sqlite"))
            }
        }
    }
}

/// Records for tests.
enum Given {
    static let start = Timestamp(seconds: 1_772_334_000)

    static func moment(_ seconds: Int) -> Moment {
        Moment(wall: start + .seconds(seconds), boot: "b", uptime: .seconds(10_000 + seconds))
    }

    /// The record of the cycle in minute `n`.
    static func cycle(
        _ n: Int, stack: String = "s", serial: UInt64 = 1, body: String = "{}", resources: Int = 2,
        addresses: [Address] = [
            Address(type: "a", name: "b"), Address(type: "a", name: "c", key: .name("x y")),
        ],
        readings: Readings = [], opened: [Incident] = [],
        closed: [(incident: Incident, why: ClosingReason)] = [], watch: Watch = Watch(), hasState: Bool = true
    ) -> CycleRecord {
        let at = start + .seconds(60 * n)
        let identity = SnapshotIdentity(
            lineage: "l", serial: serial, resources: resources, bytes: body.utf8.count,
            sha256: SHA256.hexadecimal(Array(body.utf8)))
        let state = (BelievedState(identity: identity, addresses: addresses, seen: at), Array(body.utf8))
        return CycleRecord(
            stack: stack, at: at, state: hasState ? state : nil, readings: readings, watch: watch,
            alarms: "{}", opened: opened, closed: closed, keepReadings: .seconds(3600))
    }

    static func incident(_ id: String, rule: String = "lost", age: Duration = .zero) -> Incident {
        Incident(
            id: id, rule: rule, severity: .critical, openedAt: start, age: age,
            addresses: [Address(type: "a", name: "b")], reading: "tier.f.missing = 1")
    }

    /// A watch in which the incidents are open, each of the rule that it names.
    static func watch(_ incidents: Incident...) -> Watch {
        var watch = Watch()
        for incident in incidents {
            var rule = Watch.RuleWatch()
            rule.incident = incident
            watch.rules[incident.rule] = rule
        }
        return watch
    }

    static func beginning(
        _ seconds: Int, stack: String = "s", kind: RepairKind = .emergencyDeploy, apply: Bool = true
    ) -> RepairBeginning {
        RepairBeginning(
            stack: stack, kind: kind, rule: "r", incident: "s-1", tier: "f",
            addresses: [Address(type: "a", name: "b")], apply: apply, requestedBy: "test", why: nil,
            configuration: "c", at: moment(seconds))
    }
}

extension RepairStore {
    /// Runs a repair from its beginning to its end, half a minute later.
    func carryOut(_ beginning: RepairBeginning, _ outcome: RepairOutcome) async throws -> String {
        let admission = try await begin(beginning)
        var end = beginning.at
        end.advance(by: .seconds(30))
        try await self.end(admission, outcome: outcome, reason: "so", serialAfter: 9, at: end)
        return admission.id
    }

    /// The facts of stack `s` that the guardrails need.
    func asked(
        _ now: Moment, kind: RepairKind = .emergencyDeploy, resets: [RepairKind: Int64] = [:]
    ) async throws -> GuardrailFacts.Book {
        try await facts(stack: "s", kind: kind, settings: GuardrailSettings(), resets: resets, now: now)
    }
}
