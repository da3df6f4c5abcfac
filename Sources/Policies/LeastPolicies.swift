import Notifications
public import Settings

/// The two IAM policies with the fewest rights for the given stacks together.
public struct LeastPolicies: Sendable {
    /// Which service a policy is for.
    public enum Role: String, Sendable, CaseIterable {
        /// Only reads, sends notices, and adds copies to the archive.
        case watcher
        /// Also reads, and has the rights for the repairs that the configuration allows.
        case repairer
    }

    public let watcher: AccessPolicy
    public let repairer: AccessPolicy
    private let common: [PolicyRemark]

    /// - Parameter account: only the rights in this account; nil for all accounts together.
    public init(
        _ stacks: [StackRights], notify: [Sink], archive: ArchiveRights? = nil, account: String? = nil
    ) {
        let rights = stacks.flatMap { stack in
            stack.accounts.filter { account == nil || $0.key == account }.values
        }
        var watching = rights.reduce(into: Set<Grant>()) { $0.formUnion($1.watcher) }
        for call in notify.flatMap(\.target.calls)
        where account == nil || ARNText(call.resource)?.account == account {
            watching.formUnion(Grant.writes(call.action, on: call.resource))
        }
        // The archive is written with the credentials of the process, which are in the account of the first stack.
        if let archive, account == nil || account == stacks.first?.account {
            watching.formUnion(archive.grants)
        }
        watcher = AccessPolicy(watching)
        repairer = AccessPolicy(rights.reduce(into: Set<Grant>()) { $0.formUnion($1.repairer) })
        var remarks = stacks.flatMap(\.remarks) + (archive?.remarks ?? [])
        let accounts = Set(stacks.map(\.account)).sorted()
        if account == nil, accounts.count > 1 {
            remarks.append(
                .note(
                    "the stacks are in the accounts \(accounts.joined(separator: ", ")): name the stacks of one account at a time"
                ))
        }
        common = remarks
    }

    public subscript(role: Role) -> AccessPolicy { role == .watcher ? watcher : repairer }

    /// What the operator must know in addition to the policies of these roles.
    public func remarks(for roles: [Role]) -> [PolicyRemark] {
        common
            + roles.filter { self[$0].size > AccessPolicy.managedSize }.map { role in
                .warning(
                    "the \(role.rawValue)'s policy has about \(self[role].size) characters, but a managed policy has at most \(AccessPolicy.managedSize): name fewer stacks at a time, or spread its statements over several policies"
                )
            }
    }
}
