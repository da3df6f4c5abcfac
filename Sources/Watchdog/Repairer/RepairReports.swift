import Catalogue
import Decisions
import Ledger
public import Notifications
public import Repairs

/// Makes reports from the repairer's last line, from the end of its process, from the book, or for an unreachable repairer.
extension RepairReport {
    /// - Parameters:
    ///   - last: the last line; nil if there was none.
    ///   - ending: how the process ended.
    init(_ last: RepairMessage?, of request: RepairRequest, ending: String) {
        let known = last.flatMap { $0.isOfNoRepair ? nil : $0.repair }
        let name = known ?? Self.name(of: request.intent, at: request.askedAt.wall)
        guard let last, let outcome = last.outcome else {
            self.init(
                .processEnd(ending), request.intent, repair: known, name: name, outcome: .unknown,
                message: last?.message)
            return
        }
        self.init(
            .lastLine, request.intent, repair: known, name: name, outcome: outcome, message: last.message,
            refusals: last.refusals, actions: last.actions, addresses: last.addresses,
            emptied: Self.emptied(last.addresses, request.intent.kind), serial: last.serial,
            lineage: last.lineage)
    }

    /// The report when no repairer could be reached.
    init(unreachable why: String, _ request: RepairRequest) {
        self.init(
            .unreachable, request.intent, repair: nil,
            name: Self.name(of: request.intent, at: request.askedAt.wall), outcome: .refused, message: why)
    }

    /// The report of a repair whose lines no watcher received; nil for a kind that only a newer version has.
    init?(_ stored: StoredRepair) {
        guard let kind = RepairKind(rawValue: stored.kind) else { return nil }
        let addresses = stored.addresses.compactMap { try? Address($0) }
        self.init(
            .book,
            RepairIntent(
                stack: stored.stack, kind: kind, rule: stored.rule, incident: stored.incident,
                addresses: addresses, subject: stored.subject, apply: true),
            repair: stored.id, name: stored.id,
            outcome: stored.outcome.flatMap(RepairOutcome.init(rawValue:)) ?? .unknown,
            message: stored.reason, addresses: addresses,
            emptied: Self.emptied(addresses, kind), serial: stored.serialAfter)
    }

    /// What of the addresses that a repair created holds data, which the old instances took with them.
    private static func emptied(_ addresses: [Address], _ kind: RepairKind) -> [Address] {
        kind.traits.mayCreate ? addresses.filter { Catalogue.data(of: $0.type) != .none } : []
    }

    /// The name of a repair that is not in the book: made from the time at which it was requested.
    private static func name(of intent: RepairIntent, at: Timestamp) -> String {
        "\(intent.stack)-\(intent.kind.rawValue)-\(at.milliseconds)"
    }
}

extension RepairMessage {
    /// The events of a line: for the last line by its outcome, for an inspected plan by its actions.
    public func events(of request: RepairRequest) -> [Event] {
        let (kind, incident) = (request.kind, request.incident)
        if outcome != nil { return RepairReport(self, of: request, ending: "").events }
        if step == .inspect {
            return [.repairPlanned(repair: repair, kind: kind, incident: incident, actions: actions)]
        }
        return [
            .repairStep(
                repair: repair, kind: kind, incident: incident, message: message, serial: serial,
                lineage: lineage)
        ]
    }
}

extension IncidentAction {
    /// What `terrier incidents show` prints about a repair that has ended.
    ///
    /// - Parameters:
    ///   - actions: what it planned, whether or not it was applied.
    ///   - serialBefore: the serial of its snapshot.
    init(
        _ report: RepairReport, startedAt: Timestamp, endedAt: Timestamp, actions: [RepairAction],
        serialBefore: UInt64?
    ) {
        self.init(
            repair: report.repair ?? RepairReport.noRepair, kind: report.intent.kind.rawValue,
            startedAt: startedAt.description, endedAt: endedAt.description,
            outcome: report.outcome.rawValue, actions: actions.map(\.description), reason: report.message,
            serialBefore: serialBefore, serialAfter: report.serial)
    }

    /// The same from a row of the book, also for a kind that only a newer version has.
    init(_ stored: StoredRepair) {
        self.init(
            repair: stored.id, kind: stored.kind, startedAt: stored.startedAt, endedAt: stored.endedAt,
            outcome: stored.outcome ?? RepairOutcome.unknown.rawValue, reason: stored.reason,
            serialBefore: stored.serialBefore, serialAfter: stored.serialAfter)
    }
}
