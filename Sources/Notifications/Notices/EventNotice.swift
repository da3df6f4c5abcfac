import Decisions

/// The notice that people get for an event through the sinks, besides the journal entry.
enum EventNotice {
    case nothing
    /// The cycle makes it, and records it together with the decision that the event reports.
    case made((NoticeContext) -> Notice)
    /// The watcher makes a notice of this kind from the report of the repair that has ended: the event does not hold everything
    /// that the notice needs.
    case afterRepair(Notice.Kind)
}

/// What a notice needs besides the event.
struct NoticeContext {
    var stack: String
    /// The time of the notice.
    var at: Timestamp
    /// The stack's policy; nil if the notice is not about an incident.
    var policy: Policy?
    /// The newest diagnosis of each incident.
    var diagnoses: [String: Diagnosis] = [:]

    /// Who removed what the incident is about, as far as CloudTrail said it: the first line of a notice, or none.
    func trail(of incident: Incident) -> [String] {
        let events = diagnoses[incident.id]?.trail ?? []
        guard let first = events.first else { return [] }
        return [first.description + (events.count == 1 ? "" : ", and \(events.count - 1) more")]
    }

    /// The severity of the last notice about an incident: whoever got that notice also gets the one about its end.
    func severity(lastToldOf incident: Incident) -> Severity {
        guard let policy, let rule = policy.rules.first(where: { $0.name == incident.rule }),
            let ladder = policy.ladder(for: rule),
            ladder.rungs.prefix(incident.rung).contains(where: { $0.step == .notify })
        else { return incident.severity }
        return incident.severity.raised
    }
}

extension Event {
    /// The notice that the cycle makes of it; nil if there is none.
    func notice(_ context: NoticeContext) -> Notice? {
        switch definition.notice {
        case .made(let make): return make(context)
        case .nothing, .afterRepair: return nil
        }
    }
}
