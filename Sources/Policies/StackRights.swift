import Decisions
import Probes
public import Settings
public import Terraform

/// The rights that one stack needs: of who watches it, and of who repairs it.
public struct StackRights: Sendable {
    var watcher: Set<Grant> = []
    var repairer: Set<Grant> = []
    public private(set) var remarks: [Remark] = []
    public let account: String

    /// - Throws: where nothing says in which account or region the stack is.
    public init(
        _ settings: StackSettings, state: State, backend: StateBackend
    ) throws(PolicyFault) {
        let reach = Reach(settings.policy, state)
        let places = try Places(settings, state)
        account = places.home.account
        let subjects = Self.subjects(state, reach, places)
        var reading = Set(OwnCalls.always(places.home, role: settings.roleARN))
        for subject in subjects {
            reading.formUnion(KnownRights.of(subject.address.type)?.reading(subject) ?? [])
        }
        let backendRights = BackendRights(backend, stack: settings.name, place: places.home)
        reading.formUnion(backendRights.reading)
        watcher = reading.union(OwnCalls.metrics)
        repairer = reading.union(backendRights.writing)
        for subject in subjects where subject.instance.isManaged {
            if subject.address.type == FunctionRights.type {
                watcher.formUnion(OwnCalls.diagnosis(of: subject))
            }
            repairer.formUnion(Self.repairing(subject, reach))
        }
        remarks =
            backendRights.remarks + Self.unknown(settings.name, state)
            + Self.incomplete(settings.name, state, subjects, reach)
            + Self.explained(settings, subjects, reach)
    }

    /// What a state names of known types: deposed objects as well, which every plan reads.
    private static func subjects(_ state: State, _ reach: Reach, _ places: Places) -> [Subject] {
        let renewed = state.managed.filter { reach.creates($0.address) || reach.replaces($0.address) }
        let gateway = [RestAPIRights.type, GatewayResourceRights.type, GatewayDeploymentRights.type]
        let passing = renewed.filter { gateway.contains($0.address.type) }.compactMap { $0.attributes[.id] }
        let world = Subject.World(state: state, passing: Set(passing))
        return zip(state.instances, state.facts()).compactMap { instance, facts in
            guard instance.address.mode == .managed, KnownRights.of(instance.address.type) != nil else {
                return nil
            }
            return Subject(
                instance: instance, facts: facts, place: places.place(of: instance), world: world)
        }
    }

    private static func repairing(_ subject: Subject, _ reach: Reach) -> [Grant] {
        guard let rights = KnownRights.of(subject.address.type) else { return [] }
        let (address, type) = (subject.address, subject.address.type)
        var grants: [Grant] = []
        if reach.creates(address) || reach.replaces(address) { grants += rights.creating(subject) }
        if reach.creates(address), type == TableRights.type { grants += OwnCalls.backups }
        if reach.updates(address) { grants += rights.updating(subject) }
        if reach.deletes(address) || reach.replaces(address) { grants += rights.deleting(subject) }
        if type == AlarmRights.type {
            grants += OwnCalls.muting(subject, isDestroyed: reach.deletes(address))
        }
        return grants
    }
}
