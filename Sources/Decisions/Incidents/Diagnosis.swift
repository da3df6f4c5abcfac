/// What the ladder's first rung collected for a person. Contains no attribute values and no plan.
public struct Diagnosis: Sendable, Equatable, Codable {
    /// One thing that was checked.
    public struct Finding: Sendable, Equatable, Codable {
        /// `plan`, `resources`, `lock`, `log groups`, `logs of ADDRESS`, `CloudTrail`
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
    /// What CloudTrail recorded about the missing resources: at most one event for each, the first resources first.
    public var trail: [TrailEvent]

    public init(at: Timestamp, findings: [Finding], trail: [TrailEvent] = []) {
        self.at = at
        self.findings = findings
        self.trail = trail
    }

    // An older version did not write the events.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        at = try container.decode(Timestamp.self, forKey: .at)
        findings = try container.decode([Finding].self, forKey: .findings)
        trail = try container.decodeIfPresent([TrailEvent].self, forKey: .trail) ?? []
    }

    /// All diagnoses of one incident as one, nil if there are none: of two findings about the same thing the later one counts.
    ///
    /// - Parameter diagnoses: oldest first.
    public static func merged(_ diagnoses: [Diagnosis]) -> Diagnosis? {
        guard var merged = diagnoses.first else { return nil }
        for later in diagnoses.dropFirst() {
            merged.at = later.at
            if !later.trail.isEmpty { merged.trail = later.trail }
            for finding in later.findings {
                if let place = merged.findings.firstIndex(where: { $0.what == finding.what }) {
                    merged.findings[place] = finding
                } else {
                    merged.findings.append(finding)
                }
            }
        }
        return merged
    }
}

extension Diagnosis.Finding {
    /// The name of the finding that says who removed the missing resources.
    public static let trail = "CloudTrail"
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
