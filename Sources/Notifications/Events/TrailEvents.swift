public import Decisions

/// Events about CloudTrail: who removed what is missing.
extension EventDefinition {
    static func incidentTraced(
        _ incident: Incident, _ lines: [String], _ events: [TrailEvent], _ isAskedAgain: Bool
    ) -> EventDefinition {
        let told = EventNotice.made { context in
            let first = events.first?.description ?? "nothing found"
            var notice = Notice(
                incident, of: context.stack, id: ["traced"], kind: .traced,
                severity: context.severity(lastToldOf: incident),
                title: "incident \(incident.id): \(first)", lines: lines, at: context.at, standing: true)
            // The incident may have closed since CloudTrail was asked.
            notice.standing = nil
            return notice
        }
        return EventDefinition(
            id: "da5404db5a304e74b8584cb954ee1605", priority: .notice,
            fields: named(("RULE", incident.rule), ("INCIDENT", incident.id)) + each(incident.addresses),
            message: "incident \(incident.id) traced: \(lines.joined(separator: "; "))"
                + (isAskedAgain ? "; CloudTrail is asked again later, as events take minutes" : ""),
            notice: events.isEmpty ? .nothing : told, timeline: .nothing)
    }

    static func trailDenied() -> EventDefinition {
        EventDefinition(
            id: "b93e8d6427b0412293d58377a27359b1", priority: .warning, fields: [],
            message:
                "CloudTrail is not asked who removed missing resources: cloudtrail:LookupEvents is denied; "
                + "'terrier policy' prints the rights that the watcher needs",
            notice: .nothing, timeline: .nothing)
    }
}

extension Event {
    /// The notice that CloudTrail named somebody who removed a resource; nil for any other event, and if it named nobody.
    ///
    /// - Parameter asked: how often CloudTrail was asked: each answer is a notice of its own.
    public func traceNotice(of policy: Policy, asked: Int, at: Timestamp) -> Notice? {
        guard case .incidentTraced(let incident, _, _, _) = self else { return nil }
        var notice = notice(NoticeContext(stack: policy.stack, at: at, policy: policy))
        notice?.id = Notice.id([incident.id, "traced-\(asked)"])
        return notice
    }
}
