import Catalogue
import Decisions
import Repairs
import Watchdog

/// `terrier impact --json`.
struct ImpactReport: Encodable {
    struct Lost: Encodable {
        var created_again: Int?
        var resources: Int
        var serial: UInt64
        var lineage: String
        var seen_at: String
    }
    struct Newest: Encodable {
        var name: String
        var made_at: String?
        var restore: String
        var does_not_restore: String
    }
    struct Backups: Encodable {
        var count: Int?
        var newest: Newest?
        var unknown: String?
    }
    struct Change: Encodable {
        var address: String
        var action: String
        var deposed: Bool
        var data: String
        var loses_data: Bool
        var tier: String?
        var protected: Bool
        var forcing: [String]
        var changing: [String]
        var reason: String?
        var backups: Backups?
    }
    struct State: Encodable {
        var serial: UInt64
        var lineage: String
        var resources: Int
    }
    struct Plan: Encodable {
        var file: String
        var directory: String
        var apply: String
        /// With whose credentials `apply` must run, where it does not choose them by itself; empty otherwise.
        var credentials: [String]
    }

    var stack: String
    var verdict: String
    /// Why nothing could be planned.
    var fault: String?
    var lost_state: Lost?
    var changes: [Change] = []
    var besides: [String] = []
    var failed_checks: [String] = []
    var notes: [String] = []
    var state: State?
    /// The snapshot in the ledger, or the file, that has the state.
    var snapshot: Int64?
    /// The day until which the snapshot is kept at least.
    var snapshot_kept_until: String?
    var copy: String?
    var plan: Plan?

    init(_ fault: ImpactFault, stack: String) {
        self.stack = stack
        verdict = "unknown"
        self.fault = fault.reason
        set(fault.backup)
    }

    init(_ run: ImpactRun) {
        stack = run.stack
        verdict = run.impact.verdict.rawValue
        lost_state = run.impact.lost.map {
            Lost(
                created_again: $0.createdAgain, resources: $0.before.addresses.count,
                serial: $0.before.identity.serial, lineage: $0.before.identity.lineage,
                seen_at: $0.before.seen.description)
        }
        changes = run.impact.rows.map(Change.init)
        besides = run.impact.besides
        failed_checks = run.impact.failedChecks
        notes = run.notes
        state = run.state.map { State(serial: $0.serial, lineage: $0.lineage, resources: $0.resources) }
        plan = run.plan.map {
            Plan(file: $0.file, directory: $0.directory, apply: $0.apply, credentials: $0.credentials)
        }
        set(run.backup)
    }

    private mutating func set(_ backup: StateBackup?) {
        switch backup {
        case .ledger(let number, let end): (snapshot, snapshot_kept_until) = (number, end)
        case .file(let path, _): copy = path
        case nil: break
        }
    }
}

extension ImpactReport.Change {
    init(_ row: ImpactRow) {
        address = row.address.description
        action = row.action.rawValue
        deposed = row.isDeposed
        data = row.data.word
        loses_data = row.losesData
        tier = row.tier
        protected = row.isProtected
        forcing = row.forcing
        changing = row.changing
        reason = row.reason
        backups = row.backups.map(ImpactReport.Backups.init)
    }
}

extension ImpactReport.Backups {
    init(_ answer: BackupAnswer) {
        switch answer {
        case .none: count = 0
        case .unknown(let why): unknown = why.description
        case .some(let number, let backup):
            count = number
            newest = backup.map {
                .init(
                    name: $0.name, made_at: $0.made?.description, restore: $0.restore,
                    does_not_restore: $0.lacks)
            }
        }
    }
}

extension ImpactRow.HeldData {
    /// As in docs/repairs-and-guardrails.md.
    fileprivate var word: String {
        switch self {
        case .known(.none): return "none"
        case .known(.backedUp): return "backups"
        case .known(.withoutBackups): return "no backups"
        case .known(.irreplaceable): return "irreplaceable"
        case .unknown: return "unknown"
        }
    }
}
