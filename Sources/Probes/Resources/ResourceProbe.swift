import AWS
import Decisions
import Terraform

/// How instances of one resource type are queried. A new type is one new file and one line in `all`.
protocol ResourceProbe: Sendable {
    static var type: String { get }

    /// Queries AWS for exactly this instance.
    ///
    /// - Throws: why AWS gave no answer; `notThere` if AWS says that the resource does not exist.
    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
}

/// What a probe needs for its queries.
struct ReadContext: Sendable {
    var aws: AWSClient
    var region: String
    /// The whole state, because a role's policies are instances of their own.
    var state: State
}

/// The types that Terrier can query in AWS.
public enum ResourceProbes {
    static let all: [any ResourceProbe.Type] = [
        TableProbe.self, FunctionProbe.self, RoleProbe.self, RolePolicyProbe.self, RestAPIProbe.self,
        StageProbe.self,
        AlarmProbe.self, LogGroupProbe.self,
    ]

    public static let types = Set(all.map { $0.type })

    static func probe(for type: String) -> (any ResourceProbe.Type)? {
        all.first { $0.type == type }
    }
}

extension StateInstance {
    /// An attribute without which the instance cannot be queried.
    ///
    /// - Throws: `other` if the state does not have it.
    func needed(_ name: StateAttributes.Name, _ operation: String) throws(AWSFault) -> String {
        guard let value = attributes[name], !value.isEmpty else {
            throw AWSFault(
                .other, operation, detail: "the state does not give the \(name.rawValue) of \(address)")
        }
        return value
    }
}
