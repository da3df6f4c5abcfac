import Decisions

/// How urgent an entry is, as syslog and the journal count.
public enum Priority: Int, Sendable {
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6

    public var word: String {
        switch self {
        case .critical: return "critical"
        case .error: return "error"
        case .warning: return "warning"
        case .notice: return "notice"
        case .info: return "info"
        }
    }
}

extension Event {
    /// From `warning` on it waits for a person: `journalctl -p warning` is what somebody must look at.
    public var priority: Priority {
        switch self {
        case .started, .stopping, .reloaded, .stateBelieved, .signalKnown, .repairStep: return .info
        case .repairStarted, .repairPlanned, .repaired, .incidentClosed, .muteStands, .wouldApply,
            .incidentAcknowledged, .incidentDiagnosed, .sinkWorking, .paused, .resumed, .breakerClosed,
            .resourceBack, .resourceWell, .repairAsked:
            return .notice
        case .incidentClimbed(_, let rung): return rung.step == .diagnose ? .notice : .warning
        case .verdict(let verdict, _, _, _): return verdict == .healthy ? .info : .notice
        case .incidentOpened(let incident):
            switch incident.severity {
            case .info: return .notice
            case .warning: return .warning
            case .critical: return .critical
            }
        case .ruleFlapping(_, let began, _): return began ? .warning : .notice
        case .signalUnknown(_, let reason): return reason.cause.passes ? .notice : .warning
        case .repairHeldBack(_, let refusals):
            return refusals.allSatisfy(\.guardrail.yieldsByItself) ? .notice : .warning
        // Data is gone.
        case .tableEmpty: return .critical
        case .stateNotBelieved, .stillUnknown, .resourceUnhealthy, .resourceRemoved, .repairRefused,
            .requestRefused, .cycleOverran, .resourceMissing, .resourceUntracked, .sinkFailing:
            return .warning
        case .breakerOpen, .reloadRefused, .startRefused, .credentialMissing, .cycleHangs,
            .repairerUnreachable, .repairFailed, .repairOutcomeUnknown, .ledgerFault, .noticesGivenUp,
            .noticesDropped:
            return .error
        }
    }
}

extension Unknown.Cause {
    /// Whether it commonly passes with no hand laid on. What lasts is said as `stillUnknown`.
    fileprivate var passes: Bool {
        switch self {
        case .throttled, .timedOut, .unreachable, .serverError, .locked, .notAsked: return true
        // Why there is no state to stand on is an entry of its own.
        case .noState: return true
        case .denied, .notParsed, .wrongAccount, .noCredentials, .failed: return false
        }
    }
}

extension Guardrail {
    /// Whether it yields with time, with no hand laid on. In mode `observe` what is held back is what a person asked for.
    fileprivate var yieldsByItself: Bool {
        switch self {
        case .mode, .window, .settle, .freshness, .running, .cooldown: return true
        case .pause, .account, .state, .distrust, .lock, .budget, .breaker, .configuration, .request, .need,
            .inspection,
            .backups:
            return false
        }
    }
}
