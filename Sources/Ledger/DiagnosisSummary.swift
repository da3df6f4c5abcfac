extension Diagnosis.Finding {
    /// Lines that another program wrote. They stay in the ledger and are not written to the journal.
    public var isLog: Bool { what.hasPrefix("logs of ") }
}

extension Diagnosis {
    /// One line for the journal: the first line of every finding; for logs only the number of lines.
    public var summary: String {
        let found = findings.map { finding in
            finding.isLog
                ? "\(finding.what): \(finding.lines.count) line\(finding.lines.count == 1 ? "" : "s")"
                : "\(finding.what): \(finding.lines.first ?? "nothing")"
        }
        return found.joined(separator: "; ")
    }
}
