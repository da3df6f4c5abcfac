import Decisions

extension StateDocument.Resource {
    /// The instances of the resource, as the rest of Terrier knows them.
    func instances(stack: String) throws(TerraformFault) -> [StateInstance] {
        guard let mode = Address.Mode(rawValue: mode) else {
            throw TerraformFault(
                .stateMalformed, "the state of \(stack) has a resource of unknown mode, so it is not believed"
            )
        }
        let modules = module.isEmpty ? [] : try steps(module, stack)
        let configuration = ProviderConfiguration(provider)
        let names = AttributeNames(StateAttributes.names(of: type))
        return instances.map { instance in
            let key: InstanceKey? =
                switch instance.index_key {
                case .number(let index): .index(index)
                case .text(let name): .name(name)
                case nil: nil
                }
            return StateInstance(
                address: Address(modules: modules, mode: mode, type: type, name: name, key: key),
                configuration: instance.provider.map(ProviderConfiguration.init) ?? configuration,
                deposed: instance.deposed.isEmpty ? nil : instance.deposed,
                isTainted: instance.status == "tainted",
                attributes: instance.attributes ?? instance.flat.map { StateAttributes($0, names) }
                    ?? StateAttributes(),
                dependencies: instance.dependencies)
        }
    }

    /// Parses the address of a module, as part of the address of a resource in it, because there is no parser for module addresses.
    private func steps(_ text: String, _ stack: String) throws(TerraformFault) -> [Address.ModuleStep] {
        do {
            return try Address("\(text).x.x").modules
        } catch {
            throw TerraformFault(
                .stateMalformed, "the state of \(stack) has a module address that cannot be parsed")
        }
    }
}
