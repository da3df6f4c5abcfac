import Decisions
import Systemd
import Testing

@testable import Notifications

@Suite struct EventTests {
    static let address = Address(type: "aws_dynamodb_table", name: "events")
    static let incident = Incident(
        id: "s-1", rule: "lost", severity: .critical, openedAt: Timestamp(seconds: 0), age: .seconds(90),
        addresses: [address], reading: "tier.f.missing = 1")
    static let identity = SnapshotIdentity(lineage: "l", serial: 7, resources: 19, bytes: 30, sha256: "x")
    static let proposal = Proposal(
        kind: .emergencyDeploy, rule: "lost", incident: "s-1", tier: "f", addresses: [address], apply: true)

    static let all: [Event] = [
        .started(version: "1", stacks: 1), .stopping(repairs: 1), .reloaded(stacks: 2),
        .reloadRefused(faults: ["a", "b"]),
        .verdict(.critical, resources: 19, missing: 1, tripped: ["lost"]), .stateNotBelieved(why: "torn"),
        .stateBelieved(identity), .signalUnknown(.awsUnhealthy, Unknown(.throttled, "x")),
        .signalKnown(.known(.awsUnhealthy, 0)), .resourceMissing(address),
        .resourceUnhealthy(address, "DELETING"),
        .resourceRemoved(address, serial: 8), .incidentOpened(incident), .incidentClosed(incident, .cleared),
        .repairHeldBack(proposal, [Refusal(.lock, "held")]),
        .repairStarted(
            kind: .emergencyDeploy, rule: "lost", incident: "s-1", addresses: [address], apply: false),
        .repairStep(
            repair: "r", kind: .emergencyDeploy, incident: nil, message: "planning", serial: 7, lineage: "l"),
        .repairPlanned(repair: "r", kind: .emergencyDeploy, incident: "s-1", actions: ["create \(address)"]),
        .wouldApply(repair: "r", kind: .emergencyDeploy, incident: "s-1", actions: ["create \(address)"]),
        .repaired(
            repair: "r", kind: .emergencyDeploy, incident: "s-1", message: "verified", serial: 8, lineage: "l"
        ),
        .tableEmpty(repair: "r", address),
        .repairRefused(
            repair: "r", kind: .emergencyDeploy, incident: nil, refusals: [Refusal(.backups, "one")]),
        .repairFailed(repair: "r", kind: .removeAlarms, incident: nil, message: "why"),
        .repairOutcomeUnknown(repair: nil, kind: .removeAlarms, incident: nil, why: "signal 9"),
        .muteStands(address, since: "x", until: Timestamp(seconds: 0)), .ledgerFault("full"),
        .cycleOverran(.seconds(90), interval: .seconds(60)),
        .sinkFailing(sink: "webhook h", why: "h answers 500"), .sinkWorking(sink: "webhook h"),
        .noticesGivenUp(sink: "webhook h", count: 2), .noticesDropped(sink: "webhook h", count: 1),
    ]

    @Test(arguments: all)
    func everyEventIsOneLineWithFieldsThatTheJournalKeeps(event: Event) {
        #expect(!event.message.isEmpty && !event.message.contains("\n"))
        #expect(
            event.messageID.count == 32 && event.messageID.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        for field in event.fields {
            #expect(
                Journal.isFieldName(field.name) && field.name.hasPrefix("TERRIER_") && !field.value.isEmpty)
        }
    }

    @Test func noTwoEventsShareAnID() {
        #expect(Set(Self.all.map(\.messageID)).count == Self.all.count)
    }

    @Test func whatAnEventIsAboutStandsInItsFields() {
        let fields = Event.incidentOpened(Self.incident).fields.map { "\($0.name)=\($0.value)" }
        #expect(
            fields == [
                "TERRIER_RULE=lost", "TERRIER_INCIDENT=s-1", "TERRIER_ADDRESS=aws_dynamodb_table.events",
            ])
        let planned = Event.repairPlanned(
            repair: "r", kind: .emergencyDeploy, incident: nil, actions: ["create a.b[\"c d\"]"])
        #expect(planned.fields.contains { $0.name == "TERRIER_ADDRESS" && $0.value == "a.b[\"c d\"]" })
    }

    @Test func severitiesArePriorities() {
        var incident = Self.incident
        #expect(Event.incidentOpened(incident).priority == .critical)
        incident.severity = .info
        #expect(Event.incidentOpened(incident).priority == .notice)
    }

    @Test func linesSayHowUrgentAndOfWhichStack() async {
        let log = EventLog.inMemory()
        await log.write(.incidentOpened(Self.incident), stack: "dev")
        #expect(
            log.lines == [
                "critical dev: incident s-1 opened, rule lost tripped: tier.f.missing = 1: aws_dynamodb_table.events"
            ])
    }
}
