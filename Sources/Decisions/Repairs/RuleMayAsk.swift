extension Policy {
    /// Why this rule can never ask for such a repair, whatever is seen; nil where it can: its response does, or a rung of the
    /// ladder that its incidents climb.
    ///
    /// - Parameter tier: the tier to restore, the first one where nil; the tier to shed, none where the rule's response asks.
    public func refusal(of kind: RepairKind, tier: String?, for name: String) -> String? {
        guard let rule = rules.first(where: { $0.name == name }) else {
            return "the configuration has no rule '\(name)'"
        }
        let rungs = rule.when.signal.isAboutWatching ? [] : (ladder(for: rule)?.rungs ?? []).map(\.step)
        let responds = rule.respond == .repair(kind) && !rule.when.signal.isAboutWatching
        let mayAsk: Bool
        switch kind {
        case .emergencyDeploy:
            let first = tiers.first?.name
            let named = tier ?? first
            mayAsk =
                (responds && named == self.tier(for: rule)?.name)
                || (rungs.contains(.emergencyDeploy) && named == first)
        case .removeAlarms: mayAsk = tier == nil ? responds : rungs.contains(.shed)
        case .rollback: mayAsk = false
        // No rule asks for it: it ends what a repair began.
        case .unmute: mayAsk = true
        }
        let about = tier.map { " of tier \($0)" } ?? ""
        return mayAsk ? nil : "rule \(name) asks for no \(kind.rawValue)\(about)"
    }
}
