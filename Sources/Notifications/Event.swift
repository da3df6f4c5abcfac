public import Decisions

/// Every event that Terrier logs, as a closed list. Each kind has a message id of its own, by which it can be found in the
/// journal and in the message catalog.
public enum Event: Sendable, Equatable {
    case started(version: String, stacks: Int)
    case stopping(repairs: Int)
    case reloaded(stacks: Int)
    case reloadRefused(faults: [String])
    /// The service does not start: exit code 78 follows.
    case startRefused(faults: [String])
    /// A credential that the configuration names is not in the credentials directory.
    case credentialMissing(name: String, why: String)
    /// The loop of a stack makes no progress: the service manager gets no more watchdog notifications.
    case cycleHangs(since: Duration)
    /// A person paused repairs; `why` says who, and why.
    case paused(why: String)
    case resumed
    /// `seen` says how many resources were seen, and how.
    case verdict(Verdict, resources: Int?, seen: String, tripped: [String])
    case stateNotBelieved(why: String)
    case stateBelieved(SnapshotIdentity)
    /// An apply left its state in a file, because the backend did not take it.
    case stateUnsaved(why: String)
    /// All signals that became unknown in one cycle for the same reason.
    case signalUnknown([Signal], Unknown)
    case signalKnown(Reading)
    /// Signals that rules use, and for how long they have been unknown.
    case stillUnknown([Signal], Duration)
    /// The sight says who did not find it: AWS, or the refresh of a plan.
    case resourceMissing(Address, Sight = .asked)
    case resourceBack(Address)
    case resourceUnhealthy(Address, String)
    case resourceWell(Address)
    /// It exists in AWS, and an apply of ours that failed left it out of the state.
    case resourceUntracked(Address)
    case resourceRemoved(Address, serial: UInt64?)
    /// It exists in AWS, and the state lacks it since somebody wrote one without it.
    case resourceOrphaned(Address)
    case incidentOpened(Incident)
    case incidentClosed(Incident, ClosingReason)
    case incidentAcknowledged(Incident, by: String)
    case incidentClimbed(Incident, Rung)
    case incidentDiagnosed(Incident, Diagnosis)
    /// What CloudTrail returned about the missing resources of an incident: every line, and the events that are new.
    case incidentTraced(Incident, lines: [String], [TrailEvent], isAskedAgain: Bool)
    /// The right to ask CloudTrail is missing. Logged once, until the service starts or reloads.
    case trailDenied
    case breakerOpen(Breaker)
    case breakerClosed(RepairKind)
    case ruleFlapping(rule: String, began: Bool, incident: String?)
    case repairHeldBack(Proposal, [Refusal])
    /// Logged by the repairer: a request that it accepts, and who sent it.
    case repairAsked(RepairKind, incident: String?, by: String)
    /// Logged by the repairer: a request that was malformed, too large, too old, or from a user who may not make it.
    case requestRefused(by: String, why: String)
    /// Logged by the watcher: the repairer's socket does not exist, or refuses the connection.
    case repairerUnreachable(why: String)
    case repairStarted(kind: RepairKind, rule: String?, incident: String?, addresses: [Address], apply: Bool)
    case repairStep(
        repair: String, kind: RepairKind, incident: String?, message: String, serial: UInt64?,
        lineage: String?)
    case repairPlanned(repair: String, kind: RepairKind, incident: String?, actions: [RepairAction])
    case wouldApply(repair: String, kind: RepairKind, incident: String?, actions: [RepairAction])
    case repaired(
        repair: String, kind: RepairKind, incident: String?, message: String, serial: UInt64?,
        lineage: String?)
    case tableEmpty(repair: String, incident: String?, Address)
    case repairRefused(repair: String, kind: RepairKind, incident: String?, why: String)
    case repairFailed(repair: String, kind: RepairKind, incident: String?, message: String)
    case repairOutcomeUnknown(repair: String?, kind: RepairKind, incident: String?, why: String)
    case muteStands(Address, incident: String?, since: String, until: Timestamp)
    case ledgerFault(String)
    case cycleOverran(Duration, interval: Duration)
    /// Logged once, until the sink works again.
    case sinkFailing(sink: String, why: String)
    case sinkWorking(sink: String)
    case noticesGivenUp(sink: String, count: Int)
    case noticesDropped(sink: String, count: Int)
    /// Logged once a day, until a snapshot is copied again; `since` is RFC 3339.
    case archiveFailing(archive: String, why: String, since: String)
    case archiveWorking(archive: String)
    /// The bucket of a stack's backend keeps no earlier versions of the state. Logged once.
    case bucketUnversioned(bucket: String)
}

