/// What the ladder's first rung collected for a person. Contains no attribute values and no plan.
public struct Diagnosis: Sendable, Equatable, Codable {
    /// One thing that was checked.
    public struct Finding: Sendable, Equatable, Codable {
        /// `plan`, `resources`, `lock`, `log groups`, `logs of ADDRESS`
        public var what: String
        /// Never empty; each is short, and without what looks like a credential.
        public var lines: [String]

        public init(_ what: String, _ lines: [String]) {
            self.what = what
            self.lines = lines
        }
    }

    public var at: Timestamp
    public var findings: [Finding]

    public init(at: Timestamp, findings: [Finding]) {
        self.at = at
        self.findings = findings
    }
}

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
