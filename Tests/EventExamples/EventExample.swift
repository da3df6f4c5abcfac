public import Decisions
import Ledger
public import Notifications

/// An example of an event, with the stack that it is about.
public struct EventExample: Sendable, CustomStringConvertible {
    public var event: Event
    /// Nil if the event is about the service itself.
    public var stack: String?

    init(_ event: Event, stack: String? = EventExample.stack) {
        self.event = event
        self.stack = stack
    }

    public var description: String { kind }

    /// The name of the event's enum case.
    public var kind: String { Mirror(reflecting: event).children.first?.label ?? "\(event)" }

    /// The names of the journal fields of the event.
    public var fields: Set<String> {
        Set(event.fields.map(\.name)).union(stack == nil ? [] : ["TERRIER_STACK"])
    }

    public static let stack = "liveinsight-dev"
    /// The incident of the examples about incidents.
    public static let incident = Incident(
        id: "liveinsight-dev-7", rule: "foundation-lost", severity: .critical,
        openedAt: Timestamp(seconds: 1_772_334_000), age: .seconds(90), addresses: [table],
        reading: "tier.foundation.missing = 1")
    public static let table = Address(type: "aws_dynamodb_table", name: "events")

    /// How CloudTrail says that the table was deleted.
    public static let removal = TrailEvent(
        address: table, name: "DeleteTable", at: Timestamp(seconds: 1_772_333_940), principal: "user/kim",
        isConsole: true, source: "203.0.113.7", userAgent: "Mozilla/5.0")

    /// At least one example of each event. Events with optional values appear twice, with all of them and with none.
    public static let all = ofService + ofWorld + ofIncidents + ofRequests + ofRepairs

    /// Events about the service itself.
    private static let ofService: [EventExample] = [
        .started(version: "1", stacks: 1), .stopping(repairs: 1), .reloaded(stacks: 2),
        .reloadRefused(faults: ["terrier.yaml:2:1: a", "terrier.yaml:3:1: b"]),
        .startRefused(faults: ["terrier.yaml:2:1: a", "terrier.yaml:3:1: b"]),
        .credentialMissing(name: "webhook-secret", why: "no such file"), .ledgerFault("full"),
        .sinkFailing(sink: "webhook hooks.example", why: "hooks.example answers 500"),
        .sinkWorking(sink: "webhook hooks.example"),
        .noticesGivenUp(sink: "webhook hooks.example", count: 2),
        .noticesDropped(sink: "webhook hooks.example", count: 1),
        .archiveFailing(
            archive: "s3://backup-bucket/terrier", why: "s3://backup-bucket: PutObject: AccessDenied",
            since: "2026-03-01T03:00:00Z"),
        .archiveWorking(archive: "s3://backup-bucket/terrier"),
        .requestRefused(by: "kim (uid 1000)", why: "not JSON"),
    ].map { EventExample($0, stack: nil) }

    private static let ofWorld: [EventExample] = [
        .cycleHangs(since: .seconds(1300)), .cycleOverran(.seconds(90), interval: .seconds(60)),
        .bucketUnversioned(bucket: "states-bucket"), .ledgerFault("full"), .trailDenied,
        .paused(why: "kim: deploying"), .resumed,
        .verdict(
            .critical, resources: 19, seen: "19 resources, all asked, 1 missing", tripped: ["foundation-lost"]
        ),
        .verdict(.unknown, resources: nil, seen: "state not known", tripped: []),
        .stateNotBelieved(why: "torn"), .stateUnsaved(why: "/srv/s/errored.tfstate: an apply"),
        .stateBelieved(
            SnapshotIdentity(lineage: "6a1c", serial: 7, resources: 19, bytes: 30914, sha256: "x")),
        .signalUnknown([.awsUnhealthy, .resourcesMissing], Unknown(.throttled, "dynamodb")),
        .signalKnown(.known(.awsUnhealthy, 0)),
        .stillUnknown([.awsUnhealthy, .lockAge], .seconds(900)), .resourceMissing(table),
        .resourceMissing(table, .refreshed(Timestamp(seconds: 0))),
        .resourceBack(table),
        .resourceUnhealthy(table, "DELETING"), .resourceWell(table), .resourceUntracked(table),
        .resourceOrphaned(table),
        .resourceRemoved(table, serial: 8),
        .resourceRemoved(table, serial: nil),
    ].map { EventExample($0) }

