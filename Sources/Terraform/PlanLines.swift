import Decisions
import Foundation

/// Parses the output of `plan -json` and `apply -json`, line by line (Terraform, "Machine-Readable UI").
struct PlanLines {
    private(set) var changes: [PlannedChange] = []
    private(set) var drifted: [PlannedChange] = []
    private(set) var errors: [Diagnostic] = []
    private(set) var summary: Line.Changes?
    /// The types of lines that plan something other than a change of a resource: since Terraform 1.14, a plan may invoke actions
    /// of a provider (`planned_action_invocation`).
    private(set) var besides: [String] = []
    /// Managed instances that the provider has read, in the order of the output.
    private(set) var read: [Address] = []
    /// The `check` blocks that fail, each once.
    private(set) var failedChecks: [String] = []
    /// Whether a line could not be parsed; then the whole output is rejected.
    private(set) var isBroken = false
    /// The first line that is no JSON: it is not Terraform's.
    private(set) var foreign: String?

    struct Diagnostic: Decodable, Equatable {
        var severity: String
        var summary: String
        var detail: String?
        var address: String?
        var range: Range?
        var snippet: Snippet?

        struct Range: Decodable, Equatable {
            struct Position: Decodable, Equatable {
                var line: Int
            }
            var filename: String
            var start: Position
        }
        struct Snippet: Decodable, Equatable {
            var context: String?
        }
    }

    struct Line: Decodable {
        struct Change: Decodable {
            var resource: Resource
            var action: String
            /// The old address of a moved resource.
            var previous_resource: Resource?
            var importing: Importing?
        }
        struct Importing: Decodable {}
        struct Resource: Decodable {
            var addr: String
        }
        struct Changes: Decodable, Equatable {
            var add: Int
            var change: Int
            var remove: Int
        }
        struct Hook: Decodable {
            var resource: Resource?
            var action: String?
        }

        var type: String
        var change: Change?
        var changes: Changes?
        var diagnostic: Diagnostic?
        var hook: Hook?
    }

    /// Adds one line of output.
    ///
    /// - Returns: the parsed line; nil if it is empty or cannot be parsed.
    @discardableResult
    mutating func add(_ text: some StringProtocol) -> Line? {
        guard !text.isEmpty else { return nil }
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else {
            isBroken = true
            if foreign == nil, !text.hasPrefix("{") { foreign = String(text.prefix(1000)) }
            return nil
        }
        switch line.type {
        case "planned_change": changes += changes(of: line.change)
        case "resource_drift": drifted += changes(of: line.change).prefix(1)
        case let type where type.hasPrefix("planned_"): besides.append(type)
        case "change_summary": summary = line.changes
        case "refresh_complete": refreshed(line.hook)
        case "diagnostic": if let diagnostic = line.diagnostic { add(diagnostic) }
        default: break
        }
        return line
    }

    private mutating func refreshed(_ hook: Line.Hook?) {
        guard let text = hook?.resource?.addr, let address = try? Address(text), address.mode == .managed
        else { return }
        read.append(address)
    }

    /// A failed `check` block is a warning without an address: its name is in the snippet of the code
    /// (measured with Terraform 1.11).
    private mutating func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == "error" { return errors.append(diagnostic) }
        guard diagnostic.summary == "Check block assertion failed", failedChecks.count < 100 else { return }
        let name = CheckName(diagnostic).text
        if !failedChecks.contains(name) { failedChecks.append(name) }
    }

    /// The changes of one line. There may be two: if a resource is moved or imported and also changes, the line's action is that of
    /// the change (Terraform, `internal/command/views/json/change.go`).
    private mutating func changes(of change: Line.Change?) -> [PlannedChange] {
        guard let change, let address = try? Address(change.resource.addr) else {
            isBroken = true
            return []
        }
        var changes: [PlannedChange] = []
        switch change.action {
        case "noop": break
        case "remove", "forget": changes.append(PlannedChange(address, .forget))
        default:
            changes.append(PlannedChange(address, PlannedChange.Action(rawValue: change.action) ?? .other))
        }
        if let previous = change.previous_resource {
            guard let previous = try? Address(previous.addr) else {
                isBroken = true
                return []
            }
            changes.append(PlannedChange(previous, .move))
        }
        if change.importing != nil, change.action != "import" {
            changes.append(PlannedChange(address, .import))
        }
        return changes
    }

    /// The changes and the drift of the plan.
    ///
    /// After a fresh apply Terraform prints drift lines that only report that null became empty. So a line counts as drift only if
    /// the resource was deleted, or if the plan would change it back.
    var planSummary: PlanSummary {
        let planned = Set(changes.filter { $0.action != .read }.map(\.address))
        let drift = drifted.filter { $0.action == .delete || planned.contains($0.address) }.map(\.address)
        return PlanSummary(changes: changes, drift: drift, besides: besides, failedChecks: failedChecks)
    }

    /// What the refresh showed.
    ///
    /// Terraform prints that an instance is gone only together with the plan, which ends with a summary. So without a summary
    /// nothing is known of what was read. A failed plan may have one too (measured with Terraform 1.11).
    var refresh: Refresh {
        guard summary != nil, !isBroken else { return Refresh() }
        let gone = drifted.filter { $0.action == .delete }.map(\.address)
        let isGone = Set(gone)
        return Refresh(present: read.filter { !isGone.contains($0) }, gone: gone)
    }

    /// Whether the number of changes equals that of the output's own summary; if not, the output is incomplete.
    var addsUp: Bool {
        guard let summary else { return changes.isEmpty }
        let replaces = changes.count { $0.action == .replace }
        return summary.add == changes.count { $0.action == .create } + replaces
            && summary.change == changes.count { $0.action == .update }
            && summary.remove == changes.count { $0.action == .delete } + replaces
    }
}
