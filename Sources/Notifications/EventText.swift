import Decisions
import Ledger

extension Event {
    /// One line that a person reads at 3 a.m. Addresses, actions, numbers; never an attribute's value.
    public var message: String {
        switch self {
        case .started(let version, let stacks): return "terrier \(version) watches \(count(stacks, "stack"))"
        case .stopping(let repairs):
            return repairs == 0 ? "stopping" : "stopping once \(count(repairs, "repair")) under way has ended"
        case .reloaded(let stacks): return "configuration read again: \(count(stacks, "stack"))"
        case .reloadRefused(let faults):
            return "configuration has faults, the running one stays: \(faults.joined(separator: " | "))"
        case .startRefused(let faults):
            return "configuration has faults, the service does not start: \(faults.joined(separator: " | "))"
        case .credentialMissing(let name, let why):
            return "the service does not start: \(MissingCredential(name: name, why: why))"
        case .cycleHangs(let since):
            return
                "the cycle has stood still for \(since.words): no sign of life is given, the service manager will start the service anew"
        case .paused(let why): return "repairs are paused (\(why)): the watching goes on, no repair starts"
        case .resumed: return "repairs are paused no more"
        case .verdict(let verdict, let resources, let missing, let tripped):
            let count = resources.map { "\($0) resources" } ?? "state not known"
            let rules = tripped.isEmpty ? "" : ", tripped: \(tripped.joined(separator: ", "))"
            return "\(verdict.rawValue): \(count), \(missing) missing\(rules)"
        default: return worldMessage
        }
    }

    private var worldMessage: String {
        switch self {
        case .stateNotBelieved(let why): return "state not believed: \(why)"
        case .stateBelieved(let identity):
            return
                "snapshot of serial \(identity.serial) stored: \(identity.resources) resources, \(identity.bytes) bytes"
        case .signalUnknown(let signals, let reason):
            let names = signals.map(\.name).joined(separator: ", ")
            return signals.count == 1
                ? "\(names) is unknown (\(reason))"
                : "\(signals.count) signals are unknown (\(reason)): \(names)"
        case .signalKnown(let reading): return "known again: \(reading)"
        case .resourceMissing(let address): return "\(address) is in the state and AWS says it is not there"
        case .stillUnknown(let signals, let since):
            return
                "unknown for \(since.words): \(signals.map(\.name).joined(separator: ", ")); no rule on them trips or clears"
        case .resourceBack(let address): return "\(address) is there again"
        case .resourceWell(let address): return "\(address) is well again"
        case .resourceUntracked(let address):
            return "\(address) is there, and a failed apply left it out of the state: look, then import it"
        case .resourceUnhealthy(let address, let status): return "\(address) is there and not well: \(status)"
        case .resourceRemoved(let address, let serial):
            return "\(address) is gone from the state\(serial.map { " as of serial \($0)" } ?? ""): "
                + "destroyed, moved or removed by somebody; it is not rebuilt"
        default: return incidentMessage
        }
    }

    private var incidentMessage: String {
        switch self {
        case .incidentOpened(let incident):
            return "incident \(incident.id) opened, rule \(incident.rule) tripped: \(incident.reading)"
                + (incident.addresses.isEmpty ? "" : ": \(list(incident.addresses))")
        case .incidentClosed(let incident, let why):
            return
                "incident \(incident.id) closed after \(incident.age.words), rule \(incident.rule): \(why)"
        case .incidentAcknowledged(let incident, let who):
            return
                "incident \(incident.id) is in a person's hands (\(who)): it climbs no further, nothing is repaired for it"
        case .incidentClimbed(let incident, let rung):
            return
                "incident \(incident.id) is \(incident.age.words) old, rung \(incident.rung): \(rung.step.rawValue)"
        case .incidentDiagnosed(let incident, let diagnosis):
            return "incident \(incident.id) diagnosed: \(diagnosis.summary)"
        case .ruleFlapping(let rule, true, _):
            return
                "rule \(rule) flaps: it trips and clears too often; nothing is repaired for it, and this is said once"
        case .ruleFlapping(let rule, false, _): return "rule \(rule) flaps no more"
        case .repairHeldBack(let proposal, let refusals):
            return "\(proposal.kind.rawValue) held back by "
                + refusals.map(\.description).joined(separator: "; ")
        default: return requestMessage
        }
    }

    private var requestMessage: String {
        switch self {
        case .repairAsked(let kind, let incident, let who):
            return
                "\(kind.rawValue) asked for by \(who)\(incident.map { ", for incident \($0)" } ?? ""): every guardrail is checked afresh"
        case .requestRefused(let who, let why):
            return "a request of \(who) was refused, nothing was done: \(why)"
        case .repairerUnreachable(let why):
            return "the repairer cannot be reached, nothing was repaired: \(why)"
        case .breakerOpen(let breaker):
            return
                "breaker open: \(breaker); no \(breaker.kind.rawValue) starts until 'terrier reset' with a reason"
        case .breakerClosed(let kind):
            return "breaker closed: a person reset it, \(kind.rawValue) may start again"
        default: return repairMessage
        }
    }

    private var repairMessage: String {
        switch self {
        case .repairStarted(let kind, let rule, _, let addresses, let apply):
            return
                "\(kind.rawValue)\(rule.map { " for rule \($0)" } ?? "") begins\(apply ? "" : ", without applying"): "
                + list(addresses)
        case .repairStep(_, let kind, _, let message, _, _): return "\(kind.rawValue): \(message)"
        case .repairPlanned(_, let kind, _, let actions):
            return "\(kind.rawValue): plan inspected and admitted: \(actions.joined(separator: ", "))"
        case .wouldApply(_, let kind, _, let actions):
            return "\(kind.rawValue): would have applied: \(actions.joined(separator: ", "))"
        case .repaired(_, let kind, _, let message, _, _): return "\(kind.rawValue) done: \(message)"
        case .tableEmpty(_, _, let address):
            return "\(address) had no backup and was recreated EMPTY: what was in it is gone"
        case .repairRefused(_, let kind, _, let why):
            return "\(kind.rawValue) refused, nothing was changed: \(why)"
        case .repairFailed(_, let kind, _, let message): return "\(kind.rawValue) failed: \(message)"
        case .repairOutcomeUnknown(_, let kind, _, let why):
            return
                "\(kind.rawValue) ended without a word (\(why)): what it did is not known, the next look says what is there"
        case .muteStands(let address, _, let since, let until):
            return "\(address) is muted since \(since), meant until \(until)"
        case .ledgerFault(let why): return why
        case .cycleOverran(let duration, let interval):
            return "a cycle took \(duration.words), the interval is \(interval.words)"
        default: return sinkMessage
        }
    }

    private var sinkMessage: String {
        switch self {
        case .sinkFailing(let sink, let why):
            return "\(sink) takes nothing: \(why); what it is to be told waits, and this is said once"
        case .sinkWorking(let sink): return "\(sink) works again; nothing waits for it any more"
        case .noticesGivenUp(let sink, let count):
            return "\(self.count(count, "notice")) for \(sink) given up after three days: nobody was told"
        case .noticesDropped(let sink, let count):
            return "\(self.count(count, "notice")) for \(sink) dropped: more waited than are kept"
        default: return ""
        }
    }

    private func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }

    private func list(_ addresses: [Address]) -> String {
        addresses.map(\.description).joined(separator: ", ")
    }
}
