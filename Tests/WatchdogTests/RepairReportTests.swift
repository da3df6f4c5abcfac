import Decisions
import Notifications
import Repairs
import Testing

@testable import Ledger
@testable import Watchdog

/// The exact events and notices of a repair whose outcome no watcher received.
@Suite struct RepairReportTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "events")

    private func stored(_ outcome: String?, _ reason: String?, kind: String = "emergency-deploy")
        -> StoredRepair
    {
        StoredRepair(
            id: "R1", stack: "s", kind: kind, rule: "lost", incident: "s-1", requestedBy: "t", why: nil,
            addresses: [Self.table.description], startedAt: "a", endedAt: "b", outcome: outcome,
            reason: reason,
            serialBefore: 7, serialAfter: 8, steps: [])
    }

    private typealias Row = (
        outcome: String?, reason: String?, event: Event, kind: Notice.Kind, id: String, title: String,
        line: String
    )

    private static let rows: [Row] = [
        (
            "refused", "budget: spent",
            .repairRefused(repair: "R1", kind: .emergencyDeploy, incident: "s-1", why: "budget: spent"),
            .repairRefused, "s-1:emergency-deploy:refused",
            "s: emergency-deploy refused, nothing was changed", "budget: spent"
        ),
        // No watcher received its plan.
        (
            "would-apply", "would have applied: x",
            .repairStep(
                repair: "R1", kind: .emergencyDeploy, incident: "s-1", message: "would have applied: x",
                serial: 8, lineage: nil),
            .wouldApply, "s-1:emergency-deploy:would-apply", "s: emergency-deploy would have been applied",
            "would have applied: x"
        ),
        (
            "not-verified", "not there",
            .repairFailed(repair: "R1", kind: .emergencyDeploy, incident: "s-1", message: "not there"),
            .repairFailed, "R1:outcome", "s: emergency-deploy failed", "not there"
        ),
        (
            "unknown", "it died",
            .repairOutcomeUnknown(
                repair: "R1", kind: .emergencyDeploy, incident: "s-1", why: "no watcher received the outcome"),
            .outcomeUnknown, "R1:outcome",
            "s: emergency-deploy ended without reporting an outcome: what it did is not known", "it died"
        ),
        (
            nil, nil,
            .repairOutcomeUnknown(
                repair: "R1", kind: .emergencyDeploy, incident: "s-1", why: "no watcher received the outcome"),
            .outcomeUnknown, "R1:outcome",
            "s: emergency-deploy ended without reporting an outcome: what it did is not known",
            "no watcher received the outcome"
        ),
    ]

    @Test func outcomesInTheBookMakeEventsAndNotices() throws {
        for row in Self.rows {
            let report = try #require(RepairReport(stored(row.outcome, row.reason)))
            #expect(report.events == [row.event])
            let notices = report.notices(at: .now)
            #expect(notices.map(\.kind) == [row.kind] && notices.map(\.id) == [row.id])
            #expect(notices.map(\.title) == [row.title] && notices.map(\.lines) == [[row.line]])
            #expect(notices.map(\.addresses) == [[Self.table.description]] && notices[0].repair == "R1")
        }
        let repaired = try #require(RepairReport(stored("repaired", "verified")))
        #expect(
            repaired.events == [
                .repaired(
                    repair: "R1", kind: .emergencyDeploy, incident: "s-1", message: "verified", serial: 8,
                    lineage: nil)
            ])
        #expect(repaired.notices(at: .now).map(\.kind) == [.repaired, .tableEmpty])
    }

    /// But the incident's record holds it.
    @Test func kindOfANewerVersionMakesNoReport() {
        #expect(RepairReport(stored("repaired", "so", kind: "restore")) == nil)
        let action = IncidentAction(stored("elsewhere", "so", kind: "restore"))
        #expect(action.kind == "restore" && action.outcome == "elsewhere")
    }

    @Test func unreachableRepairerIsReportedAsRefused() {
        let request = RepairRequest(
            stack: "s", kind: .emergencyDeploy, addresses: [Self.table], apply: true, requestedBy: "t",
            configuration: "c", askedAt: Moment(wall: Timestamp(milliseconds: 5), boot: "b", uptime: .zero))
        let report = RepairReport(unreachable: "no socket", request)
        #expect(report.events == [.repairerUnreachable(why: "no socket")])
        let notices = report.notices(at: .now)
        #expect(notices.map(\.id) == ["s-emergency-deploy-5:emergency-deploy:refused:repairer"])
        #expect(notices.map(\.lines) == [["no socket"]] && notices[0].repair == nil)
    }
}
