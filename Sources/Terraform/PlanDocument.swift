public import Decisions
import Foundation

extension PlanDetails {
    /// The most paths that are kept of one change or drift; more do not change what is decided.
    static let mostPaths = 200

    /// Parses the output of `terraform show -json PLANFILE` (Terraform, "JSON Output Format", format version 1).
    ///
    /// The document contains every attribute value of the stack. They are compared here, and none is kept.
    ///
    /// - Throws: a `TerraformFault` if it is no such document, is of a plan that failed, or contains an address that cannot be
    ///   parsed.
    public init(parsingPlan document: [UInt8], stack: String) throws(TerraformFault) {
        let plan: PlanDocument
        do {
            plan = try JSONDecoder().decode(PlanDocument.self, from: Data(document))
        } catch {
            throw Self.malformed(stack)
        }
        guard plan.format_version?.hasPrefix("1.") == true, plan.errored != true else {
            throw Self.malformed(stack)
        }
        self.init()
        for resource in plan.resource_changes ?? [] where resource.counts {
            guard let action = resource.change.action else { continue }
            let differences = resource.change.differences(strictly: true)
            changes.append(
                Change(
                    try Self.address(resource, stack), action,
                    known: Array(differences.known.prefix(Self.mostPaths)),
                    unknown: Array(differences.unknown.prefix(Self.mostPaths)),
                    forcing: resource.change.forcing, reason: resource.reason))
        }
        for resource in plan.resource_drift ?? [] where resource.counts {
            guard let action = resource.change.action else { continue }
            let differing =
                action == .update ? resource.change.differences(strictly: false).known : []
            drift.append(
                Drift(
                    try Self.address(resource, stack), action,
                    differing: Array(differing.prefix(Self.mostPaths))))
        }
    }

    private static func address(_ resource: PlanDocument.Resource, _ stack: String) throws(TerraformFault)
        -> Address
    {
        do {
            return try Address(resource.address)
        } catch {
            throw malformed(stack)
        }
    }

    private static func malformed(_ stack: String) -> TerraformFault {
        TerraformFault(
            .failed,
            "terraform show of \(stack) printed no plan that can be parsed; its details are ignored")
    }
}

/// The format of the document, as far as it is read.
struct PlanDocument: Decodable {
    struct Resource: Decodable {
        var address: String
        var mode: String
        var deposed: String?
        var change: Change
        var action_reason: String?

        /// Data sources are only read; a deposed object is not the instance itself.
        var counts: Bool { mode == "managed" && deposed == nil }

        /// Terraform's word of why. That an attribute cannot be updated is said by the attribute.
        var reason: String? {
            guard let word = action_reason, word != "replace_because_cannot_update", word.count <= 60,
                word.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "_") })
            else { return nil }
            return word
        }
    }

    struct Change: Decodable {
        var actions: [String]
        var before: PlanValue?
        var after: PlanValue?
        var after_unknown: PlanValue?
        var replace_paths: [[PlanStep]]?
    }

    var format_version: String?
    var errored: Bool?
    var resource_changes: [Resource]?
    var resource_drift: [Resource]?
}

extension PlanDocument.Change {
    /// Nil if nothing changes.
    var action: PlannedChange.Action? {
        switch actions {
        case ["no-op"]: return nil
        case ["delete", "create"], ["create", "delete"]: return .replace
        case let one where one.count == 1: return PlannedChange.Action(rawValue: one[0]) ?? .other
        default: return .other
        }
    }

    var forcing: [AttributePath] {
        (replace_paths ?? []).map { path in AttributePath(path.map(\.step)) }
    }

    /// - Parameter strictly: whether null and an empty value differ.
    func differences(strictly: Bool) -> PlanDifferences {
        var differences = PlanDifferences(isStrict: strictly)
        guard let before, let after else { return differences }
        differences.compare(before, after, unknown: after_unknown, at: [])
        return differences
    }
}

/// One step of a path in `replace_paths`.
enum PlanStep: Decodable {
    case name(String)
    case index(Int)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let index = try? container.decode(Int.self) {
            self = .index(index)
        } else {
            self = .name(try container.decode(String.self))
        }
    }

    var step: AttributePath.Step {
        switch self {
        case .name(let name): return .name(name)
        case .index(let index): return .index(index)
        }
    }
}
