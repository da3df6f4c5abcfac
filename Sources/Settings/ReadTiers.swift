import Decisions
import Yams

extension YAMLReader {
    /// A stack's tiers, and the positions of their patterns.
    mutating func tiers(_ node: Node) -> (tiers: [Tier], positions: TierPositions) {
        var names: Set<String> = []
        var positions = TierPositions()
        var earlier: [(tier: String, pattern: Pattern)] = []
        let tiers = list(node, "tiers").compactMap { item -> Tier? in
            guard let table = table(item, "a tier", keys: ["name", "addresses", "expendable", "create"])
            else { return nil }
            let name = name(table)
            let addresses = required(table, "addresses").map { patterns($0, "addresses") } ?? []
            let expendable = table["expendable"].flatMap { flag($0, "expendable") } ?? false
            let create = table["create"].flatMap { flag($0, "create") } ?? false
            if create, !addresses.contains(where: { $0.1.literal != nil }) {
                fault(table.key("create"), "'create: true' is for literal addresses, and this tier has none")
            }
            if let list = table["addresses"], case .sequence(let items) = list, items.isEmpty {
                fault(list, "a tier without addresses covers nothing; list some or remove it")
            }
            guard let name else { return nil }
            if !names.insert(name).inserted {
                fault(item, "two tiers are named '\(name)'")
            } else {
                for (node, pattern) in addresses {
                    checkThatItIsAlone(node, pattern, in: name, among: earlier)
                    if let mark = node.mark {
                        positions[name, pattern.text] = SourcePosition(line: mark.line, column: mark.column)
                    }
                }
                earlier += addresses.map { (name, $0.1) }
            }
            return Tier(name: name, addresses: addresses.map(\.1), expendable: expendable, create: create)
        }
        return (tiers, positions)
    }

    /// An address may be in one tier only. Whether two wildcards share an address is only known with a state; `TierCoverage`
    /// reports that.
    private mutating func checkThatItIsAlone(
        _ node: Node, _ pattern: Pattern, in tier: String, among earlier: [(tier: String, pattern: Pattern)]
    ) {
        for other in earlier {
            if other.pattern.text == pattern.text {
                fault(
                    node,
                    "'\(pattern)' of tier '\(tier)' is in tier '\(other.tier)' as well; remove one of them"
                )
            } else if let literal = pattern.literal, other.pattern.matches(literal) {
                fault(
                    node,
                    "'\(pattern)' of tier '\(tier)' is covered by '\(other.pattern)' of tier '\(other.tier)'; remove it, or narrow the other pattern"
                )
            } else if let literal = other.pattern.literal, pattern.matches(literal) {
                fault(
                    node,
                    "'\(pattern)' of tier '\(tier)' covers '\(other.pattern)' of tier '\(other.tier)' as well; narrow it, or remove the other pattern"
                )
            } else {
                continue
            }
            return
        }
    }
}
