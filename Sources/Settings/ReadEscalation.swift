import Decisions
import Yams

extension YAMLReader {
    /// A ladder with the position of each rung.
    struct PositionedLadder {
        var ladder: Ladder
        /// The nodes of `do:`, one for each rung.
        var positions: [Node]
    }

    /// Reads `[{after: 5m, do: notify}, …]`. Nil if there are no rungs or a rung cannot be read.
    mutating func escalation(_ node: Node) -> PositionedLadder? {
        let items = list(node, "escalation")
        if case .sequence = node, items.isEmpty {
            fault(node, "a ladder without rungs does nothing; add {after: 5m, do: notify}, or remove it")
        }
        let rungs = items.compactMap { rung($0) }
        for (lower, upper) in zip(rungs, rungs.dropFirst()) where upper.rung.after < lower.rung.after {
            fault(
                upper.after,
                "the ladder is out of order: \(upper.rung.after.words) comes after \(lower.rung.after.words); "
                    + "sort the rungs by 'after'")
        }
        var repairs: Set<Rung.Step> = []
        for (rung, _, step) in rungs where rung.step.repair != nil {
            if !repairs.insert(rung.step).inserted {
                fault(
                    step,
                    "'\(rung.step.rawValue)' is on the ladder twice; it is requested in every cycle from its first rung on, so remove one"
                )
            }
        }
        guard !rungs.isEmpty, rungs.count == items.count else { return nil }
        return PositionedLadder(ladder: Ladder(rungs.map(\.rung)), positions: rungs.map(\.step))
    }

    private mutating func rung(_ item: Node) -> (rung: Rung, after: Node, step: Node)? {
        guard let table = table(item, "a rung", keys: ["after", "do"]) else { return nil }
        let after = required(table, "after").flatMap { node in
            duration(node, "after").map { (node: node, age: $0) }
        }
        let step = required(table, "do").flatMap { node in
            choice(node, "do", Rung.Step.self).map { (node: node, step: $0) }
        }
        guard let after, let step else { return nil }
        return (Rung(after: after.age, step: step.step), after.node, step.node)
    }

    /// Reports rungs that have nothing to act on in any of the given stacks: the one stack, or all stacks for the default ladder.
    mutating func checkRungs(_ positioned: PositionedLadder, of stacks: [[Tier]], _ whose: String) {
        for (rung, position) in zip(positioned.ladder.rungs, positioned.positions) {
            if rung.step == .shed, !stacks.contains(where: { $0.contains(where: \.expendable) }) {
                fault(
                    position,
                    "'shed' needs an expendable tier, and \(whose); add 'expendable: true' to a tier, or remove the rung"
                )
            }
            if rung.step == .emergencyDeploy, stacks.allSatisfy(\.isEmpty) {
                fault(
                    position,
                    "emergency-deploy restores a tier, and \(whose); add 'tiers:', or remove the rung"
                )
            }
        }
    }

    /// Reads a stack's own ladder.
    mutating func escalation(_ node: Node, tiers: [Tier]) -> Ladder? {
        guard let positioned = escalation(node) else { return nil }
        checkRungs(positioned, of: [tiers], "this stack has none")
        return positioned.ladder
    }

    /// Reads a rule's own ladder.
    mutating func escalation(_ node: Node, ofRuleOn signal: Signal?, tiers: [Tier]) -> Ladder? {
        guard let positioned = escalation(node) else { return nil }
        if let signal, signal.isAboutWatching {
            for (rung, position) in zip(positioned.ladder.rungs, positioned.positions)
            where rung.step.repair != nil {
                fault(
                    position,
                    "\(signal) is about the watching itself, so a rule on it may notify but never repair; remove the rung"
                )
            }
        } else {
            checkRungs(positioned, of: [tiers], "this stack has none")
        }
        return positioned.ladder
    }
}
