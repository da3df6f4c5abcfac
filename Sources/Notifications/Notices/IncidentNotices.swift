public import Decisions
public import Ledger

extension Effect {
    /// What is worth telling of a decision, besides the journal's entry. Most decisions are worth none.
    ///
    /// - Parameter diagnoses: the newest of each incident.
    public func notices(_ policy: Policy, diagnoses: [String: Diagnosis], at: Timestamp) -> [Notice] {
        let stack = policy.stack
        switch self {
        case .opened(let incident):
            return [
                Notice(
                    incident, of: stack, id: ["opened"], kind: .opened, severity: incident.severity,
                    title: "incident \(incident.id) opened: rule \(incident.rule) tripped",
                    lines: [incident.reading], at: at, standing: true)
            ]
        case .acknowledged(let incident, let who):
            return [
                Notice(
                    incident, of: stack, id: ["acknowledged"], kind: .acknowledged,
                    severity: policy.heard(incident),
                    title: "incident \(incident.id) is in a person's hands",
                    lines: ["by \(who)", "it climbs no further, and nothing is repaired for it"], at: at,
                    standing: true)
            ]
        case .closed(let incident, let why):
            return [
                Notice(
                    incident, of: stack, id: ["closed"], kind: .closed, severity: policy.heard(incident),
                    title: "incident \(incident.id) closed: rule \(incident.rule): \(why)",
                    lines: ["open for \(incident.age.words)"], at: at, standing: false)
            ]
        case .climbed(let incident, let rung) where rung.step == .notify:
            let age = incident.age.words
            return [
                Notice(
                    incident, of: stack, id: ["rung-\(incident.rung)"], kind: .climbed,
                    severity: incident.severity.raised,
                    title: "incident \(incident.id) is \(age) old and nobody has taken it",
                    lines: [incident.reading] + (diagnoses[incident.id]?.briefly(of: incident.id) ?? []),
                    at: at, standing: true)
            ]
        case .flapping(let rule, true, let incident):
            var notice = Notice(
                id: NoticeID.make([incident ?? "\(stack):\(rule):\(at.day)", "flapping"]), kind: .flapping,
                severity: .warning, stack: stack, title: "\(stack): rule \(rule) flaps",
                lines: ["it trips and clears too often; nothing is repaired for it until it is quiet"],
                at: at,
                standing: true)
            notice.rule = rule
            notice.incident = incident
            return [notice]
        case .climbed, .flapping, .repair, .heldBack: return []
        }
    }
}

extension Breaker {
    /// Told when it opens, and once for every day that it stays open: the day is counted from its opening, so that every
    /// cycle of it makes the same notice.
    public func notice(of stack: String, at: Timestamp) -> Notice {
        let days = max(0, (at - since).milliseconds / 86_400_000)
        var notice = Notice(
            id: NoticeID.make([
                stack, "breaker", kind.rawValue, repair, (since + .seconds(days * 86_400)).day,
            ]),
            kind: .breakerOpen, severity: .critical, stack: stack,
            title: "\(stack): breaker open: \(kind.rawValue) failed \(failures) times in a row",
            lines: [
                "last in repair \(repair) at \(since)",
                "no \(kind.rawValue) starts until 'terrier reset' with a reason",
            ], at: at, standing: true)
        notice.repair = repair
        return notice
    }
}

extension Policy {
    /// The level at which an incident was last told: whoever heard of it hears of its end.
    fileprivate func heard(_ incident: Incident) -> Severity {
        guard let rule = rules.first(where: { $0.name == incident.rule }), let ladder = ladder(for: rule),
            ladder.rungs.prefix(incident.rung).contains(where: { $0.step == .notify })
        else { return incident.severity }
        return incident.severity.raised
    }
}

extension Diagnosis {
    /// What may be told outside: of the plan, the resources and the lock the first lines, of everything else how much
    /// there is. The lines of functions' logs may hold their users' data.
    func briefly(of incident: String) -> [String] {
        findings.flatMap { finding -> [String] in
            let open = ["plan", "resources", "lock", "log groups"].contains(finding.what)
            guard open else {
                return [
                    "\(finding.what): \(finding.lines.count) lines; 'terrier incidents show \(incident)' has them"
                ]
            }
            return finding.lines.prefix(3).map { "\(finding.what): \($0)" }
        }
    }
}

extension Timestamp {
    /// `2026-11-24`, in UTC.
    var day: String { String(description.prefix(10)) }
}
