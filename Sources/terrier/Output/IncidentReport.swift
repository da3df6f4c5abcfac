import Decisions
import Ledger

/// An incident as `--json` prints it.
struct IncidentReport: Encodable {
    struct Action: Encodable {
        var repair: String
        var kind: String
        var started_at: String
        var ended_at: String?
        var outcome: String?
        var actions: [String]
        var reason: String?
        var serial_before: UInt64?
        var serial_after: UInt64?
    }

    var id: String
    var stack: String
    var rule: String
    var severity: String
    var opened_at: String
    var closed_at: String?
    var closed_why: String?
    var age_seconds: Double
    /// Who has taken it over, and why.
    var acknowledged: String?
    var rung: RungReport
    var addresses: [String]
    var reading: String
    var actions: [Action]
    /// Where one incident is shown; they are long.
    var diagnoses: [DiagnosisReport]?

    /// - Parameter policy: of its stack, where the configuration still has it: they name the rungs.
    init(_ incident: StoredIncident, _ policy: Policy?) {
        id = incident.id
        stack = incident.stack
        rule = incident.rule
        severity = incident.severity
        opened_at = incident.openedAt
        closed_at = incident.closedAt
        closed_why = incident.closedWhy
        age_seconds = incident.ageSeconds
        acknowledged = incident.acknowledged
        rung = RungReport(incident.rung, of: policy?.ladder(ofRule: incident.rule))
        addresses = incident.addresses
        reading = incident.reading
        actions = incident.actions.map {
            Action(
                repair: $0.repair, kind: $0.kind, started_at: $0.startedAt, ended_at: $0.endedAt,
                outcome: $0.outcome,
                actions: $0.actions, reason: $0.reason, serial_before: $0.serialBefore,
                serial_after: $0.serialAfter)
        }
    }
}

/// How far an incident has climbed.
struct RungReport: Encodable {
    var climbed: Int
    /// Of how many; absent where its rule climbs no ladder.
    var of: Int?
    /// What was done on the last one.
    var step: String?

    init(_ climbed: Int, of ladder: Ladder?) {
        self.climbed = climbed
        of = ladder?.rungs.count
        step = ladder.flatMap {
            $0.rungs.indices.contains(climbed - 1) ? $0.rungs[climbed - 1].step.rawValue : nil
        }
    }

    /// `rung 2 of 4 (notify)`; nil where it climbs no ladder.
    var text: String? {
        guard let of else { return climbed == 0 ? nil : "rung \(climbed)" }
        return "rung \(climbed) of \(of)" + (step.map { " (\($0))" } ?? "")
    }
}

extension Policy {
    /// The ladder that incidents of a rule climb; nil where there is no such rule any more, or it climbs none.
    fileprivate func ladder(ofRule name: String) -> Ladder? {
        rules.first { $0.name == name }.flatMap { ladder(for: $0) }
    }
}

extension IncidentReport {
    /// What stands besides its reading: its age, its rung, and who has it in hand.
    var standing: String {
        let age = Duration.milliseconds(Int64(age_seconds * 1000)).words
        return ["age \(age)", rung.text, acknowledged.map { "in the hands of \($0)" }].compactMap { $0 }
            .joined(separator: ", ")
    }
}
