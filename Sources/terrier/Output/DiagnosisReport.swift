import Decisions
import Ledger

/// One diagnosis of an incident, as `--json` prints it.
struct DiagnosisReport: Encodable {
    var at: String
    var findings: [Diagnosis.Finding]
    var trail: [TrailReport]

    init(_ diagnosis: Diagnosis) {
        at = diagnosis.at.description
        findings = diagnosis.findings
        trail = diagnosis.trail.map(TrailReport.init)
    }
}

/// One event of CloudTrail that removed or changed a resource.
struct TrailReport: Encodable {
    var address: String
    var event: String
    var at: String
    var principal: String
    var console: Bool
    var source: String?
    var user_agent: String?

    init(_ event: TrailEvent) {
        address = event.address.description
        self.event = event.name
        at = event.at.description
        principal = event.principal
        console = event.isConsole
        source = event.source
        user_agent = event.userAgent
    }
}
