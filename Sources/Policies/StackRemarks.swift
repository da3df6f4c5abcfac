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
        guard !SilentProviders.providers.contains(instance.provider) else { return false }
        switch instance.address.mode {
        case .managed: return Catalogue.type(instance.address.type)?.rights == nil
        case .data: return !SilentProviders.data.contains(instance.address.type)
        }
    }

    /// One line for each instance that no right can name, for each action that AWS accepts only on `*`, and for each instance
    /// some of whose rights end with an id.
    static func refused(_ stack: String, _ refused: Set<RefusedRight>) -> [PolicyRemark] {
        var names: [(address: Address, text: String)] = []
        var actions: [String: Set<Address>] = [:]
        var renewed: [Address: Set<String>] = [:]
        for right in refused {
            switch right {
            case .name(let address, let name): names.append((address, name.description))
            case .newID(let address, let action): renewed[address, default: []].insert(action)
            case .onlyOnAll(let address, let action): actions[action, default: []].insert(address)
            }
        }
        let lines = names.sorted { ($0.address.description, $0.text) < ($1.address.description, $1.text) }
            .map {
                "\(stack): \($0.address): \($0.text), so the policies lack rights on it: rename it, or add them by hand"
            }
        let wide = actions.sorted { $0.key < $1.key }.map { action, addresses in
            "\(stack): AWS accepts \(action) only on '*', which no policy allows for a write: "
                + "add it by hand if a repair may change \(Self.names(addresses.sorted()))"
        }
        let old = renewed.sorted { $0.key < $1.key }.map { address, actions in
            "\(stack): \(address): the policy has \(actions.sorted().joined(separator: ", ")) only on ids that the state has now: "
                + "if a repair gives it or what it belongs to a new id, print the policies again"
        }
        return (lines + wide + old).map(PolicyRemark.warning)
    }

    /// One line for each other account that instances of the stack are in.
    static func elsewhere(_ stack: String, _ subjects: [Subject], home: String) -> [PolicyRemark] {
        let others = subjects.filter { $0.location.account != home && $0.location.isPlain }
        return Dictionary(grouping: others, by: \.location.account).sorted { $0.key < $1.key }.map {
            account, subjects in
            .note(
                "\(stack): an identity in account \(account) needs the rights on \(names(Set(subjects.map(\.address)).sorted())): "
                    + "'terrier policy --account \(account)' prints them")
        }
    }

    /// What the repairer's policy is missing for the known types.
    static func incomplete(_ stack: String, _ state: State, _ subjects: [Subject], _ repairScope: RepairScope)
        -> [PolicyRemark]
    {
        var remarks: [PolicyRemark] = []
        for subject in subjects where subject.instance.isManaged {
            let gaps = ProviderRights(subject)?.gaps ?? []
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
        let recreated = subjects.filter { subject in
            guard subject.instance.isManaged, let id = subject.instance.attributes[.id],
                let type = Catalogue.type(subject.address.type), type.rights?.newID == true
            else { return false }
            return subject.world.mayChange(id, of: type.read.service.actions)
        }
        let apis = recreated.filter { $0.address.type == ResourceType.restAPI.name }
        if !apis.isEmpty {
            remarks.append(
                .note(
                    "\(stack): AWS gives a new id to an API that is recreated, so '*' replaces the ids of "
                        + names(apis.map(\.address))))
        }
        let others = recreated.filter { !$0.address.type.hasPrefix("aws_api_gateway_") }
        if !others.isEmpty {
            remarks.append(
                .note(
                    "\(stack): AWS gives a new id to what is created again, so '*' replaces the ids of "
                        + names(others.map(\.address))))
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
