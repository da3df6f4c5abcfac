import AWS
import Catalogue
import Decisions
import Terraform

/// Asks AWS about one instance in the way that the catalogue says.
struct CatalogueProbe: Sendable {
    var aws: AWSClient
    var region: String
    /// The whole state: a role's policies are instances of their own.
    var state: State

    /// - Throws: why AWS did not answer; never `notThere`, which is `missing`.
    func status(of instance: StateInstance, _ type: ResourceType) async throws(AWSFault) -> InstanceStatus {
        // A list may lack what is there, so one that lacks it is asked for twice.
        let times = type.read.element.whenAbsent == .missing ? 2 : 1
        var finding = Read.Finding.missing
        for _ in 0..<times where finding == .missing {
            do throws(AWSFault) {
                finding = try await aws.finding(of: type.read, region: region) { instance.attributes[$0] }
            } catch {
                guard error.kind == .notThere else { throw error }
                return .missing
            }
        }
        switch finding {
        case .healthy: return try await attachments(of: instance) ?? .healthy
        case .unhealthy(let why): return .unhealthy(why)
        case .leaving(let why, let until):
            return .unhealthy(Self.words(why, until, type.undelete?.command { instance.attributes[$0] }))
        case .missing: return .missing
        case .unknown(let why): throw AWSFault(.notParsed, type.read.operation, detail: why)
        }
    }

    /// `scheduled for deletion after 2026-12-07T10:00:00Z; to bring it back: aws secretsmanager restore-secret …`
    static func words(_ why: String, _ until: Double?, _ command: String?) -> String {
        // The year 9999 at most: a number from outside may be anything.
        let after = until.flatMap { (0...253_402_300_799).contains($0) ? Timestamp(seconds: Int64($0)) : nil }
        return why + (after.map { " after \($0)" } ?? "")
            + (command.map { "; to bring it back: \($0)" } ?? "")
    }

    /// A role without the managed policies that the state names can do nothing: it is there, and unhealthy.
    private func attachments(of instance: StateInstance) async throws(AWSFault) -> InstanceStatus? {
        guard instance.address.type == ResourceType.iamRole.name,
            let name = instance.attributes[.name] ?? instance.attributes[.id]
        else { return nil }
        let wanted = state.managed
            .filter {
                $0.address.type == ResourceType.iamRolePolicyAttachment.name && $0.attributes[.role] == name
            }
            .compactMap { $0.attributes[.policyARN] }
        guard !wanted.isEmpty else { return nil }
        let attached = Set(try await aws.listAttachedRolePolicies(role: name, region: region))
        let lacking = wanted.count { !attached.contains($0) }
        return lacking == 0
            ? nil : .unhealthy("lacks \(lacking) attached \(lacking == 1 ? "policy" : "policies")")
    }
}
