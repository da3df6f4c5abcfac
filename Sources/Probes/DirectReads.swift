import AWS
import Catalogue
import Decisions
import Terraform

/// Direct reads of the resources in a state.
struct DirectReads: Sendable {
    var homes: Homes

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
        guard let type = Catalogue.type(instance.address.type) else { return .notAsked }
        switch homes.place(of: instance) {
        case .failure(let reason): return .unknown(reason)
        case .success(let place):
            do throws(AWSFault) {
                let probe = CatalogueProbe(
                    aws: homes.client(for: place), region: place.region, state: state)
                return try await probe.status(of: instance, type)
            } catch {
                return .unknown(Unknown(error))
            }
        }
    }
}
