import Decisions
import Settings
import Terraform

extension StackRights {
    /// The types that stand in neither policy, aloud: one line each.
    static func unknown(_ stack: String, _ state: State) -> [PolicyRemark] {
        let instances = Dictionary(grouping: state.instances.filter(isUnknown), by: \.address.type)
        return instances.sorted { $0.key < $1.key }.map { type, instances in
            let addresses = Set(instances.map(\.address)).sorted().map(\.description).joined(separator: ", ")
            return .warning(
                "\(stack): the calls of \(type) are not known to Terrier, and neither policy has them: "
                    + "add what the provider needs for \(addresses)")
        }
    }

    private static func isUnknown(_ instance: StateInstance) -> Bool {
        guard !KnownRights.silentProviders.contains(instance.provider) else { return false }
        switch instance.address.mode {
        case .managed: return KnownRights.of(instance.address.type) == nil
        case .data: return !KnownRights.silentData.contains(instance.address.type)
        }
    }

    /// What the repairer's policy lacks of the types that are known.
    static func incomplete(_ stack: String, _ state: State, _ subjects: [Subject], _ repairScope: RepairScope)
        -> [PolicyRemark]
    {
        var remarks: [PolicyRemark] = []
        for subject in subjects where subject.instance.isManaged {
            let gaps = KnownRights.of(subject.address.type)?.gaps(subject) ?? []
            let isMade = repairScope.creates(subject.address) || repairScope.replaces(subject.address)
            guard isMade, !gaps.isEmpty else { continue }
            remarks.append(
                .warning(
                    "\(stack): \(subject.address) has \(gaps.joined(separator: ", ")): "
                        + "what making it needs for that is not known to Terrier"))
        }
        let fresh = repairScope.fresh(in: state)
        if !fresh.isEmpty {
            remarks.append(
                .warning(
                    "\(stack): a tier may create what was never in the state, so the rights for it are not known: "
                        + names(fresh)))
        }
        return remarks
    }

    /// Why the policies are as they are.
    static func explained(_ settings: StackSettings, _ subjects: [Subject], _ repairScope: RepairScope)
        -> [PolicyRemark]
    {
        let stack = settings.name
        var remarks: [PolicyRemark] = []
        let renewed = subjects.filter {
            $0.instance.isManaged && $0.address.type == RestAPIRights.type && $0.api.hasSuffix("*")
        }
        if !renewed.isEmpty {
            remarks.append(
                .note(
                    "\(stack): AWS gives a new id to an API that is made again: '*' stands for the ids of "
                        + names(renewed.map(\.address))))
        }
        for (api, obstacles) in repairScope.lostForGood.sorted(by: { $0.key < $1.key }) {
            remarks.append(
                .note(
                    "\(stack): no repair can make \(api) again, so the rights for it are left out: "
                        + "'allow:' has no create for \(names(obstacles))"))
        }
        if let role = settings.roleARN {
            remarks.append(
                .note(
                    "\(stack): sts:AssumeRole on \(role) belongs to whoever assumes it, all the rest to that role"
                ))
        }
        return remarks
    }

    private static func names(_ addresses: [Address]) -> String {
        addresses.map(\.description).joined(separator: ", ")
    }
}
