import Ledger

/// An incident as `--json` prints it.
struct IncidentReport: Encodable {
    struct Action: Encodable {
        var repair: String
        var kind: String
        var started_at: String
        var ended_at: String?
        var outcome: String?
        var actions: [String]
        var reason: String?
        var serial_before: UInt64?
        var serial_after: UInt64?
    }

    var id: String
    var stack: String
    var rule: String
    var severity: String
    var opened_at: String
    var closed_at: String?
    var closed_why: String?
    var age_seconds: Double
    var addresses: [String]
    var reading: String
    var actions: [Action]

    init(_ incident: StoredIncident) {
        id = incident.id
        stack = incident.stack
        rule = incident.rule
        severity = incident.severity
        opened_at = incident.openedAt
        closed_at = incident.closedAt
        closed_why = incident.closedWhy
        age_seconds = incident.ageSeconds
        addresses = incident.addresses
        reading = incident.reading
        actions = incident.actions.map {
            Action(
                repair: $0.repair, kind: $0.kind, started_at: $0.startedAt, ended_at: $0.endedAt,
                outcome: $0.outcome,
                actions: $0.actions, reason: $0.reason, serial_before: $0.serialBefore,
                serial_after: $0.serialAfter)
        }
    }
}
