/// `open_cors:` of a stack: what the repair `open-cors` needs to know.
public struct OpenCORSSettings: Sendable, Equatable {
    /// What the repair plans with.
    public var variables: [PlanVariable]
    /// What these variables change; nothing else may be in the plan.
    public var addresses: [Pattern]

    public init(variables: [PlanVariable], addresses: [Pattern]) {
        self.variables = variables
        self.addresses = addresses
    }

    public func covers(_ address: Address) -> Bool { addresses.contains { $0.matches(address) } }
}

extension Policy {
    /// What the repair `open-cors` is about: what `open_cors:` lists and the stack has, and the literal addresses that the stack
    /// does not have.
    public func corsTargets(among instances: [Address]) -> [Address] {
        guard let openCORS else { return [] }
        let present = instances.filter(openCORS.covers)
        let literal = openCORS.addresses.compactMap(\.literal).filter { address in
            !present.contains { $0.withoutKeys == address.withoutKeys }
        }
        return present + literal
    }
}
