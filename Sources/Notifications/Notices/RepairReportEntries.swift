public import Decisions

extension RepairReport {
    /// The entries of the journal; the timeline of a rehearsal has its lines from the same events.
    ///
    /// The addresses in the repair book are those that were requested and those that were changed, so the book does not say which
    /// are new: the journal then says only how the repair ended.
    public var events: [Event] { (source == .book ? Array(entries.prefix(1)) : entries).map(\.event) }

    /// The notices that people get.
    public func notices(at: Timestamp) -> [Notice] {
        entries.map { entry in
            var notice = Notice(
                id: NoticeID.make(entry.id(at)), kind: entry.kind, severity: entry.severity,
                stack: intent.stack, title: "\(intent.stack): \(entry.title)", lines: entry.lines,
                addresses: entry.addresses, at: at)
            notice.rule = intent.rule
            notice.incident = intent.incident
            notice.repair = repair
            return notice
        }
    }
}

/// One statement about a repair that has ended: its event and its notice.
private struct ReportEntry {
    var event: Event
    var kind: Notice.Kind
    var severity: Severity
    /// The words of the notice's id. Two notices with one id are delivered once.
    var id: (_ at: Timestamp) -> [String]
    /// Without the stack's name.
    var title: String
    var lines: [String]
    var addresses: [Address]
}

extension RepairReport {
    /// The statements for each outcome. No other code distinguishes outcomes for events or notices.
    private var entries: [ReportEntry] {
        switch outcome {
        case .repaired: return [repaired] + emptied.map(empty)
        case .refused: return [refused]
        case .wouldApply: return [wouldApply]
        case .failed: return [repair == nil ? notBegun : failed]
        case .notVerified: return [failed]
        case .unknown: return [unknown]
        }
    }

    private var kind: RepairKind { intent.kind }
    private var recorded: String { repair ?? Self.noRepair }
    private var lastWords: String { message ?? "" }
    /// The lines of a notice: which guardrails refused, and the last message.
    private var reasons: [String] { refusals.map(\.description) + [message ?? Self.noWatcher] }
    private var failure: Event {
        .repairFailed(repair: recorded, kind: kind, incident: intent.incident, message: lastWords)
    }
    private static let noWatcher = "no watcher received the outcome"

    private var repaired: ReportEntry {
        ReportEntry(
            event: .repaired(
                repair: recorded, kind: kind, incident: intent.incident, message: lastWords, serial: serial,
                lineage: lineage),
            // Undoing a repair restores what was before, so it is only `info`.
            kind: .repaired, severity: kind.traits.isUndo ? .info : .warning, id: { _ in [name, "outcome"] },
            title: "\(kind.rawValue) done", lines: reasons, addresses: addresses)
    }

    private func empty(_ address: Address) -> ReportEntry {
        ReportEntry(
            event: .tableEmpty(repair: recorded, incident: intent.incident, address),
            kind: .tableEmpty, severity: .critical, id: { _ in [name, "empty", address.description] },
            title: "\(address) was recreated EMPTY", lines: ["it had no backup; what was in it is gone"],
            addresses: [address])
    }

    /// A refusal repeats after every cooldown: people are notified once for an incident.
    private var refused: ReportEntry {
        let isUnreachable = source == .unreachable
        let held = isUnreachable ? ["repairer"] : refusals.map(\.guardrail.rawValue)
        let why = refusals.isEmpty ? lastWords : refusals.map(\.description).joined(separator: "; ")
        return ReportEntry(
            event: isUnreachable
                ? .repairerUnreachable(why: why)
                : .repairRefused(repair: recorded, kind: kind, incident: intent.incident, why: why),
            kind: .repairRefused, severity: .warning,
            id: { _ in [intent.incident ?? name, kind.rawValue, "refused"] + held },
            title: "\(kind.rawValue) refused, nothing was changed", lines: reasons,
            addresses: intent.addresses)
    }

    /// If no watcher received the plan, it is logged as a step only; what the incident needs is planned again.
    private var wouldApply: ReportEntry {
        let isKnown = source == .lastLine
        return ReportEntry(
            event: isKnown
                ? .wouldApply(repair: recorded, kind: kind, incident: intent.incident, actions: actions)
                : .repairStep(
                    repair: recorded, kind: kind, incident: intent.incident, message: lastWords,
                    serial: serial, lineage: lineage),
            kind: .wouldApply, severity: .warning,
            id: { _ in [intent.incident ?? name, kind.rawValue, "would-apply"] },
            title: "\(kind.rawValue) would have been applied",
            lines: isKnown ? actions.map(\.description) : reasons,
            addresses: intent.addresses)
    }

    /// A repair that could not begin changed nothing either. For one without an incident, people are notified once a day.
    private var notBegun: ReportEntry {
        ReportEntry(
            event: failure, kind: .repairFailed, severity: .critical,
            id: { [intent.incident ?? stackAndDay($0), kind.rawValue, "not-begun"] },
            title: "\(kind.rawValue) could not begin, nothing was changed", lines: reasons,
            addresses: intent.addresses)
    }

    /// Ending an expired mute is retried until it succeeds: people are notified once a day.
    private var failed: ReportEntry {
        let isDaily = kind.traits.isUndo && intent.incident == nil
        return ReportEntry(
            event: failure, kind: .repairFailed, severity: .critical,
            id: { [isDaily ? "\(stackAndDay($0))-\(kind.rawValue)" : name, "outcome"] },
            title: "\(kind.rawValue) failed", lines: reasons, addresses: intent.addresses)
    }

    private var unknown: ReportEntry {
        let event: Event
        var lines = reasons
        switch source {
        case .lastLine: event = failure
        case .processEnd(let ending):
            event = .repairOutcomeUnknown(
                repair: repair, kind: kind, incident: intent.incident, why: ending)
            lines = [ending]
        case .book, .unreachable:
            event = .repairOutcomeUnknown(
                repair: repair, kind: kind, incident: intent.incident, why: Self.noWatcher)
        }
        return ReportEntry(
            event: event, kind: .outcomeUnknown, severity: .critical, id: { _ in [name, "outcome"] },
            title: "\(kind.rawValue) ended without reporting an outcome: what it did is not known",
            lines: lines,
            addresses: intent.addresses)
    }

    /// The part of an id for notices that belong to no incident and are sent once a day.
    private func stackAndDay(_ at: Timestamp) -> String { "\(intent.stack)-\(at.day)" }
}
