import Catalogue
import Decisions
import Ledger
import Terraform

/// An instance that an earlier state had, and the newest snapshot with it.
struct EarlierInstance: Sendable {
    var instance: StateInstance
    var snapshot: StoredSnapshot
}

/// The instances of a stack's earlier states, as the ledger has them.
struct EarlierInstances: Sendable {
    /// How many of the newest snapshots are compared, and for how long after the backend was last seen to have one.
    static let snapshots = 20
    static let days: Int64 = 7
    /// How many resources AWS is asked for.
    static let most = 100

    var stack: String

    /// The instances that earlier states had, of types that AWS can be asked for, without those that a state now has under another
    /// address: of this stack or of another one.
    ///
    /// - Throws: `LedgerFault` if the snapshots cannot be read.
    func lackedBy(_ state: State, at now: Timestamp, in ledger: Ledger) async throws(LedgerFault)
        -> [EarlierInstance]
    {
        let named = Set(
            (state.managed.map(\.address) + state.deposed.map(\.address)).map(\.description))
        let lost = try await ledger.lostAddresses(
            of: stack, lackedBy: named, since: now + .seconds(-86_400 * Self.days),
            snapshots: Self.snapshots, limit: Self.most
        ).filter { Catalogue.type($0.address.type) != nil }
        var earlier: [EarlierInstance] = []
        var read: (id: Int64, state: State)?
        // Those of one snapshot follow each other, so each state is read once.
        for entry in lost {
            if read?.id != entry.snapshot.id {
                read = try await body(of: entry.snapshot, ledger).map { (entry.snapshot.id, $0) }
            }
            guard let instance = read?.state.instance(at: entry.address) else { continue }
            earlier.append(EarlierInstance(instance: instance, snapshot: entry.snapshot))
        }
        guard !earlier.isEmpty else { return [] }
        var owned = ResourceNames(state)
        for other in try await ledger.otherStacks(than: stack) {
            // A state of another stack that is damaged is a fault: what is in it could be taken for an orphan of this stack.
            guard let body = try await ledger.believedBody(of: other) else { continue }
            if let state = try? State(parsing: body, stack: other) { owned.add(state) }
        }
        return earlier.filter { !owned.contain($0.instance) }
    }

    /// Nil also if it is damaged: that must not hide what the others have.
    private func body(of snapshot: StoredSnapshot, _ ledger: Ledger) async throws(LedgerFault) -> State? {
        do throws(LedgerFault) {
            guard let body = try await ledger.body(of: snapshot.id) else { return nil }
            return try? State(parsing: body, stack: stack)
        } catch {
            guard error.code == .damaged else { throw error }
            return nil
        }
    }
}

/// What identifies the resources of states, to find what was moved to another address.
private struct ResourceNames {
    private var names: Set<String> = []

    init(_ state: State) { add(state) }

    mutating func add(_ state: State) {
        for instance in state.written { names.formUnion(Self.names(of: instance)) }
    }

    func contain(_ instance: StateInstance) -> Bool {
        !names.isDisjoint(with: Self.names(of: instance))
    }

    /// The ARN, if it is the instance's own, and the type with the import id. Two resources of a type in different regions may have
    /// the same id: then the ARN tells them apart, if there is one.
    private static func names(of instance: StateInstance) -> [String] {
        let type = Catalogue.type(instance.address.type)
        if let arn = instance.attributes[.arn], type?.arn == .itself { return ["\(arn)"] }
        let id = type?.importID.text { instance.attributes[$0] } ?? instance.attributes[.id]
        return id.map { ["\(instance.address.type) \(instance.home.region ?? "") \($0)"] } ?? []
    }
}
