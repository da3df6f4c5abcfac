/// What a plan may contain so that a repair may apply it.
public struct Admission: Sendable, Equatable {
    /// The plan must create exactly these.
    public var creates: [Address]
    /// The plan may also create these.
    public var mayCreate: [Address]
    /// These exist in AWS but are not in the state. The plan may create none of them, whatever is allowed.
    public var untracked: [Address]
    /// These are missing or going, and the plan may create none of them, whatever is allowed: `has 1 backup(s)`, `is scheduled for
    /// deletion`. The words follow the address in a sentence.
    public var withheld: [Address: String] = [:]
    /// The plan must delete exactly these.
    public var deletes: [Address]
    /// The plan may update these, as far as their scope allows.
    public var updates: [Address: UpdateScope] = [:]
    /// The plan must import exactly these, and change none of them.
    public var imports: [Address] = []
    /// Nil if no `allow:` admits anything in this kind of repair.
    public var allow: GuardrailSettings.Allowance?
    public var protect: [Pattern]
    /// Whether updates that only follow from the plan's creates are admitted.
    public var consequences: GuardrailSettings.Consequences
    /// What is known of this plan; nil until something in it is not admitted.
    public var facts: InspectionFacts?

    public init(
        creates: [Address] = [], mayCreate: [Address] = [], untracked: [Address] = [],
        deletes: [Address] = [],
        allow: GuardrailSettings.Allowance?, protect: [Pattern],
        consequences: GuardrailSettings.Consequences = .refuse, facts: InspectionFacts? = nil
    ) {
        self.creates = creates
        self.mayCreate = mayCreate
        self.untracked = untracked
        self.deletes = deletes
        self.allow = allow
        self.protect = protect
        self.consequences = consequences
        self.facts = facts
    }

    /// Everything in the plan that is not admitted, and everything required that the plan does not contain, each with its
    /// reason. If empty, the plan may be applied. Addresses, actions and names of attributes only.
    public func faults(of changes: [PlannedChange]) -> [InspectionFault] {
        var faults: [InspectionFault] = []
        let consequences = consequences(of: changes)
        for change in changes.sorted(by: {
            ($0.address, $0.action.rawValue) < ($1.address, $1.action.rawValue)
        }) {
            if let fault = fault(of: change, consequences) { faults.append(fault) }
        }
        let created = Set(changes.filter { $0.action == .create }.map(\.address))
        for address in creates.sorted() where !created.contains(address) {
            faults.append(
                InspectionFault(lacking: address, " is missing in AWS and the plan does not create it"))
        }
        let deleted = Set(changes.filter { $0.action == .delete }.map(\.address))
        for address in deletes.sorted() where !deleted.contains(address) {
            faults.append(
                InspectionFault(lacking: address, " is to be removed and the plan does not delete it"))
        }
        let imported = Set(changes.filter { $0.action == .import }.map(\.address))
        for address in imports.sorted() where !imported.contains(address) {
            faults.append(
                InspectionFault(lacking: address, " is to be imported and the plan does not import it"))
        }
        return faults
    }

    private func fault(of change: PlannedChange, _ consequences: [Consequence]) -> InspectionFault? {
        let address = change.address
        let isProtected = protect.contains { $0.matches(address) }
        switch change.action {
        case .read: return nil
        case .create: return faultOfCreate(address)
        case .delete:
            if isProtected { return InspectionFault(address, "delete", "deleted", Self.protected) }
            return deletes.contains(address)
                ? nil : InspectionFault(address, "delete", "deleted", ", which is not on the list")
        case .replace:
            if isProtected { return InspectionFault(address, "replace", "replaced", Self.protected) }
            if allow?.replace.contains(where: { $0.matches(address) }) == true { return nil }
            var fault = InspectionFault(
                address, "replace", "replaced", reason(ofReplacing: change), allowance: allowance(change))
            fault.isProvisional = isForcedByUnknownsOnly(change)
            return fault
        case .update:
            // Also of a protected one: the import itself changes nothing, and what would follow it needs a person.
            if imports.contains(address) {
                return InspectionFault(address, "update", "updated", reason(ofUpdatingImported: change))
            }
            if isProtected { return InspectionFault(address, "update", "updated", Self.protected) }
            if allow?.update.contains(where: { $0.matches(address) }) == true { return nil }
            if let scope = updates[address],
                scope.admits(facts?.details(of: change), drift: facts?.drift(of: address))
            {
                return nil
            }
            let consequence = consequences.first { $0.address == address }
            if consequence != nil, self.consequences == .admit { return nil }
            var fault = InspectionFault(
                address, "update", "updated", reason(ofUpdating: change, consequence),
                allowance: allowance(change))
            fault.reverts = facts?.drift(of: address)?.isEmpty == false
            return fault
        case .move: return InspectionFault(address, "move", "moved")
        case .forget: return InspectionFault(address, "forget", "forgotten")
        case .import:
            return imports.contains(address) ? nil : InspectionFault(address, "import", "imported")
        case .other:
            return InspectionFault(address, "change", "changed", " in a way that Terrier does not know")
        }
    }

    private func faultOfCreate(_ address: Address) -> InspectionFault? {
        if untracked.contains(address) {
            return InspectionFault(
                address, "create", "created",
                ", which exists in AWS but is not in the state: import it first, with 'terrier repair import'"
            )
        }
        if let words = withheld[address] {
            return InspectionFault(address, "create", "created", ", which \(words)")
        }
        if creates.contains(address) || mayCreate.contains(address)
            || allow?.create.contains(where: { $0.matches(address) }) == true
        {
            return nil
        }
        let unproven = facts?.unproven[address]
        let reason = ", which was not proven missing" + (unproven.map { ": \($0.reason)" } ?? "")
        return InspectionFault(
            address, "create", "created", reason,
            allowance: unproven?.isAllowable == false ? nil : allowance(PlannedChange(address, .create)))
    }

    private static let protected = ", which is protected"

    /// Nil if no line of the configuration would admit the change in this kind of repair.
    private func allowance(_ change: PlannedChange) -> String? {
        allow == nil ? nil : GuardrailSettings.Allowance.line(change.action, change.address)
    }
}
