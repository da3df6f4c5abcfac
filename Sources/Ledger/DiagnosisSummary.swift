extension Diagnosis.Finding {
    /// Lines that a program wrote, and not Terrier: they stay in the ledger.
    public var isLog: Bool { what.hasPrefix("logs of ") }
}

extension Diagnosis {
    /// One line for the journal: the first line of every finding, and of logs how many lines there are.
    public var summary: String {
        let found = findings.map { finding in
            finding.isLog
                ? "\(finding.what): \(finding.lines.count) line\(finding.lines.count == 1 ? "" : "s")"
                : "\(finding.what): \(finding.lines.first ?? "nothing")"
        }
        return found.joined(separator: "; ")
    }
}
