import Decisions

/// Events before a repair: whether it is requested, by whom, and what holds it back.
extension EventDefinition {
    static func repairHeldBack(_ proposal: Proposal, _ refusals: [Refusal]) -> EventDefinition {
        EventDefinition(
            id: "57db01361b5d4c46a7b0ad3375a7fdf6",
            priority: refusals.allSatisfy(\.guardrail.yieldsByItself) ? .notice : .warning,
            fields: named(("RULE", proposal.rule), ("INCIDENT", proposal.incident))
                + each(proposal.addresses),
            message: "\(proposal.kind.rawValue) held back by "
                + refusals.map(\.description).joined(separator: "; "),
            notice: .nothing,
            timeline: .line(
                TimelineLine(
                    .heldBack, rule: proposal.rule, incident: proposal.incident,
                    "\(proposal.kind.rawValue) by \(refusals.map(\.description).joined(separator: "; "))",
                    foldingKey:
                        "\(proposal.kind.rawValue) \(proposal.incident ?? "") \(refusals.map(\.guardrail.rawValue))",
                    isCooldownAlone: refusals.map(\.guardrail) == [.cooldown])))
    }

    static func repairAsked(_ kind: RepairKind, _ incident: String?, _ who: String) -> EventDefinition {
        EventDefinition(
            id: "81de2150823c5b402dd7b01969d63921", priority: .notice,
            fields: named(("KIND", kind.rawValue), ("INCIDENT", incident), ("BY", who)),
            message:
                "\(kind.rawValue) asked for by \(who)\(incident.map { ", for incident \($0)" } ?? ""): every guardrail is checked again",
            notice: .nothing, timeline: .nothing)
    }

    static func requestRefused(_ who: String, _ why: String) -> EventDefinition {
        EventDefinition(
            id: "ad8b7eaaa70e5f65aceca9a5c03c2a8e", priority: .warning, fields: named(("BY", who)),
            message: "a request of \(who) was refused, nothing was done: \(why)", notice: .nothing,
            timeline: .nothing)
    }

    static func repairerUnreachable(_ why: String) -> EventDefinition {
        EventDefinition(
            id: "3c308c28fea667e6c24d30b42aea5117", priority: .error, fields: [],
            message: "the repairer cannot be reached, nothing was repaired: \(why)",
            notice: .afterRepair(.repairRefused), timeline: .nothing)
    }

    static func breakerOpen(_ breaker: Breaker) -> EventDefinition {
        let kind = breaker.kind.rawValue
        return EventDefinition(
            id: "304926674bd24985a4d7b90b015115f7", priority: .error,
            fields: named(("REPAIR", breaker.repair), ("KIND", kind)),
            message: "breaker open: \(breaker); no \(kind) starts until 'terrier reset' with a reason",
            notice: .made { context in
                var notice = Notice(
                    id: NoticeID.make([
                        context.stack, "breaker", kind, breaker.repair, breaker.day(at: context.at),
                    ]),
                    kind: .breakerOpen, severity: .critical, stack: context.stack,
                    title:
                        "\(context.stack): breaker open: \(kind) failed \(breaker.failures) times in a row",
                    lines: [
                        "last in repair \(breaker.repair) at \(breaker.since)",
                        "no \(kind) starts until 'terrier reset' with a reason",
                    ], at: context.at, standing: true)
                notice.repair = breaker.repair
                return notice
            },
            timeline: .line(
                TimelineLine(.breaker, "\(breaker): no \(kind) starts until 'terrier reset'")))
    }

    static func breakerClosed(_ kind: RepairKind) -> EventDefinition {
        EventDefinition(
            id: "2f0e1d269d0b4f9dcd8c198082384a38", priority: .notice, fields: named(("KIND", kind.rawValue)),
            message: "breaker closed: a person reset it, \(kind.rawValue) may start again", notice: .nothing,
            timeline: .nothing)
    }
}

extension Guardrail {
    /// Whether it stops refusing after some time, without a person's action. In mode `observe` repairs are held back because a
    /// person configured that.
    fileprivate var yieldsByItself: Bool {
        switch self {
        case .mode, .window, .settle, .freshness, .running, .cooldown: return true
        case .pause, .account, .state, .distrust, .lock, .budget, .breaker, .configuration, .request, .need,
            .inspection,
            .backups:
            return false
        }
    }
}

extension Breaker {
    /// The day for which a notice says that it is open, counted from its opening: every cycle of that day makes the same notice.
    fileprivate func day(at now: Timestamp) -> String {
        let days = max(0, (now - since).milliseconds / 86_400_000)
        return (since + .seconds(days * 86_400)).day
    }
}
