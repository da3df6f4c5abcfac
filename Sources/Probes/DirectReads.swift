import AWS
import Decisions
import Terraform

/// Direct reads of the resources in a state.
struct DirectReads: Sendable {
    var aws: AWSClient
    /// The account that the credentials belong to, or why it is not known.
    var account: AccountProof
    /// The region for instances that have no region in their ARN.
    var region: String?

    /// One report for each of the instances, sorted by address.
    ///
    /// - Parameter state: the whole state, for probes that need other instances as well.
    func ask(_ instances: [StateInstance], in state: State) async -> [InstanceReport] {
        await withTaskGroup(of: InstanceReport.self) { group in
            for instance in instances {
                group.addTask { InstanceReport(instance.address, await status(of: instance, in: state)) }
            }
            var reports: [InstanceReport] = []
            for await report in group { reports.append(report) }
            return reports.sorted { $0.address < $1.address }
        }
    }

    private func status(of instance: StateInstance, in state: State) async -> InstanceStatus {
        guard let probe = ResourceProbes.probe(for: instance.address.type) else { return .notAsked }
        switch place(of: instance) {
        case .failure(let reason): return .unknown(reason)
        case .success(let region):
            do throws(AWSFault) {
                return try await probe.ask(instance, ReadContext(aws: aws, region: region, state: state))
            } catch {
                return error.kind == .notThere ? .missing : .unknown(Unknown(error))
            }
        }
    }

    /// The region to query for an instance. Fails if the credentials do not belong to the instance's account.
    func place(of instance: StateInstance) -> Result<String, Unknown> {
        let home = instance.home
        if let doubt = account.doubt { return .failure(doubt) }
        if case .shown(let account) = account, let own = home.account, own != account {
            return .failure(
                Unknown(
                    .wrongAccount,
                    "\(instance.address) belongs to \(own), the credentials belong to \(account)"))
        }
        guard let region = home.region ?? region else {
            return .failure(Unknown(.failed, "no region is known for \(instance.address); set 'region:'"))
        }
        return .success(region)
    }
}
