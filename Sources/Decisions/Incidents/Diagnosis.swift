/// What the ladder's first rung gathered for a person: no attribute's value, no plan's body.
public struct Diagnosis: Sendable, Equatable, Codable {
    /// One thing that was looked at.
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
