package import Decisions
package import Terraform

/// One stack as it really is: the resources in AWS, the state in its backend, the lock holder, and the changes that
/// Terraform would plan. Terraform behaves here as it was measured with the real program.
package struct SimulatedStack: Sendable {
    package struct Lock: Sendable, Equatable {
        package var holder: LockHolder
        /// The process that holds it; nil if a person holds it.
        package var process: Int?

        package init(holder: LockHolder, process: Int?) {
            self.holder = holder
            self.process = process
        }
    }

    /// A saved plan.
    package struct PlanFile: Sendable, Equatable {
        package var mark: StateVersion
        package var changes: [PlannedChange]
        package var details: PlanDetails
        /// What it changes, as it was when it was made.
        package var planned: [SimulatedResource]
        /// The account of the credentials with which it was made.
        package var account: String
    }

    package let name: String
    package let account: String
    package private(set) var simulatedResources: [SimulatedResource]
    private var places: [Address: Int] = [:]
    /// The addresses in the state, sorted.
    package private(set) var named: [Address]
    package private(set) var mark: StateVersion
    package var lock: Lock?
    var plans: [String: PlanFile] = [:]
    /// Percentage of the function's invocations that fail.
    package var errorRate = 0.0
    private var parsed: State?

    package init(_ name: String, account: String, simulatedResources: [SimulatedResource]) {
        self.name = name
        self.account = account
        self.simulatedResources = simulatedResources.sorted { $0.address < $1.address }
        named = self.simulatedResources.map(\.address)
        mark = StateVersion(lineage: "lineage-of-\(name)", serial: 1)
        for (place, resource) in self.simulatedResources.enumerated() { places[resource.address] = place }
    }

    package subscript(address: Address) -> SimulatedResource? {
        get { places[address].map { simulatedResources[$0] } }
        set {
            guard let place = places[address], let newValue else { return }
            simulatedResources[place] = newValue
        }
    }

    package mutating func change(_ address: Address, _ change: (inout SimulatedResource) -> Void) {
        guard let place = places[address] else { return }
        change(&simulatedResources[place])
    }

    // MARK: the state

    /// The parsed state; nil if its text cannot be parsed.
    package mutating func state() -> State? {
        if let parsed { return parsed }
        parsed = try? State(parsing: Array(text.utf8), stack: name)
        return parsed
    }

    /// The state's text, as Terraform writes it.
    var text: String {
        let resources = named.map { address in
            let name = self[address]?.name ?? address.name
            return
                #"{\#(address.moduleText)"mode":"managed","type":"\#(address.type)","name":"\#(address.name)","instances":[{\#(address.keyText)\#(dependenciesText(of: address))"attributes":{"name":"\#(name)","alarm_name":"\#(name)"}}]}"#
        }
        return
            #"{"version":4,"terraform_version":"1.11.4","serial":\#(mark.serial),"lineage":"\#(mark.lineage)","resources":[\#(resources.joined(separator: ","))]}"#
    }

    /// The JSON member with what an instance follows; empty if it follows nothing. Of other dependencies nothing depends on
    /// what the state has.
    private func dependenciesText(of address: Address) -> String {
        guard let resource = self[address], !resource.follows.isEmpty else { return "" }
        let names = resource.dependencies.map { "\"\($0.resource)\"" }
        return #""dependencies":[\#(names.joined(separator: ","))],"#
    }

    /// Writes the state with the next serial.
    package mutating func write(_ change: (inout [Address]) -> Void = { _ in }) {
        change(&named)
        named.sort()
        mark.serial += 1
        parsed = nil
    }

    // MARK: what Terraform would do

    /// The targets, with everything that they depend on (`upwards`) or everything that depends on them.
    private func closure(_ targets: [Address], upwards: Bool) -> [Address] {
        var found = Set(targets)
        var pending = targets
        while let address = pending.popLast() {
            let neighbours =
                upwards
                ? self[address]?.dependencies ?? []
                : simulatedResources.filter { $0.dependencies.contains(address) }.map(\.address)
            for other in neighbours where found.insert(other).inserted { pending.append(other) }
        }
        return simulatedResources.map(\.address).filter(found.contains)
    }

    /// The changes of `plan -target`, with the dependencies of the targets. In another account no resource of the stack exists.
    func changes(targets: [Address], as caller: String) -> [PlannedChange] {
        let planned = closure(targets, upwards: true)
        let created = Set(planned.filter { isCreated($0, as: caller) })
        return planned.compactMap { address in
            guard let resource = self[address], resource.isInCode else { return nil }
            if created.contains(address) { return PlannedChange(address, .create) }
            let isChanged =
                resource.isHotfixed || resource.isCodeAhead || !created.isDisjoint(with: resource.follows)
            return isChanged ? PlannedChange(address, .update) : nil
        }
    }

    private func isCreated(_ address: Address, as caller: String) -> Bool {
        guard let resource = self[address], resource.isInCode else { return false }
        return caller != account || !resource.exists || !named.contains(address)
    }

    /// What `terraform show -json` has of such changes. A hotfix is of the attribute that follows what is created, if there is
    /// one: the plan then differs from one without a hotfix only in the drift.
    func details(of changes: [PlannedChange]) -> PlanDetails {
        let created = Set(changes.filter { $0.action == .create }.map(\.address))
        var details = PlanDetails()
        for change in changes {
            guard let resource = self[change.address] else { continue }
            let isFollowing = !created.isDisjoint(with: resource.follows)
            let isUpdate = change.action == .update
            details.changes.append(
                PlanDetails.Change(
                    change.address, change.action,
                    known: isUpdate && (resource.isCodeAhead || !isFollowing)
                        ? [AttributePath([.name("description")])] : [],
                    unknown: isUpdate && isFollowing ? [AttributePath([.name("policy")])] : []))
            if change.action == .create, named.contains(change.address) {
                details.drift.append(PlanDetails.Drift(change.address, .delete))
            }
            if isUpdate, resource.isHotfixed {
                details.drift.append(
                    PlanDetails.Drift(
                        change.address, .update, differing: [AttributePath([.name("policy")])]))
            }
        }
        return details
    }

    /// The changes of `plan -destroy -target`, with everything that depends on the targets.
    func deletes(targets: [Address]) -> [PlannedChange] {
        closure(targets, upwards: false).filter { named.contains($0) && self[$0]?.exists == true }
            .map { PlannedChange($0, .delete) }
    }

    /// Carries out one change in AWS; `write` writes the state.
    package mutating func carryOut(_ planned: PlannedChange) {
        change(planned.address) { resource in
            switch planned.action {
            case .create, .replace:
                resource.exists = true
                resource.isHealthy = true
                resource.isHotfixed = false
                resource.isCodeAhead = false
                if resource.alarm != nil { resource.alarm = SimulatedResource.Alarm() }
            case .update:
                resource.isHotfixed = false
                resource.isCodeAhead = false
            case .delete:
                resource.exists = false
                // A person removes it from the code, as the journal asks.
                resource.isInCode = false
            default: break
            }
        }
    }

    /// Whether every resource in the code exists and is healthy.
    package var isWhole: Bool {
        simulatedResources.allSatisfy { !$0.isInCode || ($0.exists && $0.isHealthy) }
    }
}

extension Address {
    /// The JSON member with the module of a resource in the state; empty in the root module.
    fileprivate var moduleText: String {
        guard !modules.isEmpty else { return "" }
        let steps = modules.map { "module.\($0.name)\($0.key?.description ?? "")" }
        return #""module":\#(steps.joined(separator: ".").asJSON),"#
    }

    /// The JSON member with the key of an instance in the state; empty if it has no key.
    fileprivate var keyText: String {
        switch key {
        case .index(let index): return #""index_key":\#(index),"#
        case .name(let name): return #""index_key":\#(name.asJSON),"#
        case nil: return ""
        }
    }
}

extension String {
    fileprivate var asJSON: String {
        let escaped = unicodeScalars.map { scalar in
            if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
            guard scalar.value < 0x20 else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(escaped.joined())\""
    }
}
