import Decisions
import Foundation

/// What `plan -json` and `apply -json` print, line by line (Terraform, "Machine-Readable UI").
struct PlanLines {
    private(set) var changes: [PlannedChange] = []
    private(set) var drifted: [PlannedChange] = []
    private(set) var errors: [Diagnostic] = []
    private(set) var summary: Line.Changes?
    /// The types of lines that announce something else than a resource's change: from Terraform 1.14 on a plan may invoke a
    /// provider's actions (`planned_action_invocation`).
    private(set) var besides: [String] = []
    /// A line that could not be read: then the whole is not believed.
    private(set) var isBroken = false

    struct Diagnostic: Decodable, Equatable {
        var severity: String
        var summary: String
        var detail: String?
        var address: String?
    }

    struct Line: Decodable {
        struct Change: Decodable {
            var resource: Resource
            var action: String
            /// Where it moves from.
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

    /// Takes in one line; answers with it, read, for who wants to follow.
    @discardableResult
    mutating func take(_ text: some StringProtocol) -> Line? {
        guard !text.isEmpty else { return nil }
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)) else {
            isBroken = true
            return nil
        }
        switch line.type {
        case "planned_change": changes += read(line.change)
        case "resource_drift": drifted += read(line.change).prefix(1)
        case let type where type.hasPrefix("planned_"): besides.append(type)
        case "change_summary": summary = line.changes
        case "diagnostic":
            if let diagnostic = line.diagnostic, diagnostic.severity == "error" { errors.append(diagnostic) }
        default: break
        }
        return line
    }

    /// One line can say two things: what is moved or imported and changes as well has the action of the change alone
    /// (Terraform, `internal/command/views/json/change.go`).
    private mutating func read(_ change: Line.Change?) -> [PlannedChange] {
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

    /// What the plan would do.
    ///
    /// After a fresh apply Terraform prints drift lines that say no more than that null became empty, so a line counts as
    /// drift only where the thing was deleted, or where the plan would change it back.
    var planSummary: PlanSummary {
        let planned = Set(changes.filter { $0.action != .read }.map(\.address))
        let drift = drifted.filter { $0.action == .delete || planned.contains($0.address) }.map(\.address)
        return PlanSummary(changes: changes, drift: drift, besides: besides)
    }

    /// Whether the lines say as many changes as their own summary does; where not, something was cut off.
    var addsUp: Bool {
        guard let summary else { return changes.isEmpty }
        let replaces = changes.count { $0.action == .replace }
        return summary.add == changes.count { $0.action == .create } + replaces
            && summary.change == changes.count { $0.action == .update }
            && summary.remove == changes.count { $0.action == .delete } + replaces
    }
}
