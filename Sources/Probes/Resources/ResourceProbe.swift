import AWS
import Decisions
import Terraform

/// How instances of one resource type are asked for. A new type is one new file, and a line in `all`.
protocol ResourceProbe: Sendable {
    static var type: String { get }

    /// Asks AWS for that very thing.
    ///
    /// - Throws: what kept AWS from answering; `notThere` where it says that the thing is not there.
    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
}

/// What a probe asks with.
struct ReadContext: Sendable {
    var aws: AWSClient
    var region: String
    /// The whole state: a role's policies are instances of their own.
    var state: State
}

/// The types that Terrier can ask AWS about.
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
    /// An attribute without which the instance cannot be asked for.
    func needed(_ name: StateAttributes.Name, _ operation: String) throws(AWSFault) -> String {
        guard let value = attributes[name], !value.isEmpty else {
            throw AWSFault(
                .other, operation, detail: "the state does not give the \(name.rawValue) of \(address)")
        }
        return value
    }
}
