import Catalogue
import Decisions
import Ledger
import Probes
import Terraform

/// Searches for orphans: resources that AWS has and the state lacks, although an earlier state had them.
///
/// Nothing is asked while no earlier state has more than the newest one. What is searched for is bounded: the newest snapshots of
/// a few days, and a number of resources. A resource that is in no such snapshot is no longer listed.
struct OrphanSearch: Sendable {
    var stack: String
    var probe: @Sendable () async -> StackProbe

    /// What a search found.
    struct Found: Sendable {
        /// The orphans, sorted by address, and the instance of each as the earlier state had it.
        var orphans: [Orphan] = []
        var instances: [StateInstance] = []
        /// How AWS was seen to have them.
        var reports: [InstanceReport] = []
        /// Those for which AWS gave no answer.
        var unknown: Set<Address> = []
    }

    /// What failed applies of ours left out of the state, and those of the earlier instances that AWS has.
    func found(_ observation: Observation, _ state: State, _ earlier: [EarlierInstance]) async -> Found {
        var found = Found()
        for address in observation.untracked {
            guard let instance = state.instance(at: address),
                let report = observation.instances.first(where: { $0.address == address })
            else { continue }
            found.add(instance, report, .dropped, nil)
        }
        await ask(earlier, state, &found)
        found.orphans.sort { $0.address < $1.address }
        return found
    }

    private func ask(_ earlier: [EarlierInstance], _ state: State, _ found: inout Found) async {
        guard !earlier.isEmpty else { return }
        let before = state.remembering(
            DroppedInstances(
                lineage: state.lineage, serials: state.serial...state.serial,
                instances: earlier.map(\.instance)))
        let result = await probe().ask(earlier.map(\.instance.address), before: before, now: .now)
        let now = Set(result.state?.managed.map(\.address) ?? [])
        for report in result.observation.instances where !now.contains(report.address) {
            guard let entry = earlier.first(where: { $0.instance.address == report.address }) else {
                continue
            }
            if case .unknown = report.status { found.unknown.insert(report.address) }
            guard report.status.isThere, !report.status.isScheduledForDeletion else { continue }
            found.add(entry.instance, report, .removed, entry.snapshot)
        }
    }
}

extension OrphanSearch.Found {
    fileprivate mutating func add(
        _ instance: StateInstance, _ report: InstanceReport, _ cause: Orphan.Cause,
        _ snapshot: StoredSnapshot?
    ) {
        guard let type = Catalogue.type(instance.address.type) else { return }
        let id = type.importID
        let text = id.text { instance.attributes[$0] }
        let why = id.unknown.isEmpty ? "the earlier state does not say it" : id.unknown
        orphans.append(
            Orphan(
                instance.address, cause, importID: text, unknownID: text == nil ? why : nil,
                serial: snapshot?.identity.serial, seenAt: snapshot?.seenAt))
        instances.append(instance)
        reports.append(report)
    }
}
