import Decisions
import Ledger

/// One diagnosis of an incident, as `--json` prints it.
struct DiagnosisReport: Encodable {
    var at: String
    var findings: [Diagnosis.Finding]

    init(_ diagnosis: Diagnosis) {
        at = diagnosis.at.description
        findings = diagnosis.findings
    }
}
