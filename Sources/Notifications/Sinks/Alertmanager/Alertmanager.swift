import Decisions
import Foundation
import HTTP
import Ledger
import Settings

/// `POST /api/v2/alerts` of an Alertmanager: sends the open incidents repeatedly, each with an end shortly ahead, as Prometheus
/// does, and the actual end of each incident that has closed.
struct Alertmanager: RepeatingSender {
    var url: String
    var from: Severity
    var http: HTTPClient
    let resendEvery: Duration = .seconds(60)
    /// An alert that is not sent again ends after this time: it outlasts a restart, but not a watchdog that no longer runs.
    static let lasts: Duration = .seconds(300)

    /// `postableAlert` of Alertmanager's `api/v2/openapi.yaml`.
    struct Alert: Encodable, Equatable {
        var labels: [String: String]
        var annotations: [String: String]
        var startsAt: String
        var endsAt: String
    }

    func sendOngoing(_ incidents: [StoredIncident], at: Timestamp) async throws(DeliveryFault) {
        let alerts = incidents.filter { Severity(rawValue: $0.severity).map { $0 >= from } ?? true }
            .map { Self.alert($0, at: at) }
        if !alerts.isEmpty { try await post(alerts) }
    }

    func deliver(_ notice: Notice, at: Timestamp) async throws(DeliveryFault) {
        try await post([Self.alert(notice, at: at)])
    }

    /// Alertmanager identifies an alert by its labels, so they stay the same from the first message to the last.
    private static func labels(rule: String, stack: String, incident: String, severity: String) -> [String:
        String]
    {
        ["alertname": rule, "stack": stack, "incident": incident, "severity": severity, "source": "terrier"]
    }

    static func alert(_ incident: StoredIncident, at: Timestamp) -> Alert {
        var annotations = [
            "summary": "\(incident.stack): rule \(incident.rule) tripped: \(incident.reading)",
            "description":
                "terrier incidents show \(incident.id)"
                + (incident.addresses.isEmpty
                    ? ""
                    : "; about \(incident.addresses.prefix(Notice.mostAddresses).joined(separator: ", "))"),
            "rung": String(incident.rung),
        ]
        annotations["acknowledged"] = incident.acknowledged
        return Alert(
            labels: labels(
                rule: incident.rule, stack: incident.stack, incident: incident.id,
                severity: incident.severity),
            annotations: annotations, startsAt: incident.openedAt, endsAt: (at + lasts).description)
    }

    /// The alert of a closed incident: an end in the past resolves it.
    static func alert(_ notice: Notice, at: Timestamp) -> Alert {
        Alert(
            labels: notice.kind == .test
                ? ["alertname": "terrier-test", "severity": "info", "source": "terrier"]
                : labels(
                    rule: notice.rule ?? "", stack: notice.stack ?? "", incident: notice.incident ?? "",
                    severity: (notice.ruleSeverity ?? notice.severity).rawValue),
            annotations: ["summary": notice.title], startsAt: notice.openedAt ?? notice.at,
            endsAt: notice.kind == .test ? (at + .seconds(60)).description : notice.at)
    }

    private func post(_ alerts: [Alert]) async throws(DeliveryFault) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(alerts) else {
            throw DeliveryFault(.failed, "the alerts could not be encoded")
        }
        let response: HTTPResponse
        do throws(HTTPFault) {
            response = try await http.send(
                HTTPRequest(
                    "POST", (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/api/v2/alerts",
                    headers: [.init("Content-Type", "application/json")], body: Array(body)),
                deadline: .seconds(15), limit: 1 << 20)
        } catch {
            throw DeliveryFault(error)
        }
        if let fault = DeliveryFault(response, from: Sink.host(url)) { throw fault }
    }
}
