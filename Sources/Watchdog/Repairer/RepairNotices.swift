import Decisions
import Ledger
import Notifications
import Repairs

extension RepairMessage? {
    /// What is to be told of a repair that has ended: by its last line, or by there being none.
    ///
    /// - Parameter ending: how its process ended.
    func notices(of request: RepairRequest, ending: String, began: Timestamp, at: Timestamp) -> [Notice] {
        // Where not even the book knew it, the time of its beginning is its name.
        let known = self.flatMap { $0.isOfNoRepair ? nil : $0.repair }
        let end = RepairEnding(
            repair: known, name: known ?? "\(request.stack)-\(request.kind.rawValue)-\(began.milliseconds)",
            kind: request.kind, stack: request.stack, rule: request.rule, incident: request.incident, at: at)
        guard let line = self, let outcome = line.outcome else {
            return end.notices(.unknown, [ending], about: request.addresses)
        }
        let said =
            outcome == .wouldApply ? line.actions : line.refusals.map(\.description) + [line.message]
        return end.notices(
            outcome, said, about: outcome == .repaired ? line.addresses : request.addresses,
            held: line.refusals.map(\.guardrail.rawValue))
    }
}

extension RepairRequest {
    /// What is to be told where no repairer could be asked.
    func notices(unreachable why: String, at: Timestamp) -> [Notice] {
        RepairEnding(
            repair: nil, name: "\(intent.stack)-\(intent.kind.rawValue)-\(at.milliseconds)",
            kind: intent.kind, stack: intent.stack, rule: intent.rule, incident: intent.incident, at: at
        ).notices(.refused, [why], about: intent.addresses, held: ["repairer"])
    }
}

extension StoredRepair {
    /// The same of a repair that no watcher listened to.
    func notices(_ kind: RepairKind, at: Timestamp) -> [Notice] {
        RepairEnding(
            repair: id, name: id, kind: kind, stack: stack, rule: rule, incident: incident, at: at
        ).notices(
            outcome.flatMap(RepairOutcome.init(rawValue:)) ?? .unknown, [reason ?? "no watcher listened"],
            about: addresses.compactMap { try? Address($0) })
    }
}

/// A repair that has ended, whoever tells of it.
private struct RepairEnding {
    var repair: String?
    /// Of which ids are made: the repair's own.
    var name: String
    var kind: RepairKind
    var stack: String
    var rule: String?
    var incident: String?
    var at: Timestamp
    /// In an id, for what belongs to no incident and is told once a day.
    private var today: String { "\(stack)-\(at.description.prefix(10))" }

    /// - Parameters:
    ///   - said: what the repair said last.
    ///   - held: the guardrails that refused.
    func notices(
        _ outcome: RepairOutcome, _ said: [String], about addresses: [Address], held: [String] = []
    ) -> [Notice] {
        switch outcome {
        case .repaired:
            // To undo a repair restores what was.
            let severity: Severity = kind.traits.isUndo ? .info : .warning
            let done = notice(
                [name, "outcome"], .repaired, severity, "\(kind.rawValue) done", said, addresses)
            let tables = addresses.filter { kind.traits.mayCreate && $0.type == "aws_dynamodb_table" }
            return [done]
                + tables.map { table in
                    notice(
                        [name, "empty", table.description], .tableEmpty, .critical,
                        "\(table) was recreated EMPTY", ["it had no backup; what was in it is gone"], [table])
                }
        // What changed nothing comes again with every cooldown: it is told once for an incident.
        case .refused:
            return [
                notice(
                    [incident ?? name, kind.rawValue, "refused"] + held, .repairRefused, .warning,
                    "\(kind.rawValue) refused, nothing was changed", said, addresses)
            ]
        case .wouldApply:
            return [
                notice(
                    [incident ?? name, kind.rawValue, "would-apply"], .wouldApply, .warning,
                    "\(kind.rawValue) would have been applied", said, addresses)
            ]
        // One that could not even begin changed nothing either. That of no incident is told once a day.
        case .failed where repair == nil:
            return [
                notice(
                    [incident ?? today, kind.rawValue, "not-begun"],
                    .repairFailed, .critical,
                    "\(kind.rawValue) could not begin, nothing was changed", said, addresses)
            ]
        case .failed, .notVerified:
            // A mute whose time has passed is tried to be undone again and again: told once a day.
            let name = kind.traits.isUndo && incident == nil ? "\(today)-\(kind.rawValue)" : name
            return [
                notice(
                    [name, "outcome"], .repairFailed, .critical, "\(kind.rawValue) failed", said, addresses)
            ]
        case .unknown:
            return [
                notice(
                    [name, "outcome"], .outcomeUnknown, .critical,
                    "\(kind.rawValue) ended without a word: what it did is not known", said, addresses)
            ]
        }
    }

    private func notice(
        _ id: [String], _ noticeKind: Notice.Kind, _ severity: Severity, _ title: String, _ lines: [String],
        _ addresses: [Address]
    ) -> Notice {
        var notice = Notice(
            id: Notice.id(id), kind: noticeKind, severity: severity, stack: stack,
            title: "\(stack): \(title)", lines: lines, addresses: addresses, at: at)
        notice.rule = rule
        notice.incident = incident
        notice.repair = repair
        return notice
    }
}
