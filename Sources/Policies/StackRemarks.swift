import Catalogue
import Decisions
import Settings
import Terraform

extension StackRights {
    /// One warning for each resource type whose calls by the provider are in neither policy.
    static func unknown(_ stack: String, _ state: State) -> [PolicyRemark] {
        let instances = state.instances.filter(isUnknown)
        let unread = byType(instances.filter { ownRead(of: $0) == nil }).map { type, addresses in
            PolicyRemark.warning(
                "\(stack): the calls of \(type) are not known to Terrier, so neither policy has them: "
                    + "add what the provider needs for \(addresses)")
        }
        let read = byType(instances.filter { ownRead(of: $0) != nil }).map { type, addresses in
            PolicyRemark.warning(
                "\(stack): of \(type) both policies have only Terrier's own read: "
                    + "add what the provider needs to refresh and to change \(addresses)")
        }
        return unread + read
    }

    /// The addresses of each type as one text, sorted.
    private static func byType(_ instances: [StateInstance]) -> [(type: String, addresses: String)] {
        Dictionary(grouping: instances, by: \.address.type).sorted { $0.key < $1.key }.map {
            type, instances in
            (type, names(Set(instances.map(\.address)).sorted()))
        }
    }

    /// Terrier reads no data sources.
    private static func ownRead(of instance: StateInstance) -> ResourceType? {
        instance.isManaged ? Catalogue.type(instance.address.type) : nil
    }

    private static func isUnknown(_ instance: StateInstance) -> Bool {
        guard !KnownRights.silentProviders.contains(instance.provider) else { return false }
        switch instance.address.mode {
        case .managed: return KnownRights.of(instance.address.type) == nil
        case .data: return !KnownRights.silentData.contains(instance.address.type)
        }
    }

    /// What the repairer's policy is missing for the known types.
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
                        + "Terrier does not know which rights creating it needs for that"))
        }
        let newAddresses = repairScope.newAddresses(in: state)
        if !newAddresses.isEmpty {
            remarks.append(
                .warning(
                    "\(stack): a tier may create resources that were never in the state, so the rights for them are not known: "
                        + names(newAddresses)))
        }
        return remarks
    }

    /// Explains why the policies are as they are.
    static func explained(_ settings: StackSettings, _ subjects: [Subject], _ repairScope: RepairScope)
        -> [PolicyRemark]
    {
        let stack = settings.name
        var remarks: [PolicyRemark] = []
        let recreated = subjects.filter {
            $0.instance.isManaged && $0.address.type == RestAPIRights.type && $0.api.hasSuffix("*")
        }
        if !recreated.isEmpty {
            remarks.append(
                .note(
                    "\(stack): AWS gives a new id to an API that is recreated, so '*' replaces the ids of "
                        + names(recreated.map(\.address))))
        }
        for (api, obstacles) in repairScope.notRecreatable.sorted(by: { $0.key < $1.key }) {
            remarks.append(
                .note(
                    "\(stack): no repair can recreate \(api), so the rights for it are left out: "
                        + "'allow:' has no create for \(names(obstacles))"))
        }
        if let role = settings.roleARN {
            remarks.append(
                .note(
                    "\(stack): sts:AssumeRole on \(role) belongs to the identity that assumes the role, all other rights to the role"
                ))
        }
        return remarks
    }

    private static func names(_ addresses: [Address]) -> String {
        addresses.map(\.description).joined(separator: ", ")
    }
}