    private static let ofIncidents: [EventExample] = [incident, withoutAddresses].flatMap {
        incident -> [Event] in
        [
            .incidentOpened(incident), .incidentClosed(incident, .cleared),
            .incidentAcknowledged(incident, by: "kim: mine"),
            .incidentClimbed(incident, Rung(after: .seconds(300), step: .notify)),
            .incidentDiagnosed(incident, Diagnosis(at: incident.openedAt, findings: [])),
            .incidentTraced(incident, lines: [removal.line], [removal], isAskedAgain: false),
            .repairHeldBack(
                Proposal(
                    RepairIntent(
                        stack: "liveinsight-dev", kind: .emergencyDeploy, rule: incident.rule,
                        incident: incident.id, tier: "foundation", addresses: incident.addresses, apply: true)
                ),
                [Refusal(.lock, "held")]),
        ]
    }.map { EventExample($0) }

    /// An incident without addresses, as one about a rate.
    private static let withoutAddresses: Incident = {
        var copy = incident
        copy.id = "liveinsight-dev-8"
        copy.addresses = []
        return copy
    }()

    private static let ofRequests: [EventExample] = [
        .breakerOpen(
            Breaker(
                kind: .emergencyDeploy, failures: 2, repair: "20261124-120328-ab12cd",
                since: incident.openedAt)),
        .breakerClosed(.emergencyDeploy),
        .ruleFlapping(rule: incident.rule, began: true, incident: incident.id),
        .ruleFlapping(rule: incident.rule, began: false, incident: nil),
        .repairAsked(.emergencyDeploy, incident: incident.id, by: "terrier (uid 990)"),
        .repairAsked(.unmute, incident: nil, by: "terrier (uid 990)"),
        .repairerUnreachable(why: "connection refused"),
    ].map { EventExample($0) }

    private static let ofRepairs: [EventExample] = [incident.id, nil].flatMap { incident -> [Event] in
        let (repair, kind) = ("20261124-120328-ab12cd", RepairKind.emergencyDeploy)
        let (serial, lineage): (UInt64?, String?) = incident == nil ? (nil, nil) : (8, "6a1c")
        return [
            .repairStarted(
                kind: kind, rule: incident.map { _ in "foundation-lost" }, incident: incident,
                addresses: incident == nil ? [] : [table], apply: true),
            .repairStep(
                repair: repair, kind: kind, incident: incident, message: "planning", serial: serial,
                lineage: lineage),
            .repairPlanned(
                repair: repair, kind: kind, incident: incident,
                actions: incident == nil ? [] : [.change(PlannedChange(table, .create))]),
            .wouldApply(
                repair: repair, kind: kind, incident: incident,
                actions: incident == nil ? [] : [.change(PlannedChange(table, .create))]),
            .repaired(
                repair: repair, kind: kind, incident: incident, message: "verified", serial: serial,
                lineage: lineage),
            .tableEmpty(repair: repair, incident: incident, table),
            .repairRefused(repair: repair, kind: kind, incident: incident, why: "backups: one"),
            .repairFailed(repair: repair, kind: kind, incident: incident, message: "it timed out"),
            .repairOutcomeUnknown(
                repair: incident == nil ? nil : repair, kind: kind, incident: incident, why: "signal 9"),
            .muteStands(
                Address(type: "aws_cloudwatch_metric_alarm", name: "errors"), incident: incident,
                since: "2026-11-24T12:03:28Z", until: Self.incident.openedAt),
        ]
    }.map { EventExample($0) }
}
