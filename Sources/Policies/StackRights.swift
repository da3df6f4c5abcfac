import Catalogue
import Decisions
import Probes
public import Settings
public import Terraform

/// The rights that the watcher and the repairer need for one stack.
public struct StackRights: Sendable {
    /// By account: what of the stack is elsewhere needs an identity there.
    private(set) var accounts: [String: AccountRights] = [:]
    public private(set) var remarks: [PolicyRemark] = []
    /// The account of the stack itself.
    public let account: String

    /// What both processes need in one account.
    struct AccountRights: Sendable {
        var watcher: Set<Grant> = []
        var repairer: Set<Grant> = []
    }

    var watcher: Set<Grant> { accounts.values.reduce(into: []) { $0.formUnion($1.watcher) } }
    var repairer: Set<Grant> { accounts.values.reduce(into: []) { $0.formUnion($1.repairer) } }

    /// - Throws: `PolicyFault` if neither the configuration nor the state gives the account or the region.
    public init(
        _ settings: StackSettings, state: State, backend: StateBackend
    ) throws(PolicyFault) {
        let repairScope = RepairScope(settings.policy, state)
        let locations = try ResourceLocations(settings, state)
        account = locations.home.account
        let subjects = Self.subjects(state, repairScope, locations)
        let assuming = AssumedRoles(settings)
        let backendRights = BackendRights(backend, stack: settings.name, location: locations.home)
        let common = Set(assuming.grants + backendRights.reading)
        accounts[account] = AccountRights(
            watcher: common.union(backendRights.watching), repairer: common.union(backendRights.writing))
        var refused: Set<RefusedRight> = []
        for subject in subjects {
            let reading =
                (ProviderRights(subject)?.reading ?? CatalogueRights.reading(subject))
                + CatalogueRights.alsoReading(subject)
            var (watching, repairing) = (Granted(), Granted())
            if subject.instance.isManaged {
                if subject.address.type == ResourceType.lambdaFunction.name {
                    watching = TerrierCalls.diagnosis(of: subject)
                }
                repairing =
                    Self.repairing(subject, repairScope)
                    + TerrierCalls.undeleting(subject, settings.policy.guardrails.undelete)
            }
            let place = subject.location.account
            accounts[place, default: AccountRights()].watcher.formUnion((reading + watching).grants)
            accounts[place, default: AccountRights()].repairer.formUnion((reading + repairing).grants)
            refused.formUnion((reading + watching + repairing).refused)
        }
        for place in accounts.keys {
            let always = TerrierCalls.always(ARNLocation(account: place, region: locations.home.region))
            accounts[place]?.watcher.formUnion(always + TerrierCalls.metrics + TerrierCalls.trail)
            accounts[place]?.repairer.formUnion(always)
        }
        remarks = backendRights.remarks + assuming.remarks + Self.unknown(settings.name, state)
        remarks += Self.refused(settings.name, refused)
        remarks += Self.elsewhere(settings.name, subjects, home: account)
        remarks += Self.incomplete(settings.name, state, subjects, repairScope)
        remarks += Self.explained(settings, subjects, repairScope)
    }

    /// The instances in a state whose types are in the catalogue, including deposed objects, which every plan reads too.
    private static func subjects(_ state: State, _ repairScope: RepairScope, _ locations: ResourceLocations)
        -> [Subject]
    {
        let world = Subject.StackContext(state: state, unstableIDs: unstableIDs(state, repairScope))
        return zip(state.instances, state.facts()).compactMap { instance, facts in
            guard instance.address.mode == .managed, Catalogue.names.contains(instance.address.type) else {
                return nil
            }
            return Subject(
                instance: instance, facts: facts, location: locations.location(of: instance), world: world)
        }
    }

    /// The ids that AWS would assign anew, by the service that does.
    private static func unstableIDs(_ state: State, _ repairScope: RepairScope) -> [String: Set<String>] {
        var ids: [String: Set<String>] = [:]
        for instance in state.managed
        where repairScope.creates(instance.address) || repairScope.replaces(instance.address) {
            guard let type = Catalogue.type(instance.address.type), type.rights?.newID == true else {
                continue
            }
            for id in [instance.attributes[.id], instance.attributes[.arn]].compactMap({ $0 })
            where !id.isEmpty { ids[type.read.service.actions, default: []].insert(id) }
        }
        return ids
    }

    private static func repairing(_ subject: Subject, _ repairScope: RepairScope) -> Granted {
        let (address, type) = (subject.address, subject.address.type)
        var granted = Granted()
        if repairScope.creates(address) {
            granted.grants.formUnion(TerrierCalls.backups(of: type))
            granted += TerrierCalls.namesakes(of: subject)
        }
        guard let rights = ProviderRights(subject) else { return granted }
        if repairScope.creates(address) || repairScope.replaces(address) { granted += rights.creating }
        if repairScope.updates(address) { granted += rights.updating }
        if repairScope.deletes(address) || repairScope.replaces(address) { granted += rights.deleting }
        if type == ResourceType.metricAlarm.name {
            granted += TerrierCalls.muting(subject, isDestroyed: repairScope.deletes(address))
        }
        return granted
    }
}
