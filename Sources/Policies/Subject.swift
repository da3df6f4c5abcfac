import Decisions
import Terraform

/// One instance of a state, with everything that its rights depend on.
struct Subject: Sendable {
    var instance: StateInstance
    var facts: InstanceFacts
    var location: ARNLocation
    var world: StackContext

    var address: Address { instance.address }

    subscript(name: StateAttributes.Name) -> String? {
        instance.attributes[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What an instance needs to know about its whole stack.
    struct StackContext: Sendable {
        var state: State
        /// Ids of resources that a repair may recreate, if AWS assigns the ids: a new resource has a new id.
        var unstableIDs: Set<String>
    }

    /// The ARN of a role with this name. Taken from the state, which has its path.
    func role(_ name: String) -> String {
        let instance = world.state.instances.first {
            $0.address.type == RoleRights.type && $0.isManaged && $0.attributes[.name] == name
        }
        return instance?.attributes[.arn] ?? location.iam("role/\(name)")
    }

    /// The ARN of a function, given its name or its ARN.
    func function(_ name: String) -> String {
        if name.hasPrefix("arn:") { return name }
        let instance = world.state.instances.first {
            $0.address.type == FunctionRights.type && $0.isManaged && $0.attributes[.functionName] == name
        }
        return instance?.attributes[.arn] ?? location.arn("lambda", "function:\(name)")
    }
}
