import Decisions
import Repairs
import Testing

@testable import Notifications
@testable import Watchdog

/// The notice kinds in the event definitions, compared with the notices that are made after a repair.
@Suite struct RepairNoticeKindTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "events")
    private static let request = RepairRequest(
        stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", addresses: [table], apply: true,
        requestedBy: "t", configuration: "c", askedAt: MachineClock.now())

    private func kinds(_ events: [Event]) -> [Notice.Kind] {
        events.compactMap { event in
            if case .afterRepair(let kind) = event.definition.notice { kind } else { nil }
        }
    }

    private func made(_ last: RepairMessage?) -> [Notice.Kind] {
        RepairReport(last, of: Self.request, ending: "signal 9").notices(at: .now).map(\.kind)
    }

    /// A repairer never reports `unknown` as its own outcome.
    @Test(arguments: RepairOutcome.allCases.filter { $0 != .unknown })
    func noticesOfAnOutcomeMatchItsEvents(outcome: RepairOutcome) {
        let last = RepairMessage(
            repair: "R1", step: .verify, message: "m", addresses: [Self.table], outcome: outcome)
        #expect(made(last) == kinds(last.events(of: Self.request)))
        #expect(made(last).count == (outcome == .repaired ? 2 : 1))
    }

    @Test func noticesWithoutAnOutcomeMatchTheirEvents() {
        let unknown = Event.repairOutcomeUnknown(
            repair: nil, kind: .emergencyDeploy, incident: nil, why: "signal 9")
        #expect(made(nil) == kinds([unknown]) && made(nil).count == 1)
        let unreachable = RepairReport(unreachable: "no socket", Self.request).notices(at: .now).map(\.kind)
        #expect(unreachable == kinds([.repairerUnreachable(why: "no socket")]) && unreachable.count == 1)
    }
}
