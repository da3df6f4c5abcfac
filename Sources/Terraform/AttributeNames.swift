import Catalogue

/// The attributes of one type that are read: `name`, and `inline_policy.name` for an attribute of each block.
struct AttributeNames {
    var direct: Set<String> = []
    /// The attributes of blocks, by the name of the block.
    var inBlocks: [String: [String]] = [:]
    /// The first part of each name.
    var first: Set<String> = []

    init(_ names: Set<String>) {
        for name in names {
            let parts = name.split(separator: ".").map(String.init)
            if parts.count == 2 {
                inBlocks[parts[0], default: []].append(parts[1])
            } else {
                direct.insert(name)
            }
            first.insert(parts.first ?? name)
        }
    }

    /// The names of each type, while a state is read.
    struct Cache {
        private var known: [String: AttributeNames] = [:]

        mutating func names(of type: String) -> AttributeNames {
            if let names = known[type] { return names }
            let names = AttributeNames(StateAttributes.names(of: type))
            known[type] = names
            return names
        }
    }
}
