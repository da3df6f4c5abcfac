package import AWS
import Catalogue
package import Decisions
package import Terraform

/// Direct reads of the resources in a state.
package struct DirectReads: Sendable {
    var aws: AWSClient
    /// The account that the credentials belong to, or why it is not known.
    var account: AccountProof
    /// The region for instances that have no region in their ARN.
    var region: String?

    package init(aws: AWSClient, account: AccountProof, region: String?) {
        self.aws = aws
        self.account = account
        self.region = region
    }

    /// One report for each of the instances, sorted by address.
    ///
    /// - Parameter state: the whole state, for probes that need other instances as well.
    package func ask(_ instances: [StateInstance], in state: State) async -> [InstanceReport] {
        let facts = StateFacts(state)
        let reports = await ReadQueues(instances).run { instance in
            InstanceReport(instance.address, await status(of: instance, facts))
        }
        return reports.sorted { $0.address < $1.address }
    }

    private func status(of instance: StateInstance, _ facts: StateFacts) async -> InstanceStatus {
        guard let type = Catalogue.type(instance.address.type) else { return .notAsked }
        switch place(of: instance) {
        case .failure(let reason): return .unknown(reason)
        case .success(let region):
            do throws(AWSFault) {
                return try await CatalogueProbe(aws: aws, region: region, facts: facts).status(
                    of: instance, type)
            } catch {
                return .unknown(Unknown(error))
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
