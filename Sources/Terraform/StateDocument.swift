import Decisions

/// The format of the state file (Terraform, `internal/states/statefile/version4.go`). A missing key makes the state malformed;
/// a key of another type means that the file is not a state at all.
struct StateDocument: Decodable {
    var version: Int?
    var terraform_version: String?
    var serial: UInt64?
    var lineage: String?
    var resources: [Resource]?

    struct Resource: Decodable {
        var module: String?
        var mode: String
        var type: String
        var name: String
        var provider: String?
        var instances: [Instance]
    }

    struct Instance {
        var index_key: IndexKey?
        var deposed: String?
        var status: String?
        /// Where OpenTofu has one block for several configurations (`for_each`), the one of this instance.
        var provider: String?
        var attributes: StateAttributes?
        /// Addresses of resources, without keys.
        var dependencies: [String]?
    }

    enum IndexKey: Decodable {
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }
}

extension StateDocument.Resource {
    private enum CodingKeys: CodingKey { case module, mode, type, name, provider, instances }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        module = try container.decodeIfPresent(String.self, forKey: .module)
        mode = try container.decode(String.self, forKey: .mode)
        type = try container.decode(String.self, forKey: .type)
        name = try container.decode(String.self, forKey: .name)
        provider = try container.decodeIfPresent(String.self, forKey: .provider)
        // Which attributes are read depends on the type.
        let names = StateAttributes.names(of: type)
        var list = try container.nestedUnkeyedContainer(forKey: .instances)
        instances = []
        while !list.isAtEnd {
            instances.append(try StateDocument.Instance(from: try list.superDecoder(), attributes: names))
        }
    }
}

extension StateDocument.Instance {
    private enum CodingKeys: CodingKey { case index_key, deposed, status, provider, attributes, dependencies }

    init(from decoder: any Decoder, attributes names: Set<String>) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        index_key = try container.decodeIfPresent(StateDocument.IndexKey.self, forKey: .index_key)
        deposed = try container.decodeIfPresent(String.self, forKey: .deposed)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        provider = try container.decodeIfPresent(String.self, forKey: .provider)
        dependencies = try container.decodeIfPresent([String].self, forKey: .dependencies)
        let isGiven = try container.contains(.attributes) && !container.decodeNil(forKey: .attributes)
        attributes =
            isGiven
            ? try StateAttributes(from: try container.superDecoder(forKey: .attributes), names: names) : nil
    }
}

extension StateDocument.Resource {
    func instances(stack: String) throws(TerraformFault) -> [StateInstance] {
        guard let mode = Address.Mode(rawValue: mode) else {
            throw TerraformFault(
                .stateMalformed, "the state of \(stack) has a resource of unknown mode, so it is not believed"
            )
        }
        let modules = try module.map { text throws(TerraformFault) in try steps(text, stack) } ?? []
        let configuration = ProviderConfiguration(provider ?? "")
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
                deposed: instance.deposed, isTainted: instance.status == "tainted",
                attributes: instance.attributes ?? StateAttributes(),
                dependencies: instance.dependencies ?? [])
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
