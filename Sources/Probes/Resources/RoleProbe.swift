import AWS
import Decisions
import Terraform

/// A role without the policies that the state names can do nothing: it exists, but is unhealthy.
enum RoleProbe: ResourceProbe {
    static let type = "aws_iam_role"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let name = instance.attributes[.name] ?? instance.attributes[.id]
        guard let name else {
            throw AWSFault(.other, "GetRole", detail: "the state does not name \(instance.address)")
        }
        _ = try await context.aws.getRole(name, region: context.region)
        let wanted = context.state.managed
            .filter { $0.address.type == "aws_iam_role_policy_attachment" && $0.attributes[.role] == name }
            .compactMap { $0.attributes[.policyARN] }
        guard !wanted.isEmpty else { return .healthy }
        let attached = Set(try await context.aws.listAttachedRolePolicies(role: name, region: context.region))
        let lacking = wanted.count { !attached.contains($0) }
        return lacking == 0
            ? .healthy : .unhealthy("lacks \(lacking) attached \(lacking == 1 ? "policy" : "policies")")
    }
}

enum RolePolicyProbe: ResourceProbe {
    static let type = "aws_iam_role_policy"

    static func ask(_ instance: StateInstance, _ context: ReadContext) async throws(AWSFault)
        -> InstanceStatus
    {
        let role = try instance.needed(.role, "GetRolePolicy")
        let policy = try instance.needed(.name, "GetRolePolicy")
        try await context.aws.getRolePolicy(role: role, policy: policy, region: context.region)
        return .healthy
    }
}
