import Decisions

/// Journal fields with their values, in the order in which they are written; a name may occur more than once.
typealias EventFields = [(name: String, value: String)]

/// Functions that the definitions share.
extension EventDefinition {
    /// Fields by their names without `TERRIER_`; one whose value is nil is left out.
    static func named(_ pairs: (String, String?)...) -> EventFields {
        pairs.compactMap { name, value in value.map { ("TERRIER_\(name)", $0) } }
    }

    /// One field of the same name for each value.
    static func each(_ name: String, _ values: [String]) -> EventFields {
        values.map { ("TERRIER_\(name)", $0) }
    }

    static func each(_ addresses: [Address]) -> EventFields { each("ADDRESS", addresses.map(\.description)) }

    /// `1 stack`, `2 stacks`
    static func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }

    static func list(_ addresses: [Address]) -> String {
        addresses.map(\.description).joined(separator: ", ")
    }
}
