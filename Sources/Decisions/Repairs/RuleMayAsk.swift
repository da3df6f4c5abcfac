extension Policy {
    /// Why this rule can never request such a repair, whatever is observed; nil if it can, by its response or by a rung of its
    /// incidents' ladder.
    ///
    /// - Parameter tier: the tier to restore, or nil for the first one; the tier to shed, or nil for the rule's own response.
    public func refusal(of kind: RepairKind, tier: String?, for name: String) -> String? {
        guard let rule = rules.first(where: { $0.name == name }) else {
            return "the configuration has no rule '\(name)'"
        }
        // What the watcher requests without a rule ends what a repair began, whatever that repair's rule was.
        if kind.traits.askers.contains(.watcher) { return nil }
        if responds(rule, with: kind, tier: tier) || climbs(rule, to: kind, tier: tier) { return nil }
        let about = tier.map { " of tier \($0)" } ?? ""
        return "rule \(name) asks for no \(kind.rawValue)\(about)"
    }

    private func responds(_ rule: Rule, with kind: RepairKind, tier: String?) -> Bool {
        guard rule.respond == .repair(kind), !rule.when.signal.isAboutWatching,
            let response = kind.traits.response
        else { return false }
        return meant(tier, by: kind) == response.tier(self, rule)
    }

    private func climbs(_ rule: Rule, to kind: RepairKind, tier: String?) -> Bool {
        guard let rung = kind.traits.rung, !rule.when.signal.isAboutWatching,
            ladder(for: rule)?.rungs.contains(where: { $0.step == rung.step }) == true
        else { return false }
        return rung.fits(self, tier)
    }

    private func meant(_ tier: String?, by kind: RepairKind) -> String? {
        kind.traits.operand == .tierToRestore ? tier ?? tiers.first?.name : tier
    }
}