extension Event {
    /// Its id, priority, fields and texts: from the function of the same name in a file of `Events`.
    var definition: EventDefinition {
        switch self {
        case .started(let version, let stacks): return .started(version, stacks)
        case .stopping(let repairs): return .stopping(repairs)
        case .reloaded(let stacks): return .reloaded(stacks)
        case .reloadRefused(let faults): return .reloadRefused(faults)
        case .startRefused(let faults): return .startRefused(faults)
        case .credentialMissing(let name, let why): return .credentialMissing(name, why)
        case .cycleHangs(let since): return .cycleHangs(since)
        case .paused(let why): return .paused(why)
        case .resumed: return .resumed()
        case .verdict(let verdict, let resources, let seen, let tripped):
            return .verdict(verdict, resources, seen, tripped)
        case .stateNotBelieved(let why): return .stateNotBelieved(why)
        case .stateBelieved(let identity): return .stateBelieved(identity)
        case .stateUnsaved(let why): return .stateUnsaved(why)
        case .signalUnknown(let signals, let reason): return .signalUnknown(signals, reason)
        case .signalKnown(let reading): return .signalKnown(reading)
        case .stillUnknown(let signals, let since): return .stillUnknown(signals, since)
        case .resourceMissing(let address, let sight): return .resourceMissing(address, sight)
        case .resourceBack(let address): return .resourceBack(address)
        case .resourceUnhealthy(let address, let status): return .resourceUnhealthy(address, status)
        case .resourceWell(let address): return .resourceWell(address)
        case .resourceUntracked(let address): return .resourceUntracked(address)
        case .resourceOrphaned(let address): return .resourceOrphaned(address)
        case .resourceRemoved(let address, let serial): return .resourceRemoved(address, serial)
        case .incidentOpened(let incident): return .incidentOpened(incident)
        case .incidentClosed(let incident, let why): return .incidentClosed(incident, why)
        case .incidentAcknowledged(let incident, let who): return .incidentAcknowledged(incident, who)
        case .incidentClimbed(let incident, let rung): return .incidentClimbed(incident, rung)
        case .incidentDiagnosed(let incident, let diagnosis): return .incidentDiagnosed(incident, diagnosis)
        case .incidentTraced(let incident, let lines, let events, let isAskedAgain):
            return .incidentTraced(incident, lines, events, isAskedAgain)
        case .trailDenied: return .trailDenied()
        case .breakerOpen(let breaker): return .breakerOpen(breaker)
        case .breakerClosed(let kind): return .breakerClosed(kind)
        case .ruleFlapping(let rule, let began, let incident): return .ruleFlapping(rule, began, incident)
        case .repairHeldBack(let proposal, let refusals): return .repairHeldBack(proposal, refusals)
        case .repairAsked(let kind, let incident, let who): return .repairAsked(kind, incident, who)
        case .requestRefused(let who, let why): return .requestRefused(who, why)
        case .repairerUnreachable(let why): return .repairerUnreachable(why)
        case .repairStarted(let kind, let rule, let incident, let addresses, let apply):
            return .repairStarted(kind, rule, incident, addresses, apply)
        case .repairStep(let repair, let kind, let incident, let message, let serial, let lineage):
            return .repairStep(repair, kind, incident, message, serial, lineage)
        case .repairPlanned(let repair, let kind, let incident, let actions):
            return .repairPlanned(repair, kind, incident, actions)
        case .wouldApply(let repair, let kind, let incident, let actions):
            return .wouldApply(repair, kind, incident, actions)
        case .repaired(let repair, let kind, let incident, let message, let serial, let lineage):
            return .repaired(repair, kind, incident, message, serial, lineage)
        case .tableEmpty(let repair, let incident, let address): return .tableEmpty(repair, incident, address)
        case .repairRefused(let repair, let kind, let incident, let why):
            return .repairRefused(repair, kind, incident, why)
        case .repairFailed(let repair, let kind, let incident, let message):
            return .repairFailed(repair, kind, incident, message)
        case .repairOutcomeUnknown(let repair, let kind, let incident, let why):
            return .repairOutcomeUnknown(repair, kind, incident, why)
        case .muteStands(let address, let incident, let since, let until):
            return .muteStands(address, incident, since, until)
        case .ledgerFault(let why): return .ledgerFault(why)
        case .cycleOverran(let duration, let interval): return .cycleOverran(duration, interval)
        case .sinkFailing(let sink, let why): return .sinkFailing(sink, why)
        case .sinkWorking(let sink): return .sinkWorking(sink)
        case .noticesGivenUp(let sink, let count): return .noticesGivenUp(sink, count)
        case .noticesDropped(let sink, let count): return .noticesDropped(sink, count)
        case .archiveFailing(let archive, let why, let since): return .archiveFailing(archive, why, since)
        case .archiveWorking(let archive): return .archiveWorking(archive)
        case .bucketUnversioned(let bucket): return .bucketUnversioned(bucket)
        }
    }
}
