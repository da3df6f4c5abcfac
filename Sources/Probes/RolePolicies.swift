import AWS
import Catalogue
import Decisions
import Terraform

/// The policies that a state says a role has.
struct RolePolicies: Sendable, Equatable {
    /// ARNs of managed policies.
    var attached: Set<String> = []
    /// Names of inline policies.
    var inline: Set<String> = []

    var isEmpty: Bool { attached.isEmpty && inline.isEmpty }

    /// By the name of the role.
    ///
    /// The attributes of the role itself count only where no other instance gives it policies of that kind: the provider also
    /// writes into them what it found at the last refresh, and a policy that was taken off since would be lacking.
    static func all(in state: State) -> [String: RolePolicies] {
        var found: [String: RolePolicies] = [:]
        var roles: [(name: String, own: RolePolicies)] = []
        for instance in state.managed {
            let attributes = instance.attributes
            switch instance.address.type {
            case ResourceType.iamRole.name:
                guard let name = attributes[.name] ?? attributes[.id] else { continue }
                let own = RolePolicies(
                    attached: Set(attributes.list("managed_policy_arns")),
                    inline: Set(attributes.list("inline_policy.name")))
                roles.append((name, own))
            case ResourceType.iamRolePolicy.name:
                guard let role = attributes[.role], let name = attributes[.name] else { continue }
                found[role, default: RolePolicies()].inline.insert(name)
            case ResourceType.iamRolePolicyAttachment.name:
                guard let role = attributes[.role], let policy = attributes[.policyARN] else { continue }
                found[role, default: RolePolicies()].attached.insert(policy)
            case ResourceType.iamPolicyAttachment.name:
                guard let policy = attributes[.policyARN] else { continue }
                for role in attributes.list("roles") {
                    found[role, default: RolePolicies()].attached.insert(policy)
                }
            case ResourceType.iamRolePoliciesExclusive.name:
                guard let role = attributes["role_name"] else { continue }
                found[role, default: RolePolicies()].inline.formUnion(attributes.list("policy_names"))
            case ResourceType.iamRoleAttachmentsExclusive.name:
                guard let role = attributes["role_name"] else { continue }
                found[role, default: RolePolicies()].attached.formUnion(attributes.list("policy_arns"))
            default: continue
            }
        }
        for role in roles where !role.own.isEmpty {
            var policies = found[role.name] ?? RolePolicies()
            if policies.attached.isEmpty { policies.attached = role.own.attached }
            if policies.inline.isEmpty { policies.inline = role.own.inline }
            found[role.name] = policies
        }
        return found
    }

    /// What AWS lacks of them, in words; nil where it has all.
    func lacking(attached others: Set<String>, inline names: Set<String>) -> String? {
        // The last part of an ARN is the policy's name.
        let missing =
            attached.subtracting(others).sorted().map {
                "attached policy \($0.split(separator: "/").last ?? "")"
            } + inline.subtracting(names).sorted().map { "inline policy \($0)" }
        guard !missing.isEmpty else { return nil }
        let named = missing.prefix(Self.mostNamed).joined(separator: ", ")
        let others = missing.count - Self.mostNamed
        return "lacks \(named)" + (others > 0 ? " and \(others) more" : "")
    }

    /// The most policies that are named in one status.
    private static let mostNamed = 5

    /// Asks AWS for those kinds of policies that the state names.
    ///
    /// - Returns: what the role lacks, in words; nil where it has all.
    func lacking(role: String, _ aws: AWSClient, region: String) async throws(AWSFault) -> String? {
        let others =
            attached.isEmpty ? [] : try await aws.listAttachedRolePolicies(role: role, region: region)
        let names = inline.isEmpty ? [] : try await aws.listRolePolicies(role: role, region: region)
        return lacking(attached: Set(others), inline: Set(names))
    }
}
