import Decisions
import Ledger

/// One diagnosis of an incident, as `--json` prints it.
struct DiagnosisReport: Encodable {
    struct Finding: Encodable {
        var what: String
        var lines: [String]
    }

    var at: String
    var findings: [Finding]

    init(_ diagnosis: Diagnosis) {
        at = diagnosis.at.description
        findings = diagnosis.findings.map { Finding(what: $0.what, lines: $0.lines) }
    }
}
