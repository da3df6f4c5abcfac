import Decisions

/// What people are told of an event through the sinks, besides the journal's entry.
enum EventNotice {
    case nothing
    /// The cycle makes it, and records it together with the decision that the event tells of.
    case made((NoticeContext) -> Notice)
    /// The watcher makes a notice of this kind from the report of the repair that has ended: the event, which the repairer
    /// and the watcher write, does not hold what it needs.
    case afterRepair(Notice.Kind)
}

/// What a notice is made of, besides what the event holds.
struct NoticeContext {
    var stack: String
    /// When it is told.
    var at: Timestamp
    /// The stack's; nil where the notice is about no incident.
    var policy: Policy?
    /// The newest diagnosis of each incident.
    var diagnoses: [String: Diagnosis] = [:]

    /// The level at which an incident was last told: whoever heard of it hears of its end.
    func severity(lastToldOf incident: Incident) -> Severity {
        guard let policy, let rule = policy.rules.first(where: { $0.name == incident.rule }),
            let ladder = policy.ladder(for: rule),
            ladder.rungs.prefix(incident.rung).contains(where: { $0.step == .notify })
        else { return incident.severity }
        return incident.severity.raised
    }
}

extension Event {
    /// The notice that the cycle makes of it; nil where there is none.
    func notice(_ context: NoticeContext) -> Notice? {
        switch definition.notice {
        case .made(let make): return make(context)
        case .nothing, .afterRepair: return nil
        }
    }
}
