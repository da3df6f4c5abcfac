public import Decisions
public import Terraform

/// The resources that the events of a scenario change.
public struct RehearsedWorld: Sendable {
    let simulatedResources: [SimulatedResource]
    /// Where the resources come from, as text for people.
    public let source: String

    /// The resources of the newest believed state, with their dependencies.
    ///
    /// - Parameter body: the text of the state.
    /// - Throws: a `TerraformFault` if the text is not a state.
    public init(body: [UInt8], of stack: String) throws(TerraformFault) {
        let state = try State(parsing: body, stack: stack)
        simulatedResources = state.managed.map { instance in
            let needs = Set(instance.dependencies.map(\.withoutKeys))
            let others = state.managed.map(\.address).filter {
                $0 != instance.address && needs.contains($0.withoutKeys)
            }
            return SimulatedResource(instance.address, named: instance.address.name, after: others)
        }
        source = "the newest believed state (serial \(state.serial))"
    }

    /// Without a state: the addresses that tiers and `destroy:` name without wildcards. Their dependencies are not known.
    public init(_ policy: Policy) {
        let patterns = policy.tiers.flatMap(\.addresses) + policy.guardrails.destroy
        let literal = Set(patterns.compactMap(\.literal))
        simulatedResources = literal.sorted().map { SimulatedResource($0, named: $0.name) }
        source = "the addresses that the configuration spells out, as no state has been believed yet"
    }

    public var count: Int { simulatedResources.count }

    func matching(_ patterns: [Pattern]) -> [Address] {
        simulatedResources.map(\.address).filter { address in patterns.contains { $0.matches(address) } }
    }
}

extension SimulatedResource {
    init(_ address: Address, named name: String, after dependencies: [Address] = []) {
        self.init(address, after: dependencies)
        self.name = name
    }
}

extension Address {
    /// The address in the form in which a state names a dependency: without the keys of instances and modules.
    fileprivate var withoutKeys: Address {
        var copy = resource
        copy.modules = modules.map { ModuleStep($0.name) }
        return copy
    }
}
