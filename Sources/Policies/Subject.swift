import Decisions
import Terraform

/// One instance of a state, with what its rights are made from.
struct Subject: Sendable {
    var instance: StateInstance
    var facts: InstanceFacts
    var location: ARNLocation
    var world: StackContext

    var address: Address { instance.address }

    subscript(name: StateAttributes.Name) -> String? {
        instance.attributes[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What of the whole stack matters to one instance.
    struct StackContext: Sendable {
        var state: State
        /// The ids of things that a repair may make anew, where AWS gives out the ids: tomorrow they are others.
        var passing: Set<String>
    }

    /// The ARN of a role by its name: the state has its path.
    func role(_ name: String) -> String {
        let instance = world.state.instances.first {
            $0.address.type == RoleRights.type && $0.isManaged && $0.attributes[.name] == name
        }
        return instance?.attributes[.arn] ?? location.iam("role/\(name)")
    }

    /// The ARN of a function by its name, or by an ARN.
    func function(_ name: String) -> String {
        if name.hasPrefix("arn:") { return name }
        let instance = world.state.instances.first {
            $0.address.type == FunctionRights.type && $0.isManaged && $0.attributes[.functionName] == name
        }
        return instance?.attributes[.arn] ?? location.arn("lambda", "function:\(name)")
    }
}
