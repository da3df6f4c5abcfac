public import Decisions
public import Ledger

/// Everything that Terrier says, as a closed list. Each has a message id of its own, by which it can be found and
/// explained.
public enum Event: Sendable, Equatable {
    case started(version: String, stacks: Int)
    case stopping(repairs: Int)
    case reloaded(stacks: Int)
    case reloadRefused(faults: [String])
    /// The service does not start: exit code 78 follows.
    case startRefused(faults: [String])
    /// A credential that the configuration names is not in the credentials directory.
    case credentialMissing(name: String, why: String)
    /// The loop of a stack makes no progress: the service manager is told of no life any more.
    case cycleHangs(since: Duration)
    /// A person paused repairs; who, and why.
    case paused(why: String)
    case resumed
    case verdict(Verdict, resources: Int?, missing: Int, tripped: [String])
    case stateNotBelieved(why: String)
    case stateBelieved(SnapshotIdentity)
    /// All signals that one look does not know for one and the same reason.
    case signalUnknown([Signal], Unknown)
    case signalKnown(Reading)
    /// Signals that rules stand on, and for how long nothing has been known of them.
    case stillUnknown([Signal], Duration)
    case resourceMissing(Address)
    case resourceBack(Address)
    case resourceUnhealthy(Address, String)
    case resourceWell(Address)
    /// AWS has it, and an apply of ours that failed left it out of the state.
    case resourceUntracked(Address)
    case resourceRemoved(Address, serial: UInt64?)
    case incidentOpened(Incident)
    case incidentClosed(Incident, ClosingReason)
    case incidentAcknowledged(Incident, by: String)
    case incidentClimbed(Incident, Rung)
    case incidentDiagnosed(Incident, Diagnosis)
    case breakerOpen(Breaker)
    case breakerClosed(RepairKind)
    case ruleFlapping(rule: String, began: Bool, incident: String?)
    case repairHeldBack(Proposal, [Refusal])
    /// Said by the repairer: a request that it takes up, and who sent it.
    case repairAsked(RepairKind, incident: String?, by: String)
    /// Said by the repairer: a request that was malformed, too large, stale or a stranger's.
    case requestRefused(by: String, why: String)
    /// Said by the watcher: the repairer's socket is not there, or refuses.
    case repairerUnreachable(why: String)
    case repairStarted(kind: RepairKind, rule: String?, incident: String?, addresses: [Address], apply: Bool)
    case repairStep(
        repair: String, kind: RepairKind, incident: String?, message: String, serial: UInt64?,
        lineage: String?)
    case repairPlanned(repair: String, kind: RepairKind, incident: String?, actions: [String])
    case wouldApply(repair: String, kind: RepairKind, incident: String?, actions: [String])
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
    /// Said once, until it works again.
    case sinkFailing(sink: String, why: String)
    case sinkWorking(sink: String)
    case noticesGivenUp(sink: String, count: Int)
    case noticesDropped(sink: String, count: Int)
}
