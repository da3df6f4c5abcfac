import Decisions
import Yams

extension Reader {
    mutating func tiers(_ node: Node) -> [Tier] {
        var names: Set<String> = []
        return list(node, "tiers").compactMap { item in
            guard let table = table(item, "a tier", keys: ["name", "addresses", "expendable", "create"])
            else { return nil }
            let name = name(table)
            let addresses = required(table, "addresses").map { patterns($0, "addresses").map(\.1) } ?? []
            let expendable = table["expendable"].flatMap { flag($0, "expendable") } ?? false
            let create = table["create"].flatMap { flag($0, "create") } ?? false
            if create, !addresses.contains(where: { $0.literal != nil }) {
                fault(table.key("create"), "'create: true' is for literal addresses, and this tier has none")
            }
            if let list = table["addresses"], case .sequence(let items) = list, items.isEmpty {
                fault(list, "a tier without addresses covers nothing; list some or remove it")
            }
            guard let name else { return nil }
            if !names.insert(name).inserted { fault(item, "two tiers are named '\(name)'") }
            return Tier(name: name, addresses: addresses, expendable: expendable, create: create)
        }
    }
}
