public import Decisions
public import Ledger

/// Everything that Terrier says, as a closed list. Each has a message id of its own, by which it can be found and
/// explained.
public enum Event: Sendable, Equatable {
    case started(version: String, stacks: Int)
    case stopping(repairs: Int)
    case reloaded(stacks: Int)
    case reloadRefused(faults: [String])
    case verdict(Verdict, resources: Int?, missing: Int, tripped: [String])
    case stateNotBelieved(why: String)
    case stateBelieved(SnapshotIdentity)
    case signalUnknown(Signal, Unknown)
    case signalKnown(Reading)
    case resourceMissing(Address)
    case resourceUnhealthy(Address, String)
    case resourceRemoved(Address, serial: UInt64?)
    case incidentOpened(Incident)
    case incidentClosed(Incident, ClosingReason)
    case incidentAcknowledged(Incident, by: String)
    case incidentClimbed(Incident, Rung)
    case incidentDiagnosed(Incident, Diagnosis)
    case breakerOpen(Breaker)
    case ruleFlapping(rule: String, began: Bool, incident: String?)
    case repairHeldBack(Proposal, [Refusal])
    case repairStarted(kind: RepairKind, rule: String?, incident: String?, addresses: [Address], apply: Bool)
    case repairStep(
        repair: String, kind: RepairKind, incident: String?, message: String, serial: UInt64?,
        lineage: String?)
    case repairPlanned(repair: String, kind: RepairKind, incident: String?, actions: [String])
    case wouldApply(repair: String, kind: RepairKind, incident: String?, actions: [String])
    case repaired(
        repair: String, kind: RepairKind, incident: String?, message: String, serial: UInt64?,
        lineage: String?)
    case tableEmpty(repair: String, Address)
    case repairRefused(repair: String, kind: RepairKind, incident: String?, refusals: [Refusal])
    case repairFailed(repair: String, kind: RepairKind, incident: String?, message: String)
    case repairOutcomeUnknown(repair: String?, kind: RepairKind, incident: String?, why: String)
    case muteStands(Address, since: String, until: Timestamp)
    case ledgerFault(String)
    case cycleOverran(Duration, interval: Duration)
    /// Said once, until it works again.
    case sinkFailing(sink: String, why: String)
    case sinkWorking(sink: String)
    case noticesGivenUp(sink: String, count: Int)
    case noticesDropped(sink: String, count: Int)
}
