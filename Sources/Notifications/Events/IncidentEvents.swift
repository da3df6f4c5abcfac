import Decisions

/// Events about incidents, and about the rules that open them.
extension EventDefinition {
    static func incidentOpened(_ incident: Incident) -> EventDefinition {
        let priority: Priority =
            switch incident.severity {
            case .info: .notice
            case .warning: .warning
            case .critical: .critical
            }
        return EventDefinition(
            id: "7461673dcbc54a03ae8f2113fefde020", priority: priority, fields: fields(incident),
            message: "incident \(incident.id) opened, rule \(incident.rule) tripped: \(incident.reading)"
                + (incident.addresses.isEmpty ? "" : ": \(list(incident.addresses))"),
            notice: .made { context in
                Notice(
                    incident, of: context.stack, id: ["opened"], kind: .opened, severity: incident.severity,
                    title: "incident \(incident.id) opened: rule \(incident.rule) tripped",
                    lines: [incident.reading], at: context.at, standing: true)
            },
            timeline: .line(
                TimelineLine(
                    .tripped, rule: incident.rule, incident: incident.id,
                    "\(incident.rule), \(incident.severity.rawValue): \(incident.reading)"
                        + (incident.addresses.isEmpty ? "" : ": \(list(incident.addresses))")
                        + "; incident \(incident.id) opens",
                    foldingKey: "\(incident.rule) \(list(incident.addresses))")))
    }

    static func incidentClosed(_ incident: Incident, _ why: ClosingReason) -> EventDefinition {
        EventDefinition(
            id: "7591ffb486024adfb63df4ba10b0ba5b", priority: .notice, fields: fields(incident),
            message:
                "incident \(incident.id) closed after \(incident.age.words), rule \(incident.rule): \(why)",
            notice: .made { context in
                Notice(
                    incident, of: context.stack, id: ["closed"], kind: .closed,
                    severity: context.severity(lastToldOf: incident),
                    title: "incident \(incident.id) closed: rule \(incident.rule): \(why)",
                    lines: context.trail(of: incident) + ["open for \(incident.age.words)"], at: context.at,
                    standing: false)
            },
            timeline: .line(
                TimelineLine(
                    .closed, rule: incident.rule, incident: incident.id,
                    "incident \(incident.id) of \(incident.rule)"
                        + (incident.age == .zero ? "" : " after \(incident.age.words)") + ": \(why)",
                    foldingKey: incident.rule)))
    }

    static func incidentAcknowledged(_ incident: Incident, _ who: String) -> EventDefinition {
        EventDefinition(
            id: "69d536c13292400aadc6eb2ec33ac9d6", priority: .notice, fields: fields(incident),
            message:
                "incident \(incident.id) was acknowledged by \(who); it climbs no further, nothing is repaired for it",
            notice: .made { context in
                Notice(
                    incident, of: context.stack, id: ["acknowledged"], kind: .acknowledged,
                    severity: context.severity(lastToldOf: incident),
                    title: "incident \(incident.id) was acknowledged",
                    lines: ["by \(who)", "it climbs no further, and nothing is repaired for it"],
                    at: context.at, standing: true)
            },
            timeline: .line(
                TimelineLine(
                    .taken, rule: incident.rule, incident: incident.id,
                    "\(incident.id) was acknowledged by \(who); it climbs no further, nothing is repaired"
                )))
    }

    static func incidentClimbed(_ incident: Incident, _ rung: Rung) -> EventDefinition {
        let told = EventNotice.made { context in
            Notice(
                incident, of: context.stack, id: ["rung-\(incident.rung)"], kind: .climbed,
                severity: incident.severity.raised,
                title: "incident \(incident.id) is \(incident.age.words) old and nobody has acknowledged it",
                lines: context.trail(of: incident) + [incident.reading]
                    + (context.diagnoses[incident.id]?.briefly(of: incident.id) ?? []),
                at: context.at, standing: true)
        }
        return EventDefinition(
            id: "8810a1b5ec0c4fd2a3c7c85059d112ef", priority: rung.step == .diagnose ? .notice : .warning,
            fields: fields(incident),
            message:
                "incident \(incident.id) is \(incident.age.words) old, rung \(incident.rung): \(rung.step.rawValue)",
            notice: rung.step == .notify ? told : .nothing,
            timeline: .line(
                TimelineLine(
                    .climbed, rule: incident.rule, incident: incident.id,
                    "\(incident.id) is \(incident.age == .zero ? "new" : "\(incident.age.words) old"), "
                        + "rung \(incident.rung): \(words(rung.step))",
                    foldingKey: "\(incident.rule) \(incident.rung)")))
    }

    static func incidentDiagnosed(_ incident: Incident, _ diagnosis: Diagnosis) -> EventDefinition {
        EventDefinition(
            id: "8cf01b05ec3640c2a4189327f8fad819", priority: .notice, fields: fields(incident),
            message: "incident \(incident.id) diagnosed: \(diagnosis.summary)", notice: .nothing,
            timeline: .nothing)
    }

    static func ruleFlapping(_ rule: String, _ began: Bool, _ incident: String?) -> EventDefinition {
        let told = EventNotice.made { context in
            var notice = Notice(
                id: NoticeID.make([incident ?? "\(context.stack):\(rule):\(context.at.day)", "flapping"]),
                kind: .flapping, severity: .warning, stack: context.stack,
                title: "\(context.stack): rule \(rule) flaps",
                lines: ["it trips and clears too often; nothing is repaired for it until it is quiet"],
                at: context.at, standing: true)
            notice.rule = rule
            notice.incident = incident
            return notice
        }
        return EventDefinition(
            id: "ea80810429d60bae3d6b1bb772575748", priority: began ? .warning : .notice,
            fields: named(("RULE", rule), ("INCIDENT", incident)),
            message: began
                ? "rule \(rule) flaps: it trips and clears too often; nothing is repaired for it, and this is logged once"
                : "rule \(rule) no longer flaps",
            notice: began ? told : .nothing,
            timeline: .line(
                TimelineLine(
                    .flapping, rule: rule, incident: incident,
                    began
                        ? "\(rule) trips and clears too often: nothing is repaired for it"
                        : "\(rule) no longer flaps")))
    }

    private static func words(_ step: Rung.Step) -> String {
        switch step {
        case .diagnose: return "diagnose"
        case .notify: return "notify the next person"
        case .shed: return "shed the expendable tiers"
        case .emergencyDeploy: return "emergency deploy of the first tier"
        }
    }

    private static func fields(_ incident: Incident) -> EventFields {
        named(("RULE", incident.rule), ("INCIDENT", incident.id)) + each(incident.addresses)
    }
}
