import Decisions
import Ledger

/// What was gathered for an incident, as `--json` prints it.
struct DiagnosisReport: Encodable {
    var at: String
    var findings: [Diagnosis.Finding]

    init(_ diagnosis: Diagnosis) {
        at = diagnosis.at.description
        findings = diagnosis.findings
    }
}
