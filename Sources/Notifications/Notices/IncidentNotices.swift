public import Decisions

extension Effect {
    /// The notices for a decision, besides the journal entry. Most decisions have none.
    ///
    /// - Parameter diagnoses: the newest diagnosis of each incident.
    public func notices(_ policy: Policy, diagnoses: [String: Diagnosis], at: Timestamp) -> [Notice] {
        let context = NoticeContext(stack: policy.stack, at: at, policy: policy, diagnoses: diagnoses)
        return [event?.notice(context)].compactMap(\.self)
    }

    /// The event that logs the decision; nil for a repair, which is logged when it begins.
    public var event: Event? {
        switch self {
        case .opened(let incident): return .incidentOpened(incident)
        case .closed(let incident, let why): return .incidentClosed(incident, why)
        case .acknowledged(let incident, let who): return .incidentAcknowledged(incident, by: who)
        case .climbed(let incident, let rung): return .incidentClimbed(incident, rung)
        case .flapping(let rule, let began, let incident):
            return .ruleFlapping(rule: rule, began: began, incident: incident)
        case .heldBack(let proposal, let refusals): return .repairHeldBack(proposal, refusals)
        case .repair: return nil
        }
    }
}

extension Breaker {
    /// The notice when it opens, and once for every day that it stays open: every cycle of a day makes the same notice.
    public func notice(of stack: String, at: Timestamp) -> Notice? {
        Event.breakerOpen(self).notice(NoticeContext(stack: stack, at: at))
    }
}

extension Diagnosis {
    /// What may be sent to sinks: the first three lines of the plan, the resources, the lock, the log groups and CloudTrail; for
    /// everything else only the number of lines, as the lines of functions' logs may hold their users' data.
    func briefly(of incident: String) -> [String] {
        findings.flatMap { finding -> [String] in
            let open = ["plan", "resources", "lock", "log groups", Diagnosis.Finding.trail].contains(
                finding.what)
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
