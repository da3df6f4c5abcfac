import AWS
import Catalogue
import Decisions
import Terraform

/// Asks AWS about one instance in the way that the catalogue says.
struct CatalogueProbe: Sendable {
    var aws: AWSClient
    var region: String
    /// What other instances of the state say of this one.
    var facts: StateFacts

    /// - Throws: why AWS did not answer; never `notThere`, which is `missing`.
    func status(of instance: StateInstance, _ type: ResourceType) async throws(AWSFault) -> InstanceStatus {
        let status = try await exists(instance, type)
        guard status == .healthy else { return status }
        for read in type.also {
            let finding = try await besides(read, instance)
            switch finding {
            case .healthy, .missing: continue
            case .unhealthy(let why), .leaving(let why, _): return .unhealthy(why)
            case .unknown(let why): throw AWSFault(.notParsed, read.operation, detail: why)
            }
        }
        return try await policies(of: instance) ?? .healthy
    }

    private func exists(_ instance: StateInstance, _ type: ResourceType) async throws(AWSFault)
        -> InstanceStatus
    {
        // A list may lack what is there, so one that lacks it is asked for twice.
        let times = type.read.element.whenAbsent == .missing ? 2 : 1
        var finding = Read.Finding.missing
        for _ in 0..<times where finding == .missing {
            do throws(AWSFault) {
                finding = try await ask(type.read, instance)
            } catch {
                guard error.kind == .notThere else { throw error }
                return .missing
            }
        }
        switch finding {
        case .healthy: return .healthy
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

    /// A second read never says that an instance is missing: the first one found it.
    private func besides(_ read: Read, _ instance: StateInstance) async throws(AWSFault) -> Read.Finding {
        do throws(AWSFault) {
            let finding = try await ask(read, instance)
            return finding == .missing ? .unknown(Self.gone) : finding
        } catch {
            guard error.kind == .notThere else { throw error }
            return .unknown(Self.gone)
        }
    }

    private static let gone = "it was there for the first read and not for the second"

    private func ask(_ read: Read, _ instance: StateInstance) async throws(AWSFault) -> Read.Finding {
        try await aws.finding(of: read, region: region) { facts.attribute($0, of: instance) }
    }

    /// A role without the policies that the state names can do nothing: it is there, and unhealthy.
    private func policies(of instance: StateInstance) async throws(AWSFault) -> InstanceStatus? {
        guard instance.address.type == ResourceType.iamRole.name,
            let name = instance.attributes[.name] ?? instance.attributes[.id],
            let policies = facts.rolePolicies[name]
        else { return nil }
        do throws(AWSFault) {
            return try await policies.lacking(role: name, aws, region: region).map { .unhealthy($0) }
        } catch {
            guard error.kind == .notThere else { throw error }
            throw AWSFault(.notParsed, error.operation, detail: Self.gone)
        }
    }
}
