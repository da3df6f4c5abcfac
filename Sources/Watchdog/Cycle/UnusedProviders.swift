import Settings
import Terraform

/// Entries of `providers:` that no resource of a state uses. The code may have such a configuration of the provider all the same,
/// so this is no fault; more often the name is misspelled.
enum UnusedProviders {
    /// One line for each, with what the state has.
    static func remarks(_ settings: StackSettings, in state: State) -> [String] {
        let names = Set(state.instances.map(\.configuration)).filter { $0.name.contains("aws") }.map(\.name)
        return settings.providers.map(\.provider).filter { !names.contains($0) }.map { name in
            "\(settings.name): no resource of the state uses '\(name)' of 'providers:'; the state has "
                + (names.isEmpty ? "no resource of AWS" : Set(names).sorted().joined(separator: ", "))
        }
    }
}
