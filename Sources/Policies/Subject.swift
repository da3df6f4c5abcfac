import Decisions
import Terraform

/// One instance of a state, with everything that its rights depend on.
struct Subject: Sendable {
    var instance: StateInstance
    var facts: InstanceFacts
    var location: ARNLocation
    var world: StackContext

    var address: Address { instance.address }

    /// What an instance needs to know about its whole stack.
    struct StackContext: Sendable {
        var state: State
        /// Ids of resources that a repair may recreate, by the service that assigns them: a new resource has a new id.
        var unstableIDs: [String: Set<String>]

        func mayChange(_ id: String, of service: String) -> Bool {
            unstableIDs[service]?.contains(id) == true
        }
    }
}
