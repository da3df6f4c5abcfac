public import Decisions

extension RepairReport {
    /// What the journal holds of it; the timeline of a rehearsal has its line from the same events.
    public var events: [Event] { entries.map(\.event) }

    /// What people are told of it.
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

/// One thing that is said of a repair that has ended: its event, and the notice beside it.
private struct ReportEntry {
    var event: Event
    var kind: Notice.Kind
    var severity: Severity
    /// The words of the notice's id. What is told twice under one id is told once.
    var id: (_ at: Timestamp) -> [String]
    /// Without the stack's name.
    var title: String
    var lines: [String]
    var addresses: [Address]
}

extension RepairReport {
    /// The one place that tells outcomes apart: what is said of each.
    private var entries: [ReportEntry] {
        switch outcome {
        case .repaired: return [repaired] + emptyTables.map(empty)
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
    /// What people read of it: which guardrails refused, and what it said last.
    private var reasons: [String] { refusals.map(\.description) + [message ?? Self.nobodyListened] }
    private var failure: Event {
        .repairFailed(repair: recorded, kind: kind, incident: intent.incident, message: lastWords)
    }
    private static let nobodyListened = "no watcher listened"

    private var repaired: ReportEntry {
        ReportEntry(
            event: .repaired(
                repair: recorded, kind: kind, incident: intent.incident, message: lastWords, serial: serial,
                lineage: lineage),
            // To undo a repair restores what was.
            kind: .repaired, severity: kind.traits.isUndo ? .info : .warning, id: { _ in [name, "outcome"] },
            title: "\(kind.rawValue) done", lines: reasons, addresses: addresses)
    }

    private func empty(_ table: Address) -> ReportEntry {
        ReportEntry(
            event: .tableEmpty(repair: recorded, incident: intent.incident, table),
            kind: .tableEmpty, severity: .critical, id: { _ in [name, "empty", table.description] },
            title: "\(table) was recreated EMPTY", lines: ["it had no backup; what was in it is gone"],
            addresses: [table])
    }

    /// What changed nothing comes again with every cooldown: it is told once for an incident.
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

    /// What no watcher listened to told its plan to nobody; what the incident asks for is planned anew.
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

    /// One that could not even begin changed nothing either. That of no incident is told once a day.
    private var notBegun: ReportEntry {
        ReportEntry(
            event: failure, kind: .repairFailed, severity: .critical,
            id: { [intent.incident ?? stackAndDay($0), kind.rawValue, "not-begun"] },
            title: "\(kind.rawValue) could not begin, nothing was changed", lines: reasons,
            addresses: intent.addresses)
    }

    /// A mute whose time has passed is tried to be undone again and again: told once a day.
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
                repair: repair, kind: kind, incident: intent.incident, why: Self.nobodyListened)
        }
        return ReportEntry(
            event: event, kind: .outcomeUnknown, severity: .critical, id: { _ in [name, "outcome"] },
            title: "\(kind.rawValue) ended without a word: what it did is not known", lines: lines,
            addresses: intent.addresses)
    }

    /// In an id, for what belongs to no incident and is told once a day.
    private func stackAndDay(_ at: Timestamp) -> String { "\(intent.stack)-\(at.day)" }
}
