/// What a plan may contain so that a repair may apply it.
public struct Admission: Sendable, Equatable {
    /// The plan must create exactly these.
    public var creates: [Address]
    /// The plan may also create these.
    public var mayCreate: [Address]
    /// These exist in AWS but are not in the state. The plan may create none of them, whatever is allowed.
    public var untracked: [Address]
    /// These are scheduled for deletion, in words. The plan may create none of them, whatever is allowed: their names are taken.
    public var leaving: [Address: String] = [:]
    /// The plan must delete exactly these.
    public var deletes: [Address]
    public var allow: GuardrailSettings.Allowance
    public var protect: [Pattern]

    public init(
        creates: [Address] = [], mayCreate: [Address] = [], untracked: [Address] = [],
        deletes: [Address] = [],
        allow: GuardrailSettings.Allowance, protect: [Pattern]
    ) {
        self.creates = creates
        self.mayCreate = mayCreate
        self.untracked = untracked
        self.deletes = deletes
        self.allow = allow
        self.protect = protect
    }

    /// Everything in the plan that is not admitted, and everything required that the plan does not contain. If empty, the plan
    /// may be applied. One line each, with addresses and actions only.
    public func faults(of changes: [PlannedChange]) -> [String] {
        var faults: [String] = []
        for change in changes.sorted(by: {
            ($0.address, $0.action.rawValue) < ($1.address, $1.action.rawValue)
        }) {
            if let fault = fault(of: change) { faults.append(fault) }
        }
        let created = Set(changes.filter { $0.action == .create }.map(\.address))
        for address in creates.sorted() where !created.contains(address) {
            faults.append("\(address) is missing in AWS and the plan does not create it")
        }
        let deleted = Set(changes.filter { $0.action == .delete }.map(\.address))
        for address in deletes.sorted() where !deleted.contains(address) {
            faults.append("\(address) is to be removed and the plan does not delete it")
        }
        return faults
    }

    private func fault(of change: PlannedChange) -> String? {
        let address = change.address
        let isProtected = protect.contains { $0.matches(address) }
        switch change.action {
        case .read: return nil
        case .create:
            if untracked.contains(address) {
                return
                    "it would create \(address), which exists in AWS but is not in the state: import it first"
            }
            if let words = leaving[address] { return "it would create \(address), which is \(words)" }
            if creates.contains(address) || mayCreate.contains(address)
                || allow.create.contains(where: { $0.matches(address) })
            {
                return nil
            }
            return "it would create \(address), which was not proven missing"
        case .delete:
            if isProtected { return "it would delete \(address), which is protected" }
            return deletes.contains(address)
                ? nil : "it would delete \(address), which is not on the list"
        case .replace:
            if isProtected { return "it would replace \(address), which is protected" }
            return allow.replace.contains { $0.matches(address) } ? nil : "it would replace \(address)"
        case .update:
            if isProtected { return "it would update \(address), which is protected" }
            return allow.update.contains { $0.matches(address) }
                ? nil : "it would update \(address): a change made by hand, or code that nobody applied yet"
        case .move, .forget, .import: return "it would \(change.action.rawValue) \(address)"
        case .other: return "it would change \(address) in a way that Terrier does not know"
        }
    }
}
