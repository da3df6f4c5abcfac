import Decisions
import Notifications
import Synchronization

/// Builds a timeline from the events that the watcher and the repairer log, with the words of the journal.
final class TimelineBook: Sendable {
    private struct Inner {
        var entries: [Timeline.Entry] = []
        var repairs: [Timeline.Kind: Int] = [:]
        /// The last entry if it is about signals that became unknown or known again: the signals and the reason.
        var open: (kind: Timeline.Kind, why: String, signals: [String])?
    }

    private let policy: Policy
    private let inner = Mutex(Inner())
    /// The signals that get an entry when they become unknown: those of the rules, the credentials and the state.
    private let watched: Set<Signal>

    init(_ policy: Policy) {
        self.policy = policy
        watched = Set(policy.rules.map(\.when.signal) + [.awsCredentials, .stateReadable])
    }

    func add(
        _ at: Timestamp, _ kind: Timeline.Kind, rule: String? = nil, incident: String? = nil, _ what: String,
        foldingKey: String? = nil
    ) {
        add(.init(at: at, kind: kind, rule: rule, incident: incident, what: what, foldingKey: foldingKey))
    }

    private func add(_ entry: Timeline.Entry) {
        inner.withLock { inner in
            inner.open = nil
            inner.entries.append(entry)
        }
    }

    func timeline(end: Timestamp, cycles: Int) -> Timeline {
        inner.withLock { inner in
            Timeline(
                stack: policy.stack, entries: inner.entries, end: end, cycles: cycles, repairs: inner.repairs)
        }
    }

    func take(_ event: Event, at: Timestamp) {
        switch event {
        case .signalUnknown(let signals, let reason):
            for signal in signals { note(signal, .unknown, reason.description, at) }
        case .signalKnown(let reading): note(reading.signal, .known, "", at)
        case .stateNotBelieved(let why): add(at, .unknown, "the state: \(why)")
        case .resourceMissing(let address):
            add(at, .missing, "\(address): the state has it, AWS does not")
        case .resourceUnhealthy(let address, let status): add(at, .unwell, "\(address): \(status)")
        case .resourceRemoved(let address, _):
            add(at, .removed, "\(address) was removed from the state on purpose: it is not rebuilt")
        default: incident(event, at)
        }
    }

    private func incident(_ event: Event, _ at: Timestamp) {
        switch event {
        case .incidentOpened(let incident):
            let about = incident.addresses.map(\.description).joined(separator: ", ")
            add(
                at, .tripped, rule: incident.rule, incident: incident.id,
                "\(incident.rule), \(incident.severity.rawValue): \(incident.reading)"
                    + "\(about.isEmpty ? "" : ": \(about)"); incident \(incident.id) opens",
                foldingKey: "\(incident.rule) \(about)")
        case .incidentClosed(let incident, let why):
            add(
                at, .closed, rule: incident.rule, incident: incident.id,
                "incident \(incident.id) of \(incident.rule)\(incident.age == .zero ? "" : " after \(incident.age.words)"): \(why)",
                foldingKey: incident.rule)
        case .incidentAcknowledged(let incident, let who):
            add(
                at, .taken, rule: incident.rule, incident: incident.id,
                "\(incident.id) is acknowledged (\(who)): it climbs no further, nothing is repaired")
        case .incidentClimbed(let incident, let rung):
            add(
                at, .climbed, rule: incident.rule, incident: incident.id,
                "\(incident.id) is \(incident.age == .zero ? "new" : "\(incident.age.words) old"), rung \(incident.rung): \(Self.words(rung.step))",
                foldingKey: "\(incident.rule) \(incident.rung)")
        case .ruleFlapping(let rule, let began, let incident):
            add(
                at, .flapping, rule: rule, incident: incident,
                began
                    ? "\(rule) trips and clears too often: nothing is repaired for it"
                    : "\(rule) no longer flaps")
        case .breakerOpen(let breaker):
            add(at, .breaker, "\(breaker): no \(breaker.kind.rawValue) starts until 'terrier reset'")
        default: repair(event, at)
        }
    }

    private func repair(_ event: Event, _ at: Timestamp) {
        switch event {
        case .repairHeldBack(let proposal, let refusals):
            let guardrails = refusals.map(\.guardrail)
            var entry = Timeline.Entry(
                at: at, kind: .heldBack, rule: proposal.rule, incident: proposal.incident,
                what: "\(proposal.kind.rawValue) by \(refusals.map(\.description).joined(separator: "; "))",
                foldingKey:
                    "\(proposal.kind.rawValue) \(proposal.incident ?? "") \(guardrails.map(\.rawValue))"
            )
            entry.isCooldownAlone = guardrails == [.cooldown]
            add(entry)
        case .repairStarted(let kind, let rule, let incident, let addresses, _):
            add(
                at, .repair, rule: rule, incident: incident,
                "\(kind.rawValue)\(rule.map { " for \($0)" } ?? ""): "
                    + addresses.map(\.description).joined(separator: ", "))
        case .repairPlanned(_, let kind, let incident, let actions):
            add(
                at, .planned, incident: incident,
                "\(kind.rawValue), inspected: \(actions.joined(separator: ", "))")
        case .wouldApply(_, let kind, let incident, let actions):
            end(
                at, .wouldApply, incident,
                "\(kind.rawValue), in mode act: \(actions.joined(separator: ", "))")
        case .repaired(_, let kind, let incident, let message, _, _):
            end(at, .repaired, incident, "\(kind.rawValue) \(message)")
        case .repairRefused(_, let kind, let incident, let why):
            end(
                at, .refused, incident,
                "\(kind.rawValue), nothing was changed: \(why)"
            )
        case .repairFailed(_, let kind, let incident, let message):
            end(at, .failed, incident, "\(kind.rawValue): \(message)")
        case .repairOutcomeUnknown(_, let kind, let incident, let why):
            end(
                at, .failed, incident,
                "\(kind.rawValue) ended without a result (\(why)): the next cycle reads what exists")
        default: break
        }
    }

    private func end(_ at: Timestamp, _ kind: Timeline.Kind, _ incident: String?, _ what: String) {
        add(at, kind, incident: incident, what)
        inner.withLock { $0.repairs[kind, default: 0] += 1 }
    }

    private static func words(_ step: Rung.Step) -> String {
        switch step {
        case .diagnose: return "diagnose"
        case .notify: return "notify the next person"
        case .shed: return "shed the expendable tiers"
        case .emergencyDeploy: return "emergency deploy of the first tier"
        }
    }

    /// Signals that become unknown for the same reason at the same time share one entry.
    private func note(_ signal: Signal, _ kind: Timeline.Kind, _ why: String, _ at: Timestamp) {
        guard watched.contains(signal) else { return }
        inner.withLock { inner in
            var signals: [String] = []
            if let open = inner.open, open.kind == kind, open.why == why, inner.entries.last?.at == at {
                signals = open.signals
                inner.entries.removeLast()
            }
            signals.append(signal.name)
            inner.open = (kind, why, signals)
            let names = signals.joined(separator: ", ")
            let what =
                kind == .unknown ? "\(names) (\(why)): no rule on it trips or clears" : "\(names) again"
            inner.entries.append(.init(at: at, kind: kind, what: what))
        }
    }
}
