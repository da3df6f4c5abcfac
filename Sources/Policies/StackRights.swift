import Catalogue
import Decisions
import Probes
public import Settings
public import Terraform

/// The rights that the watcher and the repairer need for one stack.
public struct StackRights: Sendable {
    var watcher: Set<Grant> = []
    var repairer: Set<Grant> = []
    public private(set) var remarks: [PolicyRemark] = []
    public let account: String

    /// - Throws: `PolicyFault` if neither the configuration nor the state gives the account or the region.
    public init(
        _ settings: StackSettings, state: State, backend: StateBackend
    ) throws(PolicyFault) {
        let repairScope = RepairScope(settings.policy, state)
        let locations = try ResourceLocations(settings, state)
        account = locations.home.account
        let subjects = Self.subjects(state, repairScope, locations)
        var reading = Set(TerrierCalls.always(locations.home, role: settings.roleARN))
        for subject in subjects {
            let known = KnownRights.of(subject.address.type)
            reading.formUnion(known?.reading(subject) ?? CatalogueRights.reading(subject))
        }
        let backendRights = BackendRights(backend, stack: settings.name, location: locations.home)
        reading.formUnion(backendRights.reading)
        watcher = reading.union(TerrierCalls.metrics).union(TerrierCalls.trail)
        repairer = reading.union(backendRights.writing)
        for subject in subjects where subject.instance.isManaged {
            if subject.address.type == FunctionRights.type {
                watcher.formUnion(TerrierCalls.diagnosis(of: subject))
            }
            repairer.formUnion(Self.repairing(subject, repairScope))
            repairer.formUnion(TerrierCalls.undeleting(subject, settings.policy.guardrails.undelete))
        }
        remarks =
            backendRights.remarks + Self.unknown(settings.name, state)
            + Self.incomplete(settings.name, state, subjects, repairScope)
            + Self.explained(settings, subjects, repairScope)
    }

    /// The instances in a state whose types are known or in the catalogue, including deposed objects, which every plan reads
    /// too.
    private static func subjects(_ state: State, _ repairScope: RepairScope, _ locations: ResourceLocations)
        -> [Subject]
    {
        let recreated = state.managed.filter {
            repairScope.creates($0.address) || repairScope.replaces($0.address)
        }
        let gateway = [RestAPIRights.type, GatewayResourceRights.type, GatewayDeploymentRights.type]
        let unstableIDs = recreated.filter { gateway.contains($0.address.type) }.compactMap {
            $0.attributes[.id]
        }
        let world = Subject.StackContext(state: state, unstableIDs: Set(unstableIDs))
        return zip(state.instances, state.facts()).compactMap { instance, facts in
            let type = instance.address.type
            guard instance.address.mode == .managed,
                KnownRights.of(type) != nil || Catalogue.names.contains(type)
            else { return nil }
            return Subject(
                instance: instance, facts: facts, location: locations.location(of: instance), world: world)
        }
    }

    private static func repairing(_ subject: Subject, _ repairScope: RepairScope) -> [Grant] {
        guard let rights = KnownRights.of(subject.address.type) else { return [] }
        let (address, type) = (subject.address, subject.address.type)
        var grants: [Grant] = []
        if repairScope.creates(address) || repairScope.replaces(address) {
            grants += rights.creating(subject)
        }
        if repairScope.creates(address), type == TableRights.type { grants += TerrierCalls.backups }
        if repairScope.updates(address) { grants += rights.updating(subject) }
        if repairScope.deletes(address) || repairScope.replaces(address) {
            grants += rights.deleting(subject)
        }
        if type == AlarmRights.type {
            grants += TerrierCalls.muting(subject, isDestroyed: repairScope.deletes(address))
        }
        return grants
    }
}
