import Decisions

extension Event {
    /// The `TERRIER_…` fields that apply, besides the stack.
    public var fields: [(name: String, value: String)] {
        switch self {
        case .started, .stopping, .reloaded, .reloadRefused, .startRefused, .ledgerFault, .cycleOverran,
            .cycleHangs, .paused, .resumed, .repairerUnreachable:
            return []
        case .credentialMissing(let name, _): return pairs(("CREDENTIAL", name))
        case .verdict(let verdict, let resources, _, let tripped):
            return pairs(("VERDICT", verdict.rawValue), ("VALUE", resources.map(String.init)))
                + tripped.map { ("TERRIER_RULE", $0) }
        case .stateNotBelieved: return pairs(("SIGNAL", Signal.stateReadable.name), ("VALUE", "false"))
        case .stateBelieved(let identity):
            return pairs(("SERIAL", String(identity.serial)), ("LINEAGE", identity.lineage))
        case .signalUnknown(let signals, _):
            return signals.map { ("TERRIER_SIGNAL", $0.name) } + pairs(("VALUE", "unknown"))
        case .signalKnown(let reading):
            return pairs(("SIGNAL", reading.signal.name), ("VALUE", reading.value.map { "\($0)" }))
        case .stillUnknown(let signals, _): return signals.map { ("TERRIER_SIGNAL", $0.name) }
        case .resourceMissing(let address), .resourceBack(let address), .resourceUnhealthy(let address, _),
            .resourceWell(let address), .resourceUntracked(let address):
            return pairs(("ADDRESS", address.description))
        case .resourceRemoved(let address, let serial):
            return pairs(("ADDRESS", address.description), ("SERIAL", serial.map { String($0) }))
        case .incidentOpened(let incident), .incidentClosed(let incident, _),
            .incidentAcknowledged(let incident, _), .incidentClimbed(let incident, _),
            .incidentDiagnosed(let incident, _):
            return pairs(("RULE", incident.rule), ("INCIDENT", incident.id)) + addresses(incident.addresses)
        case .ruleFlapping(let rule, _, let incident): return pairs(("RULE", rule), ("INCIDENT", incident))
        case .repairHeldBack(let proposal, _):
            return pairs(("RULE", proposal.rule), ("INCIDENT", proposal.incident))
                + addresses(proposal.addresses)
        case .breakerOpen(let breaker): return of(breaker.repair, breaker.kind, nil)
        case .breakerClosed(let kind): return pairs(("KIND", kind.rawValue))
        case .repairAsked(let kind, let incident, let who):
            return of(nil, kind, incident) + pairs(("BY", who))
        case .requestRefused(let who, _): return pairs(("BY", who))
        case .repairStarted(let kind, let rule, let incident, let list, _):
            return pairs(("KIND", kind.rawValue), ("RULE", rule), ("INCIDENT", incident)) + addresses(list)
        case .repairStep(let repair, let kind, let incident, _, let serial, let lineage),
            .repaired(let repair, let kind, let incident, _, let serial, let lineage):
            return of(repair, kind, incident)
                + pairs(("SERIAL", serial.map { String($0) }), ("LINEAGE", lineage))
        case .repairPlanned(let repair, let kind, let incident, let actions),
            .wouldApply(let repair, let kind, let incident, let actions):
            // `create aws_dynamodb_table.events`: the address is what follows the action.
            return of(repair, kind, incident)
                + actions.compactMap {
                    $0.split(separator: " ", maxSplits: 1).last.map { ("TERRIER_ADDRESS", String($0)) }
                }
        case .tableEmpty(let repair, let incident, let address):
            return pairs(("REPAIR", repair), ("INCIDENT", incident), ("ADDRESS", address.description))
        case .repairRefused(let repair, let kind, let incident, _),
            .repairFailed(let repair, let kind, let incident, _):
            return of(repair, kind, incident)
        case .repairOutcomeUnknown(let repair, let kind, let incident, _): return of(repair, kind, incident)
        case .sinkFailing(let sink, _), .sinkWorking(let sink), .noticesGivenUp(let sink, _),
            .noticesDropped(let sink, _):
            return pairs(("SINK", sink))
        case .muteStands(let address, let incident, _, _):
            return pairs(("INCIDENT", incident), ("ADDRESS", address.description))
        }
    }

    private func of(_ repair: String?, _ kind: RepairKind, _ incident: String?) -> [(
        name: String, value: String
    )] {
        pairs(("REPAIR", repair), ("KIND", kind.rawValue), ("INCIDENT", incident))
    }

    private func pairs(_ pairs: (String, String?)...) -> [(name: String, value: String)] {
        pairs.compactMap { name, value in value.map { ("TERRIER_\(name)", $0) } }
    }

    private func addresses(_ addresses: [Address]) -> [(name: String, value: String)] {
        addresses.map { ("TERRIER_ADDRESS", $0.description) }
    }
}
