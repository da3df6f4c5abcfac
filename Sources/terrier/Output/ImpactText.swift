import Catalogue
import Decisions
import Repairs
import Watchdog

/// What `terrier impact` prints without `--json`.
struct ImpactText {
    private let run: ImpactRun
    private var impact: Impact { run.impact }

    init(_ run: ImpactRun) {
        self.run = run
    }

    func print() {
        if impact.lost != nil { Terminal.printRed(title) } else { Terminal.print(title) }
        let lines = Terminal.table(impact.rows.map(cells)).split(
            separator: "\n", omittingEmptySubsequences: false)
        for (row, line) in zip(impact.rows, lines) {
            if row.isLost { Terminal.printRed(String(line)) } else { Terminal.print(String(line)) }
            if let backups = row.backups { Terminal.print("      \(Self.words(backups))") }
        }
        for line in besides + run.notes { Terminal.print("  \(line)") }
        if let backup = run.backup { Terminal.print("  \(Self.words(backup, run.state))") }
        if let plan = run.plan { Terminal.print(Self.words(plan)) }
    }

    private var title: String {
        guard let lost = impact.lost else { return "\(run.stack): \(verdict)\(counts)" }
        let resources = lost.before.addresses.count
        let what =
            lost.createdAgain.map {
                "the plan would create \($0) of the \(resources) resources a second time that the state had until \(lost.before.seen)"
            } ?? "there is no state, and it had \(resources) resources until \(lost.before.seen)"
        return
            "\(run.stack): the state is lost: \(what) (serial \(lost.before.identity.serial)); do not apply; 'terrier repair restore-state \(run.stack) --dry-run' shows how it comes back"
    }

    private var verdict: String {
        switch impact.verdict {
        case .safe: return "nothing is deleted or replaced"
        case .attention: return "no data is lost, and some changes need attention"
        case .unknownData:
            let count = impact.rows.count(where: \.mayLoseData)
            return "DATA MAY BE LOST: of \(count) resource\(count == 1 ? "" : "s") it is not known"
        case .dataLoss: return "DATA WOULD BE LOST"
        }
    }

    /// `: 1 to replace, 2 to create`
    private var counts: String {
        let actions: [PlannedChange.Action] = [
            .delete, .replace, .update, .create, .import, .move, .forget, .other,
        ]
        let counted = actions.map { action in (action, impact.rows.count { $0.action == action }) }
        let words = counted.filter { $0.1 > 0 }.map { "\($0.1) to \($0.0.rawValue)" }
        return ": " + (words.isEmpty ? "no changes" : words.joined(separator: ", "))
    }

    private func cells(_ row: ImpactRow) -> [String] {
        let places = [row.tier.map { "tier \($0)" }, row.isProtected ? "in protect" : nil].compactMap { $0 }
        return [
            "  \(row.action.rawValue)",
            row.address.description + (row.isDeposed ? " (a deposed object)" : ""),
            Self.words(row.data), places.isEmpty ? "no tier" : places.joined(separator: ", "), Self.why(row),
        ]
    }

    private static func why(_ row: ImpactRow) -> String {
        if !row.forcing.isEmpty { return "because of \(row.forcing.joined(separator: ", "))" }
        if let reason = row.reason { return "because: \(reason)" }
        return row.changing.isEmpty ? "" : "changes \(row.changing.joined(separator: ", "))"
    }

    private static func words(_ data: ImpactRow.HeldData) -> String {
        switch data {
        case .known(.none): return "no data"
        case .known(.backedUp): return "holds data"
        case .known(.withoutBackups): return "holds data, without backups"
        case .known(.irreplaceable): return "irreplaceable"
        case .unknown: return "data: not known"
        }
    }

    private static func words(_ backups: BackupAnswer) -> String {
        switch backups {
        case .none: return "no backup: make one before you apply"
        case .unknown(let why): return "backups: not known (\(why))"
        case .some(let count, let newest):
            return "\(count) backup(s)"
                + (newest.map { "; \($0.advice(at: MachineClock.now().wall))" } ?? ", none of them usable yet")
        }
    }

    private var besides: [String] {
        impact.besides.map { "the plan also does something else: \($0)" }
            + impact.failedChecks.map { "failing: \($0)" }
    }

    static func words(_ backup: StateBackup, _ state: SnapshotIdentity?) -> String {
        let what = state.map { " (serial \($0.serial), \($0.resources) resources)" } ?? ""
        switch backup {
        case .ledger(let number, let end):
            return
                "snapshot \(number) has the state\(what), and is kept until \(end) at least; 'terrier snapshots export \(number) --output FILE' writes it"
        case .file(let path, let why):
            return
                "the state is copied to \(path)\(what), which only you may read, and not to the ledger: \(why)"
        }
    }

    private static func words(_ plan: KeptPlan) -> String {
        let how =
            plan.credentials.isEmpty
            ? "to apply exactly this plan:"
            : "to apply this plan, with the credentials that it was made with in the shell (\(plan.credentials.joined(separator: "; "))): with others it may change another account:"
        return """
              the plan is in \(plan.file), which only you may read: it contains secrets; it can be applied until the state changes
              \(how)
                  \(plan.apply)
              to remove it:
                  rm -r \(ShellWords.line([plan.directory]))
            """
    }
}
