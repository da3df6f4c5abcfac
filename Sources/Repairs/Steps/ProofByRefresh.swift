import Decisions
import Terraform

/// Reads instances of types that AWS cannot be asked for directly, through Terraform's provider.
extension RepairRun {
    /// The observation with the status of these instances. Missing is what two refreshes did not find, the second one of exactly
    /// those that the first did not find.
    ///
    /// If the provider cannot be asked, an instance that the request names is unknown, and the others stay as they are.
    func provenByRefresh(
        _ addresses: [Address], _ observed: StackObservation, _ state: State
    ) async throws(RepairStop) -> StackObservation {
        guard !addresses.isEmpty else { return observed }
        try await record(
            RepairMessage(
                repair: id, step: .guardrails,
                message:
                    "asking Terraform's provider for \(addresses.count) instance\(addresses.count == 1 ? "" : "s") of types that cannot be asked for directly",
                addresses: addresses))
        var statuses: [Address: InstanceStatus] = [:]
        do throws(ToolFault) {
            let first = try await tools.refresh(addresses, state.identity)
            for address in first.present { statuses[address] = .healthy }
            let gone = addresses.filter { first.gone.contains($0) }
            let second = gone.isEmpty ? Refresh() : try await tools.refresh(gone, state.identity)
            for address in gone {
                statuses[address] =
                    second.gone.contains(address)
                    ? .missing : .unknown(Unknown(.failed, "two refreshes of it do not agree"))
            }
        } catch {
            for address in addresses where request.addresses.contains(address) {
                statuses[address] = .unknown(Unknown(.failed, error.message))
            }
        }
        return observed.with(statuses.filter { addresses.contains($0.key) }, at: tools.now().wall)
    }

    /// The observation with the status of these instances by one refresh. What was not read stays as it is.
    func refreshed(_ addresses: [Address], _ observed: StackObservation) async -> StackObservation {
        guard !addresses.isEmpty, let state = observed.state,
            let refresh = try? await tools.refresh(addresses, state.identity)
        else { return observed }
        var statuses: [Address: InstanceStatus] = [:]
        for address in addresses {
            if refresh.present.contains(address) { statuses[address] = .healthy }
            if refresh.gone.contains(address) { statuses[address] = .missing }
        }
        return observed.with(statuses, at: tools.now().wall)
    }
}

extension StackObservation {
    fileprivate func with(_ statuses: [Address: InstanceStatus], at time: Timestamp) -> StackObservation {
        var copy = self
        copy.observation.instances = observation.instances.map { report in
            guard let status = statuses[report.address] else { return report }
            return InstanceReport(report.address, status, sight: .refreshed(time))
        }
        return copy
    }

    /// The addresses of these instances whose types AWS cannot be asked for.
    func notAsked(among isWanted: (Address) -> Bool) -> [Address] {
        observation.instances.filter { $0.status == .notAsked && isWanted($0.address) }.map(\.address)
    }
}
