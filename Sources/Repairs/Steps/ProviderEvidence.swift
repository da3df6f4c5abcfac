import Decisions
import Terraform

/// Whether resources show that Terraform works in the account and region in which Terrier asks AWS.
///
/// Terrier's own credentials are verified. That Terraform's provider uses the same account and region is shown only by resources
/// that it created there.
enum ProviderEvidence {
    /// Why nothing shows it for the stack; nil if a resource does.
    static func refusal(_ observation: Observation) -> Refusal? {
        let statuses = observation.instances.map(\.status)
        if statuses.contains(.healthy) { return nil }
        return Refusal(.account, reason(statuses) + ", so it is not proven that Terraform works there")
    }

    private static func reason(_ statuses: [InstanceStatus]) -> String {
        let unknown = statuses.compactMap { status -> Unknown? in
            if case .unknown(let reason) = status { return reason }
            return nil
        }.first
        let wasAnswered = statuses.contains { $0 == .missing || $0.isThere }
        if wasAnswered || statuses.isEmpty {
            return "no healthy resource of the stack was found in its account and region"
        }
        if let unknown {
            return "no resource of the stack could be asked for in its account and region (\(unknown))"
        }
        return "Terrier cannot ask AWS about any type of the stack's resources in its account and region"
    }

    /// The same for the configurations of the provider with an alias: each must show where it works by a resource of its own.
    ///
    /// - Parameter addresses: what is to be created.
    static func refusals(
        for addresses: [Address], _ observation: Observation, _ state: State
    ) -> [Refusal] {
        var names: [Address: String] = [:]
        for instance in state.managed where !instance.configuration.isDefault {
            names[instance.address] = instance.configuration.name
        }
        guard !names.isEmpty else { return [] }
        let shown = Set(
            observation.instances.filter { $0.status == .healthy }.compactMap { names[$0.address] })
        return Set(addresses.compactMap { names[$0] }).subtracting(shown).sorted().map { name in
            Refusal(
                .account,
                "no healthy resource of \(name) was found, so it is not proven in which account and region Terraform works with it"
            )
        }
    }
}
