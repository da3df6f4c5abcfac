public import Catalogue
public import Decisions

/// What a plan would do to one instance, and what is known of it. It has no attribute value.
public struct ImpactRow: Sendable, Equatable {
    /// Whether an instance holds data.
    public enum HeldData: Sendable, Equatable {
        case known(DataKeeping)
        /// Nobody told Terrier about the type.
        case unknown

        public init(_ type: String) {
            let data = Catalogue.data(of: type)
            let isKnown =
                data != .none || Catalogue.names.contains(type) || Self.withoutData.contains(type)
            self = isKnown ? .known(data) : .unknown
        }

        /// Types that exist in Terraform only.
        private static let withoutData: Set<String> = ["terraform_data", "null_resource"]
    }

    public var address: Address
    public var action: PlannedChange.Action
    /// Whether the change is of an object that an earlier replacement left behind, and not of the instance itself.
    public var isDeposed = false
    public var data: HeldData
    /// The first tier that covers it.
    public var tier: String?
    /// Whether `protect:` lists it.
    public var isProtected: Bool
    /// The attributes that force a replacement.
    public var forcing: [String] = []
    /// The attributes that an update changes.
    public var changing: [String] = []
    /// Why, if no attribute says it; words for a sentence.
    public var reason: String?
    /// Whether there are backups of what would be lost; nil if nothing is lost.
    public var backups: BackupAnswer?

    /// - Parameter details: what the plan's document says of the change; nil if it could not be read.
    init(_ change: PlannedChange, _ policy: Policy, _ details: PlanDetails?) {
        address = change.address
        action = change.action
        data = HeldData(change.address.type)
        tier = policy.tiers.first { $0.covers(change.address) }?.name
        isProtected = policy.guardrails.protect.contains { $0.matches(change.address) }
        guard let details else { return }
        let detail = details.changes.first { $0.address == change.address && $0.action == change.action }
        // The document lists deposed objects apart.
        isDeposed = detail == nil && change.action == .delete
        forcing = Self.names(detail?.forcing ?? [])
        if change.action == .update { changing = Self.names((detail?.known ?? []) + (detail?.unknown ?? [])) }
        reason = detail?.reason.map { Self.words[$0] ?? $0.replacing("_", with: " ") }
    }

    /// Whether the instance is gone after the apply, or is another one.
    public var isLost: Bool { (action == .delete || action == .replace) && !isDeposed }

    /// Whether data is gone after the apply.
    public var losesData: Bool {
        guard isLost, case .known(let data) = data else { return false }
        return data != .none
    }

    /// Whether nobody knows if data is gone after the apply.
    public var mayLoseData: Bool { isLost && data == .unknown }

    /// Whether it may have backups that AWS can be asked for.
    public var mayHaveBackups: Bool { losesData && data == .known(.backedUp) }

    /// Whether a person should look at it although no data is lost.
    public var needsAttention: Bool {
        switch action {
        case .delete, .replace, .forget, .other: return true
        case .update: return isProtected
        case .create, .read, .move, .import: return false
        }
    }

    /// The attributes themselves, each once: what is inside them may be named by people.
    private static func names(_ paths: [AttributePath]) -> [String] {
        var names: [String] = []
        for name in paths.compactMap(\.attribute) where !names.contains(name) { names.append(name) }
        return names
    }

    /// Terraform's own words ("JSON Output Format", `action_reason`).
    private static let words = [
        "replace_because_tainted": "it is tainted", "replace_by_request": "-replace names it",
        "replace_by_triggers": "replace_triggered_by", "delete_because_no_resource_config": "not in the code",
        "delete_because_no_module": "its module is not in the code",
        "delete_because_wrong_repetition": "count or for_each was added or removed",
        "delete_because_count_index": "count is smaller", "delete_because_each_key": "for_each lacks its key",
        "delete_because_no_move_target": "a moved block names no target",
    ]
}

extension ImpactRow {
    /// What is lost comes first, then what else needs attention.
    var rank: Int {
        if losesData { return 0 }
        if isLost { return mayLoseData ? 1 : 2 }
        return needsAttention ? 3 : 4
    }
}
