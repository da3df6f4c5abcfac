package import AWS
import Catalogue
package import Decisions
package import Terraform

/// Direct reads of the resources in a state.
package struct DirectReads: Sendable {
    var homes: Homes

    init(homes: Homes) { self.homes = homes }

    /// For a state whose provider configurations all use the same credentials.
    ///
    /// - Parameters:
    ///   - account: the account that the credentials belong to, or why it is not known.
    ///   - region: of instances whose region the state does not show.
    package init(aws: AWSClient, account: AccountProof, region: String?, in state: State) {
        homes = Homes(
            own: .init(aws: aws, proof: account, region: region), shown: ProviderPlaces(state))
    }

    /// One report for each of the instances, sorted by address.
    ///
    /// - Parameter state: the whole state, for probes that need other instances as well.
    package func ask(_ instances: [StateInstance], in state: State) async -> [InstanceReport] {
        let facts = StateFacts(state)
        let reports = await ReadQueues(instances, homes).run { instance in
            InstanceReport(instance.address, await status(of: instance, facts))
        }
        return reports.sorted { $0.address < $1.address }
    }

    private func status(of instance: StateInstance, _ facts: StateFacts) async -> InstanceStatus {
        guard let type = Catalogue.type(instance.address.type) else { return .notAsked }
        switch homes.place(of: instance) {
        case .failure(let reason): return .unknown(reason)
        case .success(let place):
            do throws(AWSFault) {
                let probe = CatalogueProbe(
                    aws: homes.client(for: place), region: place.region, facts: facts)
                return try await probe.status(of: instance, type)
            } catch {
                // It is like an instance of a type that Terrier does not know: the refresh of a plan may see it.
                return error.kind == .notNamed ? .notAsked : .unknown(Unknown(error))
            }
        }
    }
}
