import Catalogue
import Decisions

/// What a repair must know about the data of the instances that it creates again. The catalogue says which types hold data.
enum DataBearing {
    /// Those that a repair may create only if `allow:` names them: a new one does not replace the old one for those who used it.
    static func irreplaceable(_ addresses: [Address]) -> [Address] {
        addresses.filter { Catalogue.data(of: $0.type) == .irreplaceable }
    }

    /// Those that may have a backup, which is restored under the same name, so that a new, empty one would be in the way.
    static func backedUp(_ addresses: [Address]) -> [Address] {
        addresses.filter { Catalogue.data(of: $0.type) == .backedUp }
    }

    /// What to say of the data of instances that were created again, with a separator before it; empty if they hold none.
    static func emptied(_ made: [Address]) -> String {
        let empty = names(made) { $0 == .backedUp || $0 == .withoutBackups }
        let other = names(made) { $0 == .irreplaceable }
        return (empty.isEmpty ? "" : "; \(empty) had no backup and was recreated EMPTY: its data is gone")
            + (other.isEmpty
                ? ""
                : "; \(other) was recreated EMPTY, and does not replace the old one for those who used it")
    }

    /// The same where it is not known which of them were created.
    static func maybeEmptied(_ wanted: [Address]) -> String {
        let names = names(wanted) { $0 != .none }
        return names.isEmpty ? "" : "; \(names) had no backup: where it was made, it is EMPTY"
    }

    private static func names(_ addresses: [Address], _ isSuch: (DataKeeping) -> Bool) -> String {
        addresses.filter { isSuch(Catalogue.data(of: $0.type)) }.map(\.description).joined(separator: ", ")
    }
}
