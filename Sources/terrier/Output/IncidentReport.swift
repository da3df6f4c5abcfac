import Decisions
import Ledger

/// An incident as `--json` prints it.
struct IncidentReport: Encodable {
    struct Action: Encodable {
        var repair: String
        var kind: String
        /// What it names besides addresses: a snapshot, or a lock. Only set when a single incident is shown.
        var subject: String?
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
    /// Who acknowledged it, and why.
    var acknowledged: String?
    var rung: RungReport
    var addresses: [String]
    var reading: String
    var actions: [Action]
    /// Only set when a single incident is shown, since they are long.
    var diagnoses: [DiagnosisReport]?

    /// - Parameter policy: the policy of its stack, which names the rungs; nil if the configuration no longer has the stack.
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

/// How far an incident has been escalated.
struct RungReport: Encodable {
    /// The number of rungs reached.
    var climbed: Int
    /// The number of rungs of its ladder; absent if its rule has no ladder.
    var of: Int?
    /// The step of the last rung that was reached.
    var step: String?

    init(_ climbed: Int, of ladder: Ladder?) {
        self.climbed = climbed
        of = ladder?.rungs.count
        step = ladder.flatMap {
            $0.rungs.indices.contains(climbed - 1) ? $0.rungs[climbed - 1].step.rawValue : nil
        }
    }

    /// `rung 2 of 4 (notify)`; nil if the rule has no ladder and no rung was reached.
    var text: String? {
        guard let of else { return climbed == 0 ? nil : "rung \(climbed)" }
        return "rung \(climbed) of \(of)" + (step.map { " (\($0))" } ?? "")
    }
}

extension Policy {
    /// The ladder for incidents of a rule; nil if the configuration no longer has the rule, or the rule has no ladder.
    fileprivate func ladder(ofRule name: String) -> Ladder? {
        rules.first { $0.name == name }.flatMap { ladder(for: $0) }
    }
}

extension IncidentReport {
    /// Its age, its rung, and who acknowledged it.
    var standing: String {
        let age = Duration(inSeconds: age_seconds).words
        return ["age \(age)", rung.text, acknowledged.map { "acknowledged by \($0)" }].compactMap { $0 }
            .joined(separator: ", ")
    }
}
