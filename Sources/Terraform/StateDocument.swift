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

    struct Instance: Decodable {
        var index_key: IndexKey?
        var deposed: String?
        var status: String?
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
    func instances(stack: String) throws(TerraformFault) -> [StateInstance] {
        guard let mode = Address.Mode(rawValue: mode) else {
            throw TerraformFault(
                .stateMalformed, "the state of \(stack) has a resource of unknown mode, so it is not believed"
            )
        }
        let modules = try module.map { text throws(TerraformFault) in try steps(text, stack) } ?? []
        return instances.map { instance in
            let key: InstanceKey? =
                switch instance.index_key {
                case .number(let index): .index(index)
                case .text(let name): .name(name)
                case nil: nil
                }
            return StateInstance(
                address: Address(modules: modules, mode: mode, type: type, name: name, key: key),
                provider: providerSource, deposed: instance.deposed, isTainted: instance.status == "tainted",
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

    /// `registry.terraform.io/hashicorp/aws` of `provider["registry.terraform.io/hashicorp/aws"].west`.
    private var providerSource: String {
        let parts = (provider ?? "").split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count >= 2 ? String(parts[1]) : provider ?? ""
    }
}
